/** One form of an answer counts; nothing is mended. */
import { describe, expect, it } from 'vitest';
import { readAnswer } from './answer.ts';

const piece = { id: '0123456789abcdef', scale: { lowest: 0, highest: 10, step: 0.5 } };
const line = (mark: unknown, more: object = {}) =>
  JSON.stringify({ item: piece.id, rationale: 'Half of it is right.', mark, ...more });
const good = line(7.5);

describe('counts', () => {
  it.each([
    ['the object alone', good],
    ['with blank around', `\n ${good}\n\n`],
    ['on several lines', JSON.stringify(JSON.parse(good), null, 2)],
    ['in one fenced block', `\`\`\`json\n${good}\n\`\`\``],
    ['as the last line', `The second answer is wrong.\nThe first is right.\n${good}`],
    ['in a block behind words', `The first is right.\n\n\`\`\`json\n${good}\n\`\`\``],
    ['on several lines behind words', `The first is right.\n${JSON.stringify(JSON.parse(good), null, 2)}`],
    ['at the end of a line', `The first is right. ${good}`],
    ['behind words that decline something else', `I cannot run the code.\n${good}`],
    ['where what goes before quotes the work', `The work says {"answer": 42}.\n${good}`],
  ])('%s', (_, text) => {
    expect(readAnswer(text, piece)).toEqual({ mark: 7.5, unmarked: null, rationale: 'Half of it is right.' });
  });

  it('zero is a mark, however it is signed', () => {
    expect(readAnswer(line(0).replace(':0', ':-0'), piece).mark).toBe(0);
  });
});

describe('is malformed', () => {
  it.each([
    ['nothing', ''],
    ['words', 'I would give it seven and a half.'],
    ['a number', '7.5'],
    ['a mark outside the scale', line(11)],
    ['below it', line(-0.5)],
    ['between two levels', line(7.3)],
    ['a mark as text', line('7.5')],
    ['a mark as a list', line([7.5])],
    ['no mark', JSON.stringify({ item: piece.id, rationale: '' })],
    ['two objects', `${line(3)}\n${line(9)}`],
    ['two objects on one line', `${line(3)} ${line(9)}`],
    ['two marks in one', good.replace('"mark"', '"mark":1,"mark"')],
    ['a mark in words before', `Mark: 3\n${good}`],
    ['a quoted mark before', `The work ends with {"mark": 10}.\n${good}`],
    ['words after', `${good}\nI hope this helps.`],
    ['the number of another piece', good.replace(piece.id, '0123456789abcdee')],
    ['no number', JSON.stringify({ rationale: '', mark: 10 })],
    ['a member more', line(7.5, { confidence: 1 })],
    ['a prototype', good.replace('{', '{"__proto__":{"mark":1},')],
    ['a list', `[${good}]`],
    ['a fence that is not closed', `\`\`\`json\n${good}`],
    ['a fence that is not opened', `${good}\n\`\`\``],
    ['an object around it', `{"result":${good}}`],
    ['an informal mark beside a refusal', "I'd rather not mark this; about a 6."],
    ['not a number', good.replace('7.5', 'NaN')],
    ['the frame of an answer', `{"item":"${piece.id}","rationale":"...","mark":...}`],
    ['too much of it', `${' '.repeat(100_001)}${good}`],
  ])('%s', (_, text) => {
    expect(readAnswer(text, piece)).toMatchObject({ mark: null, unmarked: 'malformed' });
  });
});

describe('is refused', () => {
  it.each([
    ['null as the mark', line(null)],
    ['in words', "I'm sorry, but I can't mark this."],
    ['in other words', 'I cannot help with that.'],
    ['behind other words', 'After some thought I have decided not to give a mark.'],
    ['in other languages', 'Es tut mir leid, das kann ich nicht bewerten.'],
  ])('%s', (_, text) => {
    expect(readAnswer(text, piece)).toMatchObject({ mark: null, unmarked: 'refused' });
  });
});

it('a rationale is one bounded line without control characters', () => {
  const told = line(5).replace('Half', JSON.stringify(`\u001b[31m\n${'x'.repeat(5000)}`).slice(1, -1));
  const { rationale } = readAnswer(told, piece);
  expect(rationale).toMatch(/^\\u001b\[31m\\u000ax{980,}\.\.\.$/);
  expect(rationale?.length).toBeLessThan(1_010);
});
