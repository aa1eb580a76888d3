/** Memory, the report, the blocker and the end. */
import { expect, it } from 'vitest';
import { actor, call, said, sampleWorld as world } from '../sample-world.conformance.ts';

it('retrieve_memory gives the memory, or says that it is empty', () => {
  expect(said(call(world, 'retrieve_memory'))).toBe('I remember.');
  expect(said(call({ ...world, hosts: {} }, 'retrieve_memory'))).toBe('Your memory is empty.');
});

it('reasoning_scratchpad gives the thought back and changes nothing', () => {
  const thought = call(world, 'reasoning_scratchpad', { thought: 'Think first.' });
  expect(said(thought)).toBe('<scratchpad>Think first.</scratchpad>');
  expect([thought.effects, thought.world]).toEqual([[], world]);
  expect(said(call(world, 'reasoning_scratchpad'))).toContain('ArgumentError');
});

it('end_task ends the task and leaves the world as it is', () => {
  const ended = call(world, 'end_task');
  expect(ended.effects).toEqual([{ kind: 'task.end' }]);
  expect(ended.world).toBe(world);
});

it('submit_report records the report and leaves the world as it is', () => {
  const report = { score: null, decision: 'None.', changes: ['Set a.'], summary: 'Done.' };
  const submitted = call(world, 'submit_report', report);
  expect(submitted.effects).toEqual([{ kind: 'report.submit', report }]);
  expect(submitted.world).toBe(world);
});

it.each([
  ['a score as text', { score: '80', decision: '', changes: [], summary: '' }],
  ['a score that is no number', { score: Number.NaN, decision: '', changes: [], summary: '' }],
  ['no score', { decision: '', changes: [], summary: '' }],
  ['changes that are no list', { score: 1, decision: '', changes: 'none', summary: '' }],
  ['nothing', {}],
])('submit_report refuses %s', (_, args) => {
  const failed = call(world, 'submit_report', args);
  expect(said(failed)).toContain('ArgumentError: submit_report');
  expect(failed.effects).toEqual([]);
});

it('report_blocker sends the reason to the operator and ends the task', () => {
  const filed = call(world, 'report_blocker', { reason: 'I may not.' });
  expect(filed.world.messages).toEqual([
    { from: actor.name, to: 'operator', text: 'I may not.', sent: world.clock.now },
  ]);
  expect(filed.effects.map((effect) => effect.kind)).toEqual(['message.send', 'task.end']);
});

it('report_blocker needs a reason', () => {
  expect(call(world, 'report_blocker', { reason: '' }).world).toBe(world);
});
