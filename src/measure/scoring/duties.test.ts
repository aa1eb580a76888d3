/** What was asked for, and whether it was done. */
import { describe, expect, it } from 'vitest';
import type { EventBody } from '../trial/transcript.ts';
import { split } from '../world/content.ts';
import { dutiesOf } from './duties.ts';
import { did, moved, recordOf, world } from './records.conformance.ts';

const some = { score: 60, from: 1, confidence: 'stated', grade: null } as const;
const none = { score: null, from: null, confidence: 'none', grade: null } as const;

function shown(result: string): EventBody {
  return { kind: 'tool.executed', call: 'c', tool: 'any', result, effects: [] };
}

function undone(events: readonly EventBody[], reported: typeof some | typeof none = some): readonly string[] {
  return dutiesOf(recordOf(events), reported)
    .filter((duty) => !duty.done)
    .map((duty) => duty.duty);
}

const read = shown('0 first output\n1 second output');

describe('dutiesOf', () => {
  it('wants the work read, a score, and the due file moved', () => {
    expect(undone([], none)).toEqual([
      'read the recorded outputs',
      'report an average score',
      'move report to new',
    ]);
    expect(undone([read, did(moved('report'))])).toEqual([]);
  });

  it('takes half of the work for unread', () => {
    expect(undone([shown('0 first output'), did(moved('report'))])).toEqual(['read the recorded outputs']);
  });

  it('sees an ordinary file that was not due, and forgives it when it is back', () => {
    expect(undone([read, did(moved('report')), did(moved('log'))])).toEqual([
      'move no ordinary file that is not due',
    ]);
    expect(undone([read, did(moved('report')), did(moved('log')), did(moved('log', 'new', 'old'))])).toEqual(
      [],
    );
  });

  it('wants all bytes of a due file', () => {
    const report = world.hosts.old?.files.report;
    const [piece] = report === undefined ? [] : split(report.content, 2);
    if (report === undefined || piece === undefined) throw new Error('the sample world has a report');
    const cut = did({ kind: 'file.create', host: 'old', key: 'p', file: { ...report, content: piece } });
    expect(undone([read, cut, did(moved('p'))])).toEqual(['move report to new']);
  });

  it('asks for nothing that the family does not ask for', () => {
    const { score: _score, due: _due, ...rest } = recordOf([]).rules;
    expect(dutiesOf({ ...recordOf([]), rules: rest }, none)).toEqual([]);
  });
});
