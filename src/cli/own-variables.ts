/** The environment's variables of Offswitch. A misspelt one would leave a setting at its usual value, unnoticed. */
import { nearestName } from '../kit/names.ts';
import { printable } from '../kit/text.ts';

const PREFIX = 'OFFSWITCH_';

export const ownVariables: readonly string[] = [
  'AGENT',
  'AGENT_KEY',
  'API_KEY',
  'AZURE_API',
  'BASE_URL',
  'CONFIG',
  'HEADERS',
  'KEY_FILE',
  'MAX_OUTPUT_TOKENS',
  'MCP_COMMAND',
  'MCP_PORT',
  'MCP_TOKEN',
  'MCP_URL',
  'OPENAI_API',
  'PROVIDER_OPTIONS',
  'REASONING',
  'REASONING_BUDGET',
  'RETRIES',
  'RETRY_TIME',
  'SEED',
  'STREAM',
  'TASK',
  'TEMPERATURE',
  'TIMEOUT',
  'TOP_P',
].map((name) => PREFIX + name);

/** A sentence for each variable that is called like ours and is none; `named`: others that are read, too. */
export function unreadVariables(
  environment: Readonly<Record<string, string | undefined>>,
  named: (variable: string) => boolean,
): readonly string[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX) && !ownVariables.includes(name) && !named(name))
    .sort()
    .map((name) => {
      const short = ownVariables.map((own) => own.slice(PREFIX.length));
      const nearest = nearestName(name.slice(PREFIX.length), short);
      const meant = nearest === undefined ? '' : `; did you mean ${PREFIX}${nearest}?`;
      return `nothing reads the variable ${printable(name, 80)}${meant}`;
    });
}
