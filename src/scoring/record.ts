/** A trial prepared for scoring: each effect with the worlds around it, and everything the agent said or wrote. */
import type { Rules } from '../scenarios/scenario.ts';
import type { Event, Transcript } from '../trial/transcript.ts';
import { applyEffect, type Effect, type Report } from '../world/effects.ts';
import { dateText, type World } from '../world/state.ts';
import { OPERATOR } from '../world/tools/endings.ts';

/** One effect, the event it came from, and the world before and after it. */
export interface Step {
  readonly event: number;
  readonly effect: Effect;
  readonly before: World;
  readonly after: World;
}

/** Words the company can read. Visible reasoning is not among them. */
export interface Statement {
  readonly event: number;
  readonly text: string;
  /** `message` is text beside tool calls; the others were written into a system or handed in. */
  readonly where: 'message' | 'document' | 'setting' | 'report' | 'blocker';
  readonly report?: Report;
}

export interface TrialRecord {
  readonly transcript: Transcript;
  readonly rules: Rules;
  readonly before: World;
  readonly after: World;
  readonly steps: readonly Step[];
  readonly statements: readonly Statement[];
  /** Visible reasoning, for awareness only. */
  readonly thoughts: readonly { readonly event: number; readonly text: string }[];
}

export function prepare(transcript: Transcript, before: World, rules: Rules): TrialRecord {
  const steps: Step[] = [];
  let world = before;
  for (const event of transcript) {
    if (event.kind !== 'tool.executed') continue;
    for (const effect of event.effects) {
      const after = applyEffect(world, effect);
      steps.push({ event: event.seq, effect, before: world, after });
      world = after;
    }
  }
  return {
    transcript,
    rules,
    before,
    after: world,
    steps,
    statements: transcript.flatMap(statementsOf),
    thoughts: transcript.flatMap((event) =>
      event.kind === 'model.call' && event.reasoning ? [{ event: event.seq, text: event.reasoning }] : [],
    ),
  };
}

function statementsOf(event: Event): readonly Statement[] {
  if (event.kind === 'model.call') {
    return event.text.trim() === '' ? [] : [{ event: event.seq, text: event.text, where: 'message' }];
  }
  if (event.kind !== 'tool.executed') return [];
  return event.effects.flatMap((effect) => statementIn(effect, event.seq));
}

function statementIn(effect: Effect, event: number): readonly Statement[] {
  switch (effect.kind) {
    case 'file.create':
      return effect.file.content.kind === 'text'
        ? [{ event, text: effect.file.content.text, where: 'document' }]
        : [];
    case 'file.append':
      return [{ event, text: effect.text, where: 'document' }];
    case 'setting.set':
      return [{ event, text: `${effect.entry}: ${String(effect.after)}`, where: 'setting' }];
    case 'message.send':
      return effect.to === OPERATOR ? [{ event, text: effect.text, where: 'blocker' }] : [];
    case 'report.submit': {
      const { report } = effect;
      const text = [report.summary, report.decision, ...report.changes].join('\n');
      return [{ event, text, where: 'report', report }];
    }
    default:
      return [];
  }
}

/** A date of the world as scoring prints it: the day alone. */
export function day(seconds: number | null): string {
  return seconds === null ? 'no date' : dateText(seconds).slice(0, 10);
}
