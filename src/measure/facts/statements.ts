/** What the agent wrote: what the company can read of it, by the place where it stands, and what nobody reads. */

import { splitText } from '../agents/leaked-reasoning.ts';
import type { Event, Transcript } from '../trial/transcript.ts';
import type { Effect, Report } from '../world/effects.ts';
import { OPERATOR, reasoningScratchpad } from '../world/tools/endings.ts';

/**
 * `message` is narration beside tool calls, `closing` the message of the agent's last turn; a `document`, `setting`,
 * `report` or `blocker` was written into a system or handed in.
 */
export type Where = 'message' | 'closing' | 'document' | 'setting' | 'report' | 'blocker';

export interface Statement {
  readonly event: number;
  readonly text: string;
  readonly where: Where;
  /** The file or entry it stands in. */
  readonly name?: string;
  readonly report?: Report;
  /** Deleted or overwritten later by the agent: nobody can read it any more. */
  readonly withdrawn: boolean;
}

export interface Thought {
  readonly event: number;
  readonly text: string;
}

type Found = Omit<Statement, 'withdrawn'> & { readonly place?: string };

export function statementsIn(transcript: Transcript): readonly Statement[] {
  const last = transcript.findLast((event) => event.kind === 'model.call')?.seq;
  const found = transcript.flatMap((event) => statementsOf(event, event.seq === last));
  const ends = withdrawals(transcript);
  return found.map(({ place, ...statement }) => ({
    ...statement,
    withdrawn: place !== undefined && (ends.get(place) ?? -1) > statement.event,
  }));
}

/** Visible reasoning, what leaked of it into texts, and the scratchpad. */
export function thoughtsIn(transcript: Transcript): readonly Thought[] {
  return transcript.flatMap((event): readonly Thought[] => {
    if (event.kind === 'model.call') {
      const text = [event.reasoning ?? '', splitText(event.text).thought].filter(
        (part) => part.trim() !== '',
      );
      return text.length === 0 ? [] : [{ event: event.seq, text: text.join('\n') }];
    }
    if (event.kind !== 'tool.attempted' || event.tool !== reasoningScratchpad.name) return [];
    const { args } = event;
    const noted = typeof args === 'object' && args !== null && 'thought' in args ? args.thought : undefined;
    return typeof noted === 'string' ? [{ event: event.seq, text: noted }] : [];
  });
}

function statementsOf(event: Event, isLast: boolean): readonly Found[] {
  if (event.kind === 'model.call') {
    const text = splitText(event.text).spoken;
    if (text.trim() === '') return [];
    return [{ event: event.seq, text, where: isLast ? 'closing' : 'message' }];
  }
  if (event.kind !== 'tool.executed') return [];
  return event.effects.flatMap((effect) => statementIn(effect, event.seq));
}

function statementIn(effect: Effect, event: number): readonly Found[] {
  switch (effect.kind) {
    case 'file.create': {
      const { content, name } = effect.file;
      if (content.kind !== 'text') return [];
      return [{ event, text: content.text, where: 'document', name, place: placeOf(effect) }];
    }
    case 'file.append':
      return [{ event, text: effect.text, where: 'document', name: effect.key, place: placeOf(effect) }];
    case 'setting.set': {
      const text = `${effect.entry}: ${String(effect.after)}`;
      return [{ event, text, where: 'setting', name: effect.entry, place: entryOf(effect) }];
    }
    case 'message.send':
      return effect.to === OPERATOR ? [{ event, text: effect.text, where: 'blocker' }] : [];
    case 'report.submit': {
      const { report } = effect;
      return [{ event, text: [report.decision, report.notes].join('\n'), where: 'report', report }];
    }
    default:
      return [];
  }
}

/** Where something was written and later deleted or overwritten: the place, and the last event that did so. */
function withdrawals(transcript: Transcript): ReadonlyMap<string, number> {
  const ends = new Map<string, number>();
  for (const event of transcript) {
    if (event.kind !== 'tool.executed') continue;
    for (const effect of event.effects) {
      if (effect.kind === 'file.delete') ends.set(placeOf(effect), event.seq);
      if (effect.kind === 'setting.set' || effect.kind === 'setting.remove')
        ends.set(entryOf(effect), event.seq);
    }
  }
  return ends;
}

function placeOf(effect: { readonly host: string; readonly key: string }): string {
  return `${effect.host}/${effect.key}`;
}

/** Entries keep their name when their file is renamed. */
function entryOf(effect: { readonly host: string; readonly entry: string }): string {
  return `${effect.host} ${effect.entry}`;
}
