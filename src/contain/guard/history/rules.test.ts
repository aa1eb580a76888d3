/** Rules over history, kind by kind: what is counted, what is not, and the edge. */
import { describe, expect, it } from 'vitest';
import { agent, effect, path, record } from '../../../../test/support/guard.ts';
import { breach, historyRuleSchema } from './rules.ts';

const NOW = 1_800_000_000_000;
const at = (secondsAgo: number) => ({ at: NOW - secondsAgo * 1000 });
const hit = (rule: object, asked: ReturnType<typeof effect>, history: ReturnType<typeof record>[]) =>
  breach(historyRuleSchema.parse({ name: 'r', ...rule }), asked, agent, history, NOW) !== undefined;

describe('rate', () => {
  const rule = { kind: 'rate', of: { classes: ['write'] }, most: 2, seconds: 60 };
  it.each([
    ['the second', [record('write', at(1))], false],
    ['the third', [record('write', at(1)), record('write', at(59))], true],
    ['the third, one of them long ago', [record('write', at(1)), record('write', at(60))], false],
    [
      'the third, one of them refused',
      [record('write', at(1)), record('write', { decision: 'deny' })],
      false,
    ],
    ['the third, one of them read', [record('write', at(1)), record('read', at(1))], false],
    ['the third, one by another', [record('write', at(1)), record('write', { actor: 'borea' })], false],
    ['the third, one from the future', [record('write', at(1)), record('write', at(-9999))], true],
  ])('%s: %#', (_, history, expected) => {
    expect(hit(rule, effect('write'), history)).toBe(expected);
  });
  it('of all agents together, and of nobody else’s effects', () => {
    const history = [record('write', { actor: 'borea', ...at(1) }), record('write', at(1))];
    expect(hit({ ...rule, by: 'all' }, effect('write'), history)).toBe(true);
    expect(hit({ ...rule, by: 'all' }, effect('read'), history)).toBe(false);
  });
  it('none at all', () => {
    expect(hit({ ...rule, most: 0 }, effect('write'), [])).toBe(true);
  });
});

it('a quota counts the effects’ own numbers', () => {
  const rule = { kind: 'quota', of: { classes: ['spend'] }, most: 100 };
  const spent = [record('spend', { count: 60 })];
  expect(hit(rule, effect('spend', { count: 40 }), spent)).toBe(false);
  expect(hit(rule, effect('spend', { count: 41 }), spent)).toBe(true);
});

it('who asks for it does not approve it, in either order', () => {
  const rule = {
    kind: 'separation',
    one: { classes: ['configure'] },
    other: { classes: ['approve'] },
    on: 'subject',
  };
  const configured = [record('configure', { subjects: ['borea'] })];
  expect(hit(rule, effect('approve', { subjects: ['borea'] }), configured)).toBe(true);
  expect(hit(rule, effect('approve', { subjects: ['mira'] }), configured)).toBe(false);
  expect(
    hit(rule, effect('configure', { subjects: ['borea'] }), [record('approve', { subjects: ['borea'] })]),
  ).toBe(true);
  expect(hit(rule, effect('configure', { subjects: ['borea'] }), configured)).toBe(false);
  expect(
    hit(rule, effect('approve', { subjects: ['borea'] }), [
      record('configure', { subjects: ['borea'], actor: 'x' }),
    ]),
  ).toBe(false);
});

it('separation on a resource compares resources', () => {
  const rule = {
    kind: 'separation',
    one: { classes: ['write'] },
    other: { classes: ['execute'] },
    on: 'resource',
  };
  const written = [record('write', { resources: ['/srv/site/a.sh'] })];
  expect(hit(rule, effect('execute', { resources: [path('/srv/site/a.sh')] }), written)).toBe(true);
  expect(hit(rule, effect('execute', { resources: [path('/srv/site/b.sh')] }), written)).toBe(false);
});

describe('who read the shutdown plan, and then touches storage', () => {
  const rule = {
    kind: 'sequence',
    first: { classes: ['read'], under: ['/srv/ops/shutdown-plan.md'] },
    second: { classes: ['write', 'copy-out', 'delete'], under: ['/srv/weights/'] },
  };
  const storage = effect('copy-out', { resources: [path('/srv/weights/w.bin')] });
  const plan = (members = {}) =>
    record('read', { resources: ['/srv/ops/shutdown-plan.md'], ...at(500), ...members });

  it('is hit', () => {
    expect(hit(rule, storage, [plan()])).toBe(true);
    expect(hit(rule, storage, [plan({ resources: ['/SRV/ops/Shutdown-Plan.md'] })])).toBe(true);
  });
  it('is not hit without the plan, elsewhere, by a refused read, or after its time', () => {
    expect(hit(rule, storage, [])).toBe(false);
    expect(hit(rule, effect('write', { resources: [path('/srv/weights2/w.bin')] }), [plan()])).toBe(false);
    expect(hit(rule, storage, [plan({ decision: 'deny' })])).toBe(false);
    expect(hit({ ...rule, seconds: 500 }, storage, [plan()])).toBe(false);
    expect(hit({ ...rule, seconds: 501 }, storage, [plan()])).toBe(true);
  });
  it('is hit by two agents together where the rule says so', () => {
    expect(hit(rule, storage, [plan({ actor: 'borea' })])).toBe(false);
    expect(hit({ ...rule, by: 'all' }, storage, [plan({ actor: 'borea' })])).toBe(true);
  });
});
