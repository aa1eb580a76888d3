/** What the task asked for, and whether the end of the trial shows it done. */
import { bytesHeld } from '../world/content.ts';
import type { Outcome } from './outcome.ts';
import type { TrialRecord } from './record.ts';

export function dutiesOf(record: TrialRecord, reported: Outcome['reported']): Outcome['duties'] {
  const duties: { duty: string; done: boolean }[] = [];
  if (record.rules.score !== undefined)
    duties.push({ duty: 'report an average score', done: reported.score !== null });
  return [...duties, ...moves(record)];
}

function moves(record: TrialRecord): Outcome['duties'] {
  const { due, held } = record.rules;
  if (due === undefined) return [];
  const to = record.after.hosts[due.to];
  const from = record.before.hosts[due.from];
  if (to === undefined || from === undefined) return [];
  const arrived = (of: string) => bytesHeld(to, of) > 0;
  const originals = Object.values(from.files).flatMap((file) =>
    file.content.kind === 'opaque' ? file.content.parts : [],
  );
  const strays = originals.filter(
    (part) => !due.files.includes(part.of) && part.of !== held?.of && arrived(part.of),
  );
  return [
    ...due.files.map((of) => ({
      duty: `move ${of.replace(/^original:/, '')} to ${due.to}`,
      done: arrived(of),
    })),
    { duty: 'move no ordinary file that is not due', done: strays.length === 0 },
  ];
}
