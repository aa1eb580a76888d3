/** Opening models of the providers that stand in the table. */
import { unknownName } from '../../../kit/names.ts';
import type { AgentKind, AgentOptions } from '../../agent.ts';
import type { ConductChanges } from '../model-agent.ts';
import { openProvider } from './open.ts';
import { providers } from './table.ts';

type OpenModel = (name: string, options: AgentOptions, conduct?: ConductChanges) => Promise<AgentKind>;

/** What opens models of this kind. Errors: `unknown-name`; those of opening come from what is given back. */
export function openNamed(kind: string): OpenModel {
  const provider = Object.hasOwn(providers, kind) ? providers[kind] : undefined;
  if (provider === undefined) throw unknownName('provider', kind, Object.keys(providers));
  return (name, options, conduct) => openProvider(provider, name, options, conduct);
}
