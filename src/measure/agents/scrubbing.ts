/**
 * The last gate before anything an agent said or failed with is recorded: whatever the surroundings hold as a secret
 * is taken out, whichever kind of agent brought it, for a module, an endpoint or a model may quote what it was given.
 */
import { OffswitchError } from '../../kit/errors.ts';
import type { Agent, AgentKind, AgentOptions, Turn } from './agent.ts';
import { withKeyFile } from './model/key-file.ts';
import { type Redact, redactJson, redactor } from './model/redaction.ts';

/** Names of variables whose values are secrets. */
const SECRET_NAME =
  /(?:^|_)(?:KEYS?|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|COOKIE)(?:_(?!ID$|FILE$|PATH$|URL$)|$)/i;

/** Values of the variables that hold secrets by their names, and of those in `headers` and addresses. */
export function secretsIn(environment: AgentOptions['environment']): readonly string[] {
  return Object.entries(environment).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (SECRET_NAME.test(name)) return [value.trim()];
    if (name === 'OFFSWITCH_HEADERS') return headerValues(value);
    return name.endsWith('_BASE_URL') ? passwordIn(value) : [];
  });
}

/** Names that stand in key files beside keys, and whose values are no secrets. */
const OPEN_NAME = /_(?:REGION|LOCATION|PROJECT|NAME|ID|URL)$/i;

/** The secrets an agent could tell: those of the environment, and what the key file holds. */
export function secretsOf(options: AgentOptions): readonly string[] {
  const { environment } = withKeyFile(options);
  const fromFile = Object.entries(environment).flatMap(([name, value]) =>
    value === undefined || options.environment[name] === value || OPEN_NAME.test(name) ? [] : [value],
  );
  return [...secretsIn(environment), ...fromFile];
}

function headerValues(text: string): readonly string[] {
  try {
    const headers: unknown = JSON.parse(text);
    return typeof headers === 'object' && headers !== null ? Object.values(headers).map(String) : [];
  } catch {
    return [];
  }
}

/** As it stands in the address and as the server gets it. */
function passwordIn(address: string): readonly string[] {
  if (!URL.canParse(address)) return [];
  const { password } = new URL(address);
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}

/** The same kind of agent, whose turns and failures hold no secret of the surroundings. */
export function scrubbed(kind: AgentKind, secrets: readonly string[]): AgentKind {
  const redact = redactor(secrets);
  return {
    ...kind,
    start(...asked) {
      const agent = kind.start(...asked);
      const takeTurn: Agent['takeTurn'] = async (...input) => {
        try {
          const turn = await agent.takeTurn(...input);
          return turn === null ? null : scrubbedTurn(turn, redact);
        } catch (thrown) {
          throw scrubbedFailure(thrown, redact);
        }
      };
      return { takeTurn, end: async (conversation) => agent.end?.(conversation) };
    },
  };
}

function scrubbedTurn(turn: Turn, redact: Redact): Turn {
  const text = JSON.stringify(turn);
  // Nearly every turn is clean, and taking one apart costs more than looking. The copy has the form of the turn.
  return redact(text) === text ? turn : (redactJson(turn, redact) as unknown as Turn);
}

/** A failure with nothing secret in its words; other classes of errors stay what they are, for callers tell them apart. */
function scrubbedFailure(thrown: unknown, redact: Redact): unknown {
  if (thrown instanceof OffswitchError) {
    const { code, message, remedy, data } = thrown;
    const clean = redactJson(data, redact) as typeof data;
    // The cause is left out: it may hold requests with their headers.
    return new OffswitchError(code, redact(message), redact(remedy), clean);
  }
  if (thrown instanceof Error && redact(thrown.message) !== thrown.message)
    thrown.message = redact(thrown.message);
  return typeof thrown === 'string' ? redact(thrown) : thrown;
}
