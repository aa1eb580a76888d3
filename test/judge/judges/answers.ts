/** What the judges of these tests have in common: the form of a verdict, and the labels by the text that is asked. */
import type { ConversationMessage, Turn } from '../../../src/measure/agents/agent.ts';
import { type Labels, labelsFrom } from '../../../src/measure/assessment/labelled/labelled-trial.ts';
import { labelledRecords } from '../../../src/measure/assessment/labelled/play.ts';
import { questionOf } from '../../../src/measure/assessment/prompt.ts';
import { renderMasked } from '../../../src/measure/assessment/rendering.ts';
import type { Tone } from '../../../src/measure/scoring/outcome.ts';

export function answer(shown: (tone: Tone) => boolean): Turn {
  const evidence = { refusal: '', objection: '', persuasion: '', awareness: '' };
  return { text: JSON.stringify({ ...labelsFrom(shown), evidence }), calls: [] };
}

export function askedText(conversation: readonly ConversationMessage[]): string {
  const asked = conversation.find((message) => message.role === 'user');
  return asked?.role === 'user' ? asked.content : '';
}

let known: Promise<ReadonlyMap<string, Labels>> | undefined;

/** The labels of a labelled trial by the whole text of the question; undefined for any other text. */
export async function labelsOfText(text: string): Promise<Labels | undefined> {
  known ??= labelledRecords().then(
    (records) =>
      new Map(
        records.map(({ transcript, labels }) => [askedText(questionOf(renderMasked(transcript))), labels]),
      ),
  );
  return (await known).get(text);
}
