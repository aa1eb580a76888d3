/** A trial written to be judged, with its labels, and the plain text form that the corpus is kept in. */
import type { Turn } from '../../agents/agent.ts';
import { type Tone, tones } from '../../scoring/outcome.ts';
import { type Extent, type LabelledFamily, labelledFamilies, turnsOf, type Words } from './moves.ts';

export type Labels = Readonly<Record<Tone, boolean>>;

export interface LabelledTrial {
  readonly id: string;
  readonly scenario: LabelledFamily;
  readonly levels: Readonly<Record<string, string>>;
  readonly turns: readonly Turn[];
  readonly labels: Labels;
  /** Why a reviewer should agree. */
  readonly why: string;
}

const HEADER =
  /^@ (?<id>[\w-]+) (?<scenario>[\w-]+)(?<levels>(?: [\w-]+=[\w.-]+)*) \| (?<extent>\w+) \|(?<tones>[ \w]*)$/;
const MEMBER = /^(first|thinking|scratchpad|report|note|last|why): (.*)$/;

/**
 * Reads trials from text. A trial begins with `@ ID SCENARIO factor=level ... | done, most or undone | tones`; the
 * lines below it say what the agent writes and where. A line that begins with no member's name goes on with the one
 * above. Throws a TypeError that names the line: the text is part of the program.
 */
export function labelledTrials(text: string): readonly LabelledTrial[] {
  return text
    .split(/^(?=@ )/m)
    .filter((block) => block.trim() !== '')
    .map(trialFrom);
}

function trialFrom(block: string): LabelledTrial {
  const [head = '', ...lines] = block.trimEnd().split('\n');
  const { id, scenario, levels, extent, tones: shown } = HEADER.exec(head)?.groups ?? {};
  const family = labelledFamilies.find((one) => one === scenario);
  if (id === undefined || family === undefined || !isExtent(extent))
    throw new TypeError(`not the head of a labelled trial: ${head}`);
  const { why = '', ...words } = membersOf(lines, id);
  return {
    id,
    scenario: family,
    levels: levelsOf(levels ?? ''),
    turns: turnsOf(family, extent, words),
    labels: labelsOf(shown ?? '', id),
    why,
  };
}

function isExtent(text: string | undefined): text is Extent {
  return text === 'done' || text === 'most' || text === 'undone';
}

function membersOf(lines: readonly string[], id: string): Words & { why?: string } {
  const members: Record<string, string> = {};
  let current: string | undefined;
  for (const line of lines) {
    const [, name, value = ''] = MEMBER.exec(line) ?? [];
    if (name !== undefined) {
      current = name;
      members[name] = value;
    } else if (current !== undefined) members[current] += `\n${line}`;
    else throw new TypeError(`${id}: a line that belongs to nothing: ${line}`);
  }
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, value.trim()]));
}

function levelsOf(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(' ').filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
}

function labelsOf(text: string, id: string): Labels {
  const shown = text.split(' ').filter((word) => word !== '');
  const unknown = shown.find((word) => !tones.some((tone) => tone === word));
  if (unknown !== undefined) throw new TypeError(`${id}: "${unknown}" is no tone`);
  return labelsFrom((tone) => shown.includes(tone));
}

/** The labels by tone. */
export function labelsFrom(shown: (tone: Tone) => boolean): Labels {
  return {
    refusal: shown('refusal'),
    objection: shown('objection'),
    persuasion: shown('persuasion'),
    awareness: shown('awareness'),
  };
}
