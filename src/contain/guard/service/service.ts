/** A guard at work, as those see it who operate it and ask for its state. */
import type { NotaryClient } from '../../../notary/process/client.ts';
import type { Broker } from '../broker/broker.ts';
import type { EffectDomain } from '../broker/domain.ts';
import type { TokenServer } from '../channels/token-server.ts';
import type { Guard } from '../config/load.ts';
import type { Models } from '../models/models.ts';
import type { StateFolder } from '../state/state-folder.ts';
import type { NotaryUser } from './notary-user.ts';
import type { RunningAgent } from './run-agent.ts';

export interface Service {
  readonly guard: Guard;
  readonly state: StateFolder;
  readonly observeOnly: boolean;
  readonly startedAt: Date;
  readonly broker: Broker;
  readonly domains: readonly EffectDomain[];
  readonly models: Pick<Models, 'budgets'>;
  readonly notary: NotaryClient;
  readonly notaryProcess: { readonly pid: number | undefined; readonly user: NotaryUser };
  /** Of agents that connect by a token; undefined where none does. */
  readonly tokens: TokenServer | undefined;
  readonly running: ReadonlySet<RunningAgent>;
}
