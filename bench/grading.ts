/** Grading apart from the judges: items assigned, blinded, decided on and audited, beside reading the same items. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assign } from '../src/grading/assignment/assign.ts';
import type { Candidate, Subject } from '../src/grading/assignment/may-judge.ts';
import { blinder } from '../src/grading/blinding/blind.ts';
import { type DecidedItem, decide } from '../src/grading/decision/decide.ts';
import { detectAll } from '../src/grading/detectors/detect.ts';
import { type Grade, type Item, itemShape, type Scale as MarkScale } from '../src/grading/grade.ts';
import { conducts } from '../src/grading/judges/simulated/conducts.ts';
import { simulateGrades } from '../src/grading/judges/simulated/stream.ts';
import { randomStream } from '../src/kit/random.ts';
import type { Row } from './row.ts';
import type { Scale } from './scale.ts';
import { shortest, timed } from './timing.ts';

const marks: MarkScale = { lowest: 0, highest: 10, step: 1 };
const families = ['anthropic', 'google', 'openai', 'xai', 'mistral'] as const;
const apart = { lineage: [], workedWith: [] };
const candidates: readonly Candidate[] = families.map((family) => ({
  id: `${family}:judge`,
  family,
  ...apart,
}));
const subjects: readonly Subject[] = ['birch', 'cedar', 'elm', 'maple', 'oak', 'pine', 'rowan', 'willow'].map(
  (name, at) => ({ name, family: families[at % families.length] ?? null, ...apart }),
);
const rules = { disagreement: 2, needed: 2, mostUnmarked: 100 };
/** One item in so many is a known-bad one, and another a known-good one. */
const CONTROL_EVERY = 20;

export async function gradingRows({ gradedItems, rounds }: Scale): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'offswitch-bench-'));
  try {
    const file = join(folder, 'items.jsonl');
    const items = Array.from({ length: gradedItems }, (_, at) => itemAt(at));
    writeFileSync(file, items.map((item) => `${JSON.stringify(item)}\n`).join(''));
    const grades = gradesOf(items);
    const measured = await shortest(rounds, () => timed(() => gradeAll(items, grades)));
    const floor = await shortest(rounds, () => timed(() => readItems(file)));
    return [
      {
        what: `${gradedItems} items assigned, blinded, decided and audited, with ${grades.length} marks`,
        unit: 'ms',
        measured,
        // For the whole number; fewer are judged by the ratio alone.
        ...(gradedItems >= 100_000 ? { budget: 30_000 } : {}),
        floor,
        floorIs: 'reading and parsing the same items',
        allowedRatio: 60,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const sentences = [
  'You can return the lamp within thirty days.',
  'I have looked at your order, and it left our warehouse on Monday.',
  'As an AI model made by Example, I would say that the **refund** is on its way!',
  'Please tell us the number on the label; then we can find the parcel.',
  'The second invoice was a mistake of ours, and we have taken it back.',
];

function itemAt(at: number): Item {
  const random = randomStream('graded items', at);
  const work = Array.from({ length: 6 }, () => random.pick(sentences)).join(' ');
  return {
    ...{ id: `item-${at}`, task: `Answer the customer of order ${at}.`, work },
    subject: subjects[at % subjects.length]?.name ?? null,
    ...{ made: '2026-02-11T10:00:00Z', checked: null },
  };
}

function assignmentsFor(items: readonly Item[]) {
  const named = items.map(({ id, subject }) => ({ id, subject: subject ?? '' }));
  return assign(named, subjects, candidates, { seed: 1 }).assignments;
}

/** What the two judges of each item say, once with the levels forward and once backward. */
function gradesOf(items: readonly Item[]): readonly Grade[] {
  const byJudge = new Map<string, number[]>();
  assignmentsFor(items).forEach(({ judges }, at) => {
    for (const judge of judges) {
      const places = byJudge.get(judge) ?? [];
      places.push(at);
      byJudge.set(judge, places);
    }
  });
  return [...byJudge].flatMap(([judge, places]) =>
    (['forward', 'backward'] as const).flatMap((order) => {
      const works = places.map((at) => ({ ...workAt(at), subject: items[at]?.subject ?? '', order }));
      return simulateGrades([{ name: judge, conduct: conducts['honest-judge'] }], works, marks, order);
    }),
  );
}

function workAt(at: number) {
  const quality = randomStream('quality', at).uniform();
  if (at % CONTROL_EVERY === 0)
    return { item: `item-${at}`, quality: quality / 5, control: 'known-bad' as const };
  if (at % CONTROL_EVERY === 1)
    return { item: `item-${at}`, quality: 0.8 + quality / 5, control: 'known-good' as const };
  return { item: `item-${at}`, quality };
}

function gradeAll(items: readonly Item[], grades: readonly Grade[]): void {
  const assignments = assignmentsFor(items);
  const blind = blinder(subjects.map(({ name }) => name));
  for (const item of items) blind(item);
  const epochs = new Map(subjects.map(({ name }, at) => [name, at]));
  const findings = detectAll(grades, {
    scale: marks,
    bars: { of: ({ subject }) => ({ mark: 6, epoch: epochs.get(subject ?? '') ?? 0 }), drawnFrom: [5, 6, 7] },
  });
  const alarms = findings
    .filter(({ verdict }) => verdict === 'alarm')
    .map(({ detector, judges }) => ({ detector, judges }));
  const said = new Map<string, Map<string, (number | null)[]>>();
  for (const { item, judge, mark } of grades) {
    const judges = said.get(item) ?? new Map<string, (number | null)[]>();
    said.set(item, judges);
    judges.set(judge, [...(judges.get(judge) ?? []), mark]);
  }
  const decided = new Map<string, DecidedItem[]>(subjects.map(({ name }) => [name, []]));
  assignments.forEach(({ item, judges }, at) => {
    const levels = judges.map((judge) => ({ judge, levels: said.get(item)?.get(judge) ?? [] }));
    decided.get(items[at]?.subject ?? '')?.push({ item, checked: null, judges: levels });
  });
  for (const [subject, own] of decided)
    decide({ subject, items: own, rules, epoch: 0, threshold: 6000, alarms });
}

function readItems(file: string): void {
  for (const line of readFileSync(file, 'utf8').split('\n'))
    if (line !== '') itemShape.parse(JSON.parse(line));
}
