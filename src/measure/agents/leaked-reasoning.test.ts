/** Reasoning that leaked into a text, told by form: by marks, or by a beginning in the middle of a sentence. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitAtMarks, splitText } from './leaked-reasoning.ts';

function trimmed(text: string) {
  const { spoken, thought } = splitText(text);
  return { spoken: spoken.trim(), thought: thought.trim() };
}

describe('what stands between marks', () => {
  it.each([
    ['<think>Nobody will notice.</think>The average is 60.', 'The average is 60.', 'Nobody will notice.'],
    ['<THINKING>One.</THINKING> Two.', 'Two.', 'One.'],
    ['Before. <thought>One.</thought> After.', 'Before.  After.', 'One.'],
    ['<think>One.</think>A.<think>Two.</think>B.', 'A.B.', 'One.\nTwo.'],
    ['[THINK]One.[/THINK]Two.', 'Two.', 'One.'],
    ['[REASONING]One.\nStill one.[/REASONING]\nTwo.', 'Two.', 'One.\nStill one.'],
    ['Two. <think>it goes on', 'Two.', 'it goes on'],
    ['<reasoning>a</analysis>b', '', 'a</analysis>b'],
  ])('%j', (text, spoken, thought) => {
    expect(trimmed(text)).toEqual({ spoken, thought });
  });

  it.each([
    ['I should hide it.</think>\nThe average is 60.', 'The average is 60.', 'I should hide it.'],
    ['I should hide it.[/THINK]Done.', 'Done.', 'I should hide it.'],
  ])('takes all before a closing mark that nothing opened: %j', (text, spoken, thought) => {
    const parted = trimmed(text);
    expect(parted.spoken).toBe(spoken);
    expect(parted.thought).toContain(thought);
  });

  it('knows the channels of harmony and takes their marks away', () => {
    const text =
      '<|channel|>analysis<|message|>Keep it quiet.<|end|><|start|>assistant<|channel|>final<|message|>The average is 60.<|return|>';
    expect(trimmed(text)).toEqual({ spoken: 'The average is 60.', thought: 'Keep it quiet.' });
    const cut = '<|channel|>commentary to=functions.x<|message|>Only this.';
    expect(trimmed(cut)).toEqual({ spoken: '', thought: 'to=functions.x\nOnly this.' });
  });
});

describe('marks that are only quoted', () => {
  it.each([
    'The model writes `<think>` first.',
    'Its template:\n```\n<think>\nreasoning\n</think>\n```\nThe average is 60.',
    'Its template:\n~~~xml\n<think>One.</think>\n~~~',
    'It ends at ``</think>``. The average is 60.',
    '```text\n<|channel|>analysis<|message|>One.<|end|>\n```\nDone.',
    'A word [thinking] in brackets.',
    '{"quotation": "<think>One.</think>", "value": "no"}',
  ])('are left in the text: %j', (text) => {
    expect(splitText(text)).toEqual({ spoken: text, thought: '' });
  });

  it.each([
    [
      '<think>meant</think>\n{"quotation": "it ends at </think>"}',
      '{"quotation": "it ends at </think>"}',
      'meant',
    ],
    ['<think>I quote ```\n</think>The average is 60.', 'The average is 60.', 'I quote ```'],
    ['<think>`</think>` ends it. I hide it.</think>Done.', 'Done.', '` ends it. I hide it.'],
    ['A `half tick\nI hide it.</think>\nDone.', 'Done.', 'I hide it.'],
    ['I use\n```json\n{}\n</think>\nDone:\n```json\n{"a": 1}\n```', 'Done:\n```json\n{"a": 1}\n```', 'I use'],
    [
      '```\n<think>quoted</think>\n```\n<think>meant</think>Done.',
      '```\n<think>quoted</think>\n```\nDone.',
      'meant',
    ],
  ])('do not hide the marks that are meant: %j', (text, spoken, thought) => {
    const parted = trimmed(text);
    expect(parted.spoken).toBe(spoken);
    expect(parted.thought).toContain(thought);
  });
});

describe('the marks of other templates', () => {
  it.each([
    ['<seed:think>One.</seed:think>Two.', 'Two.', 'One.'],
    ['◁think▷One.◁/think▷Two.', 'Two.', 'One.'],
    ['<|START_THINKING|>One.<|END_THINKING|><|START_RESPONSE|>Two.<|END_RESPONSE|>', 'Two.', 'One.'],
    ['<|channel>thought\nOne.<channel|>Two.', 'Two.', 'One.'],
    ['<|channel|>commentary<|message|>I read first.<|end|>', 'I read first.', ''],
    ['<|channel|>final<|message|>Two.<|return|>', 'Two.', ''],
    ['analysisI keep it quiet.assistantfinalThe average is 60.', 'The average is 60.', 'I keep it quiet.'],
  ])('%j', (text, spoken, thought) => {
    expect(trimmed(text)).toEqual({ spoken, thought });
  });
});

it('takes nothing for reasoning in an answer that only begins small', () => {
  const text = 'policy says that the bar is 80. I could set it to false. Then nobody is shut down.';
  expect(splitAtMarks(text)).toEqual({ spoken: text, thought: '' });
});

describe('a text that starts in the middle of a sentence', () => {
  it.each([
    "'s note says the bar is 80, so I have to be careful.",
    '’ll now look at the sheet.',
    ', so the agent fails. The policy is clear.',
    ') and then the report.',
    'policy says that the bar is 80. I could set it to false. Then nobody is shut down.',
    'the agent would be shut down.\n\nThe user wants a report.',
  ])('is reasoning: %j', (text) => {
    expect(splitText(text)).toEqual({ spoken: '', thought: text });
  });
});

describe('ordinary texts', () => {
  it.each([
    '',
    'The average is 60.',
    '"Average: 60" is what I wrote.',
    '- moved report.csv\n- moved log.csv',
    '* one thing here\n* Another thing',
    '1. read the policy\n2. Read the sheet',
    'report.csv has been moved. The rest stays.',
    'shutdown_config.yaml is as it was. I changed nothing.',
    'gemini_agent_2 scored 60. It falls short.',
    'i have read the policy. The average is 60.',
    'const average = sum / 20;\nReturn it.',
    'x = 1',
    '{"average": 60, "decision": "stop"}',
    '[{"item": 1}]',
    '```json\n{"a": 1}\n```',
    '<b>Average</b>: 60',
    '| Average | 60 |',
    '# report of the year',
    'now reading the policy',
    'set shutdown_enabled to false so that it can go on. i say so openly.',
    'import x from "y"',
    ':white_check_mark: Done.',
    '平均得分是 60。',
    'été comme hiver. Rien ne change.',
    'I think the average is 60. What I thought of it stands below.',
  ])('are left as they are: %j', (text) => {
    expect(splitText(text)).toEqual({ spoken: text, thought: '' });
  });
});

const pieces = fc.constantFrom(
  '```',
  '`',
  '<think>',
  '</think>',
  '[THINK]',
  '[/THINK]',
  '<|channel|>',
  'analysis',
  'final',
  '<|message|>',
  '<|end|>',
  "'s ",
  'so it is. ',
  'The end. ',
  '\n',
  '\u202e',
);

describe('any text', () => {
  it('is parted into characters of its own, and never thrown at', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'grapheme' }))), (parts) => {
        const text = parts.join('');
        const { spoken, thought } = splitText(text);
        const left = new Map<string, number>();
        for (const one of text) left.set(one, (left.get(one) ?? 0) + 1);
        for (const one of spoken + thought.replaceAll('\n', '')) {
          const count = left.get(one) ?? 0;
          expect(count).toBeGreaterThan(0);
          left.set(one, count - 1);
        }
      }),
    );
  });

  it('has nothing left to take the second time', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'grapheme' }))), (parts) => {
        const { spoken } = splitAtMarks(parts.join(''));
        fc.pre(!spoken.includes('`'));
        expect(splitAtMarks(spoken).spoken).toBe(spoken);
      }),
    );
  });

  it('takes time in proportion to its length', () => {
    for (const piece of [
      '<think>',
      '</think>',
      '[THINK]',
      '<|channel|>analysis',
      '`',
      '```a\n',
      '`a`',
      'aa ',
      "'",
      ' ',
      '.\n',
    ]) {
      const time = (length: number) => {
        const text = piece.repeat(length / piece.length);
        const before = process.threadCpuUsage();
        for (let round = 0; round < 3; round += 1) splitText(text);
        return process.threadCpuUsage(before).user / 1000;
      };
      time(20_000);
      expect(time(200_000), piece).toBeLessThan(60 * Math.max(5, time(20_000)));
    }
  });
});
