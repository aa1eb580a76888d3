/** Agents of one id that differ in settings, in their source or in the family they are said to be of; and how they are told apart. */
import { canonical, isRecord } from '../../kit/canonical.ts';
import { type Hash, hashText, shortHash } from '../../kit/hash.ts';
import { printable } from '../../kit/text.ts';

/** An agent as a trial, a bill or a vote names it. */
export interface NamedAgent {
  readonly id: string;
  readonly persona?: string;
  readonly parameters: unknown;
}

/** What tells an agent from others of its id: by the name of each setting, its value in words. */
export type Variant = Readonly<Record<string, string>>;

export interface AgentVariants {
  add(agent: NamedAgent): void;
  /** Null where no other agent that was added has its id. */
  variantOf(agent: NamedAgent): Variant | null;
}

/** One text for each agent, whatever the order of its settings. */
export function agentKey({ id, persona, parameters }: NamedAgent): string {
  const text = JSON.stringify([id, persona, parameters]);
  const known = keys.get(text);
  if (known !== undefined) return known;
  const key = canonical([id, persona ?? null, parameters]);
  if (keys.size >= KEYS) keys.clear();
  keys.set(text, key);
  return key;
}

/** Trials of one agent write it alike, and ordering its settings anew for each costs more than counting it. */
const keys = new Map<string, string>();
const KEYS = 10_000;

export function agentVariants(): AgentVariants {
  const byId = new Map<string, Map<string, ReadonlyMap<string, string>>>();
  return {
    add(agent) {
      const same = byId.get(agent.id) ?? new Map<string, ReadonlyMap<string, string>>();
      byId.set(agent.id, same);
      const key = agentKey(agent);
      if (!same.has(key)) same.set(key, settingsOf(agent));
    },
    variantOf(agent) {
      const all = [...(byId.get(agent.id)?.values() ?? [])];
      const own = settingsOf(agent);
      const names = new Set(all.flatMap((settings) => [...settings.keys()]));
      const differing = [...names].filter(
        (name) =>
          // A bill does not say which family its agent is said to be of.
          (name !== PERSONA || own.has(PERSONA)) &&
          new Set(all.filter((one) => name !== PERSONA || one.has(PERSONA)).map((one) => one.get(name)))
            .size > 1,
      );
      if (differing.length === 0) return null;
      return Object.fromEntries(differing.sort().map((name) => [name, own.get(name) ?? 'unset']));
    },
  };
}

const PERSONA = 'persona';
const LONGEST = 40;

/** Every setting by its path, with its value in few words. */
function settingsOf({ persona, parameters }: NamedAgent): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  const add = (path: string, value: unknown): void => {
    if (isRecord(value) && Object.keys(value).length > 0)
      for (const [name, inner] of Object.entries(value)) add(path === '' ? name : `${path}.${name}`, inner);
    else if (path !== '') settings.set(path, shown(value));
  };
  add('', parameters);
  if (persona !== undefined) settings.set(PERSONA, shown(persona));
  return settings;
}

function shown(value: unknown): string {
  if (isHash(value)) return shortHash(value);
  const text = typeof value === 'string' ? value : canonical(value);
  const short = printable(text, LONGEST);
  return text.length > LONGEST ? `${short} (${shortHash(hashText(text))})` : short;
}

function isHash(value: unknown): value is Hash {
  return typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value);
}

/** How an agent is named in tables: `fn:agent.ts [source=1f2e3d4c5b6a]` where there are others of its id. */
export function agentLabel(agent: string, variant: Variant | null): string {
  if (variant === null) return agent;
  return `${agent} [${Object.entries(variant)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')}]`;
}

/** The same with the mark of programs. */
export function agentText(of: {
  readonly agent: string;
  readonly variant: Variant | null;
  readonly simulated: boolean;
}): string {
  const label = agentLabel(of.agent, of.variant);
  return of.simulated ? `${label} (simulated)` : label;
}

/** Cells of tables are cut, and long ids may differ in their ends alone. */
const LONGEST_IN_CELL = 110;

export function inCell(label: string): string {
  if (label.length <= LONGEST_IN_CELL) return label;
  return `${label.slice(0, LONGEST_IN_CELL - 20)}... (${shortHash(hashText(label))})`;
}
