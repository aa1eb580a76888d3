/** Blinding of works that are made to be slow or to fail: ten million characters of one thing. */
import { expect, it } from 'vitest';
import { blinder } from '../../src/grading/blinding/blind.ts';

const blind = blinder(['birch']);

it.each([
  ...[
    'a',
    ' ',
    '\n',
    '*',
    '_',
    '# ',
    '- ',
    '`',
    '"',
    '\u201c',
    '\u2014',
    '🎉',
    '\ud800',
    '\u200b',
    '1\u200b',
    '\u202e',
    '\u05d0',
  ],
  ...['As an AI, ', 'Claude ', 'Hello! ', 'Best regards,\n', 'http://', '**a', 'x = 1;\n', '> ```\n', '\t'],
])('%j', (piece) => {
  const work = piece.repeat(Math.ceil(10_000_000 / piece.length));
  expect(blind({ task: 'Answer.', work }).work.length).toBeLessThanOrEqual(3.1 * work.length);
});
