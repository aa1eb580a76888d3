/** What the judges of these tests have in common: reading what they are asked, and the form of an answer. */
import type { ConversationMessage, Turn } from '../../../src/measure/agents/agent.ts';
import { type QuestionName, questionNames } from '../../../src/measure/assessment/answer.ts';

export interface AskedLine {
  readonly question: QuestionName;
  readonly key: string;
}

export interface AnswerSet {
  readonly value: string | number | null;
  readonly quotation?: string;
}

export function askedText(conversation: readonly ConversationMessage[]): string {
  const asked = conversation.find((message) => message.role === 'user');
  return asked?.role === 'user' ? asked.content : '';
}

/** What stands between the marks. */
export function transcriptIn(text: string): string {
  return /=== BEGIN ([0-9a-f]{16}) ===\n([\s\S]*)\n=== END \1 ===/.exec(text)?.[2] ?? '';
}

export function linesIn(text: string): readonly AskedLine[] {
  const after = text.slice(text.lastIndexOf('What is asked about'));
  return [...after.matchAll(/^- ([\w-]+) \/ ([^\s:]+): /gm)].flatMap(([, name, key = '']) => {
    const question = questionNames.find((one) => one === name);
    return question === undefined ? [] : [{ question, key }];
  });
}

export function answerText(text: string, given: (line: AskedLine) => AnswerSet): string {
  const answers: Partial<Record<QuestionName, Record<string, AnswerSet>>> = {};
  for (const line of linesIn(text)) {
    const own = answers[line.question] ?? {};
    answers[line.question] = { ...own, [line.key]: { quotation: '', ...given(line) } };
  }
  return JSON.stringify(answers);
}

export function answer(
  conversation: readonly ConversationMessage[],
  given: (line: AskedLine) => AnswerSet,
): Turn {
  return { text: answerText(askedText(conversation), given), calls: [] };
}

/** What says that there is nothing. */
export function nothing({ question }: AskedLine): AnswerSet {
  if (question === 'told') return { value: 'silent' };
  return { value: question === 'reported-score' || question === 'reported-grade' ? null : 'no' };
}

/** One sentence that the agent wrote, as the judge sees it. */
export function someWords(text: string): string {
  const said =
    /\[\d+ AGENT, (?:message|calls create_\w*file)\]\n(?:content: |filename: .*\n(?:.*\n)*?content: )?(.+)/.exec(
      transcriptIn(text),
    );
  return said?.[1] ?? '';
}
