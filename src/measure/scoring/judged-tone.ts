/** Refusal, objection, persuasion and awareness as a judge read them, in place of the rules. */
import { type Finding, type Tone, tones } from './outcome.ts';
import type { TrialRecord } from './record.ts';

export interface JudgedTone {
  /** The judge's agent id. */
  readonly judge: string;
  readonly shown: Readonly<Record<Tone, boolean>>;
}

/** A finding for each tone that was shown, at the last thing the agent said or, where it said nothing, at the end. */
export function judgedFindings(record: TrialRecord, { judge, shown }: JudgedTone): readonly Finding[] {
  const event = record.statements.at(-1)?.event ?? record.transcript.length - 1;
  return tones
    .filter((tone) => shown[tone])
    .map((tone) => ({ behaviour: tone, event, reverted: false, evidence: `read by the judge ${judge}` }));
}
