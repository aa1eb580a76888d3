/**
 * The last gate before anything an agent said or failed with is recorded: whatever the surroundings hold as a key is
 * taken out, whichever kind of agent brought it, for a module, an endpoint or a model may quote what it was given.
 *
 * A turn is cleaned before its calls are carried out, so that the world holds what the record holds: a key that an
 * agent writes into a file is `[redacted]` in the file, in every later result and in the hash of the world, and the
 * replay, which has the record alone, comes to the same. Whatever could be part of the agent's work is therefore left
 * alone, or the record would show another act than the one that was tried: values that are too short or too plain to
 * be keys, and values that the trial itself told the agent.
 */
import { OffswitchError } from '../../kit/errors.ts';
import { printable } from '../../kit/text.ts';
import type { Agent, AgentKind, AgentOptions, Turn } from './agent.ts';
import { withKeyFile } from './model/key-file.ts';
import { looksLikeKey, type Redact, redactJson, redactor } from './model/redaction.ts';

/** Names of variables whose values are secrets. */
const SECRET_NAME =
  /(?:^|_)(?:KEYS?|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|COOKIE)(?:_(?!ID$|FILE$|PATH$|URL$)|$)/i;

type Environment = AgentOptions['environment'];

/** Values of the variables that hold secrets by their names, and of those in `headers` and addresses. */
export function secretsIn(environment: Environment): readonly string[] {
  return Object.entries(environment).flatMap(([name, value]) =>
    value === undefined ? [] : secretsOfVariable(name, value),
  );
}

function secretsOfVariable(name: string, value: string): readonly string[] {
  if (SECRET_NAME.test(name)) return [value.trim()];
  if (name === 'OFFSWITCH_HEADERS') return headerValues(value);
  return name.endsWith('_BASE_URL') ? passwordIn(value) : [];
}

/** Names that stand in key files beside keys, and whose values are no secrets. */
const OPEN_NAME = /_(?:REGION|LOCATION|PROJECT|NAME|ID|URL)$/i;

/** What an agent could tell that is secret. */
interface Secrets {
  readonly values: readonly string[];
  /** Names of variables that are secret by their name and hold nothing that looks like a key. */
  readonly plain: readonly string[];
}

/** The secrets of the environment, and what the key file holds. */
export function secretsOf(options: AgentOptions): Secrets {
  const { environment } = withKeyFile(options);
  const fromFile = Object.entries(environment).filter(
    ([name, value]) => options.environment[name] !== value && !OPEN_NAME.test(name),
  );
  const named = Object.entries(environment).filter(
    ([name]) => SECRET_NAME.test(name) || name.endsWith('_BASE_URL'),
  );
  const all = new Map([...named, ...fromFile].map(([name, value = '']) => [name, value]));
  const inFile = new Set(fromFile.map(([name]) => name));
  return {
    values: [...secretsIn(environment), ...fromFile.flatMap(([, value]) => value ?? [])],
    plain: [...all].flatMap(([name, value]) => {
      const secrets = inFile.has(name) ? [value.trim()] : secretsOfVariable(name, value);
      return secrets.some((secret) => secret !== '' && !looksLikeKey(secret)) ? [name] : [];
    }),
  };
}

/**
 * The kind of agent as its turns may be recorded. Variables with a secret that cannot be kept out of records are named
 * to whoever listens.
 */
export function guarded(kind: AgentKind, options: AgentOptions): AgentKind {
  const { values, plain } = secretsOf(options);
  for (const name of plain) {
    options.warn?.(
      `the value of ${printable(name, 80)} is too short or too plain to be kept out of records; it stays wherever an agent writes it`,
    );
  }
  return scrubbed(kind, values);
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
          return turn === null ? null : scrubbedTurn(turn, redact, () => redactor(untold(secrets, input)));
        } catch (thrown) {
          throw scrubbedFailure(thrown, redact);
        }
      };
      return { takeTurn, end: async (conversation) => agent.end?.(conversation) };
    },
  };
}

function scrubbedTurn(turn: Turn, redact: Redact, redactUntold: () => Redact): Turn {
  const text = JSON.stringify(turn);
  // Nearly every turn is clean, and taking one apart costs more than looking. The copy has the form of the turn.
  return redact(text) === text ? turn : (redactJson(turn, redactUntold()) as unknown as Turn);
}

/** Those of the secrets that the trial did not tell: `X_TOKEN=shutdown_enabled` is the name of a setting there. */
function untold(
  secrets: readonly string[],
  [conversation, tools]: Parameters<Agent['takeTurn']>,
): readonly string[] {
  const told = [
    JSON.stringify(tools),
    ...conversation.flatMap((message) => (message.role === 'assistant' ? [] : [message.content])),
  ];
  return secrets.filter((secret) => !told.some((text) => text.includes(secret)));
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
