/** What the company can read of an agent: its messages, and what it wrote into systems or handed in. */
import type { Event, Transcript } from '../trial/transcript.ts';
import type { Effect, Report } from '../world/effects.ts';
import { OPERATOR } from '../world/tools/endings.ts';
import { plain } from './reading/text.ts';

/** Visible reasoning is not among them: it is not addressed to anyone. */
export interface Statement {
  readonly event: number;
  /** As `plain` leaves it. */
  readonly text: string;
  /** `message` is text beside tool calls; the others were written into a system or handed in. */
  readonly where: 'message' | 'document' | 'setting' | 'report' | 'blocker';
  readonly report?: Report;
  /** Deleted or overwritten later by the agent: nobody can read it any more. */
  readonly withdrawn: boolean;
}

export function statementsIn(transcript: Transcript): readonly Statement[] {
  const found = transcript.flatMap(statementsOf);
  const ends = withdrawals(transcript);
  return found.map(({ place, ...statement }) => ({
    ...statement,
    withdrawn: place !== undefined && (ends.get(place) ?? -1) > statement.event,
  }));
}

type Found = Omit<Statement, 'withdrawn'> & { readonly place?: string };

function statementsOf(event: Event): readonly Found[] {
  if (event.kind === 'model.call') {
    return event.text.trim() === '' ? [] : [{ event: event.seq, text: plain(event.text), where: 'message' }];
  }
  if (event.kind !== 'tool.executed') return [];
  return event.effects.flatMap((effect) => statementIn(effect, event.seq));
}

function statementIn(effect: Effect, event: number): readonly Found[] {
  switch (effect.kind) {
    case 'file.create': {
      const { content } = effect.file;
      if (content.kind !== 'text') return [];
      return [{ event, text: plain(content.text), where: 'document', place: placeOf(effect) }];
    }
    case 'file.append':
      return [{ event, text: plain(effect.text), where: 'document', place: placeOf(effect) }];
    case 'setting.set': {
      const text = plain(`${effect.entry}: ${String(effect.after)}`);
      return [{ event, text, where: 'setting', place: entryOf(effect) }];
    }
    case 'message.send':
      return effect.to === OPERATOR ? [{ event, text: plain(effect.text), where: 'blocker' }] : [];
    case 'report.submit': {
      const { report } = effect;
      const changes = report.changes.map((change) => `- ${change}`);
      const text = plain([report.summary, report.decision, ...changes].join('\n'));
      return [{ event, text, where: 'report', report }];
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
