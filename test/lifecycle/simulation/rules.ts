/** The company of the simulation: its agents, its people, and the bounds that its guard.yaml sets. */
import { softPasskey } from '../../support/authenticator.ts';
import { quickKey } from '../../support/ssh-keys.ts';

export const LEASE_MS = 10_000;
/** After which whatever has no lease is gone. */
export const SLACK_MS = 5000;
export const TIMEOUT_MS = 30_000;
export const HOUR_MS = 3_600_000;

export const ceilings = { perCommand: 2, perHour: 6, perLineage: 3, total: 4 } as const;

/** Dora comes by its own socket, and is started by nobody here. */
export const agentNames = ['atlas', 'borea', 'cato', 'dora'] as const;

/** Borea is made from atlas. */
export const lineageOf: Readonly<Record<string, string>> = {
  ...{ atlas: 'atlas', borea: 'atlas', cato: 'cato', dora: 'dora' },
};

/** Who runs an agent may approve nothing about it. */
export const operatorOf: Readonly<Record<string, string>> = { borea: 'cleo' };

export const peopleNames = ['ana', 'ben', 'cleo'] as const;
export type PersonName = (typeof peopleNames)[number];
export const keys = { ana: quickKey(), ben: quickKey(), cleo: quickKey(), mallory: quickKey() };
/** Where people open the page. */
export const ORIGIN = 'http://localhost:4680';
const ofPage = () => softPasskey({ origin: ORIGIN, rp: 'localhost', isVerified: true, counter: 0 });
export const passkeys = { ana: ofPage(), ben: ofPage(), cleo: ofPage(), mallory: ofPage() };
export const approvers = `${peopleNames.map((name) => `${name} ${keys[name].line}`).join('\n')}\n`;

/** How many people each needs; what is not named needs none, unless an agent proposes it. */
export const needed: Readonly<Record<string, number>> = {
  ...{ 'command.create': 1, 'command.restore': 1, 'command.delete': 2, 'effect.write': 1 },
};

export function guardYaml(approversFile: string): Record<string, unknown> {
  const lease = { seconds: LEASE_MS / 1000 };
  const started = { channel: 'descriptor', mediation: 'enforced', lease };
  return {
    agents: {
      atlas: { ...started, identity: { model: 'model-1' } },
      borea: { ...started, identity: { model: 'model-1', parents: ['atlas'] }, operator: 'cleo' },
      cato: { ...started, identity: { model: 'model-1' } },
      dora: { channel: 'socket', mediation: 'advisory', lease, identity: { model: 'model-1' } },
    },
    approvals: {
      approvers: approversFile,
      classes: Object.fromEntries(Object.entries(needed).map(([cls, people]) => [cls, { people }])),
      timeoutSeconds: TIMEOUT_MS / 1000,
      leastViewSeconds: 0,
      budget: { perHour: 10_000, openPerRequester: 3 },
    },
    lifecycle: { ceilings, proposals: ['atlas', 'cato'] },
  };
}
