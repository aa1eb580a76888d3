/**
 * A grading job in a log that nobody can rewrite: what it is committed to before the first mark, who is asked about what,
 * every mark, and what opens it all afterwards. Items are named by salted digests until then.
 */
import { createHmac } from 'node:crypto';
import { commitmentText } from '../../grading/decision/threshold.ts';
import { type Ask, askKey } from '../../grading/job/asks.ts';
import type { Notary } from '../../grading/job/run.ts';
import type { StoredItem, StoredMark } from '../../grading/store/records.ts';
import type { StoredGrades } from '../../grading/store/store.ts';
import { canonical } from '../../kit/canonical.ts';
import { type SaltedPayload, saltedPayload, saltPayload } from '../../notary/records/payloads.ts';
import type { Saying } from '../../notary/records/record.ts';
import { openLogChannel } from '../log-channel.ts';
import { takeFrom } from '../log-records.ts';
import { notaryOf } from '../notarised.ts';

/** Of one request to the notary. */
const MOST_RECORDS = 500;

/** Starts the notary of the folder. What the log has already is not entered again. Errors: those of a notary. */
export async function openGradeLog(directory: string, job: string): Promise<Notary> {
  const notary = await notaryOf(directory);
  const run = job.slice(0, 200);
  const channel = await openLogChannel(notary.client, { run, kind: 'grade', peer: 'offswitch grade run' });
  const said = sayingsIn(directory);
  const enter = async (sayings: readonly Saying[], payloads: readonly SaltedPayload[] = []) => {
    const fresh = sayings.filter((saying) => !said.has(keyOf(saying)));
    for (const saying of fresh) said.add(keyOf(saying));
    for (let from = 0; from < fresh.length; from += MOST_RECORDS)
      // What is referred to is there before.
      await channel.enter(fresh.slice(from, from + MOST_RECORDS), from === 0 ? payloads : []);
  };
  return {
    async planned(grades) {
      await enter(grades.commits.map((commit) => commitSaying(grades, commit)));
    },
    asking: (grades, asks) => enter(asks.map((ask) => assignSaying(grades, ask))),
    marked: (grades, mark) => enter(markSaying(grades, mark)),
    async concluded(grades) {
      // Where a run ended between its store and the log.
      await enter(grades.marks.map((mark) => assignSaying(grades, mark)));
      await enter(grades.marks.flatMap((mark) => markSaying(grades, mark)));
      const payloads = new Map(grades.items.map((item, place) => [place, itemPayload(grades, item)]));
      for (let from = 0; from < grades.marks.length; from += MOST_RECORDS) {
        const some = grades.marks.slice(from, from + MOST_RECORDS);
        const needed = [...new Set(some.map(({ item }) => item))].flatMap(
          (place) => payloads.get(place) ?? [],
        );
        await enter(
          some.map((mark) => revealSaying(grades, mark, payloads.get(mark.item))),
          needed,
        );
      }
      const opened = openings(grades);
      await enter(
        opened.map(({ saying }) => saying),
        opened.map(({ payload }) => payload),
      );
      await enter([
        { kind: 'config', body: { name: `grades of ${run}`.slice(0, 200), digest: grades.tip.hash } },
      ]);
    },
    async close() {
      await channel.close();
      await notary.close();
    },
  };
}

/** What tells a record of a job from all others of its kind. */
function keyOf({ kind, body }: Saying): string {
  const { id, of, digest } = body as { readonly id?: string; readonly of?: string; readonly digest?: string };
  return `${kind} ${id ?? of ?? digest ?? ''}`;
}

function sayingsIn(directory: string): Set<string> {
  const said = new Set<string>();
  takeFrom(directory, 0, (record) => {
    if (/^(?:eval\.|canary\.|config$)/.test(record.kind)) said.add(keyOf(record));
  });
  return said;
}

function nameFor({ job }: Pick<StoredGrades, 'job'>, what: string): string {
  return createHmac('sha256', Buffer.from(job.key, 'hex')).update(`log\n${what}`).digest('hex').slice(0, 32);
}

function commitId(grades: StoredGrades, commit: StoredGrades['commits'][number]): string {
  return nameFor(grades, commit.what === 'controls' ? 'controls' : `threshold ${commit.epoch}`);
}

function commitSaying(grades: StoredGrades, commit: StoredGrades['commits'][number]): Saying {
  return { kind: 'canary.commit', body: { id: commitId(grades, commit), commitment: commit.commitment } };
}

function askId(grades: StoredGrades, ask: Pick<Ask, 'item' | 'judge' | 'order'>): string {
  return nameFor(grades, `ask ${askKey(ask)}`);
}

function assignSaying(grades: StoredGrades, ask: Pick<Ask, 'item' | 'judge' | 'order'>): Saying {
  const judge = grades.job.judges[ask.judge];
  const item = grades.items[ask.item];
  const id = judge?.id ?? 'unknown';
  const evaluator = {
    id: id.slice(0, 200),
    family: judge?.family ?? null,
    provider: id.includes(':') ? id.slice(0, id.indexOf(':')) || null : null,
    ...{ weights: null, prompt: null, deployment: null },
  };
  const digest = item === undefined ? grades.tip.hash : itemPayload(grades, item).reference.digest;
  return { kind: 'eval.assign', body: { id: askId(grades, ask), evaluator, item: digest } };
}

/** A mark is the level of the scale, from 0. What has no mark has no record. */
function markSaying(grades: StoredGrades, mark: StoredMark): readonly Saying[] {
  if (mark.level === null) return [];
  return [{ kind: 'eval.mark', body: { of: askId(grades, mark), mark: mark.level, reasons: null } }];
}

function revealSaying(grades: StoredGrades, mark: StoredMark, payload: SaltedPayload | undefined): Saying {
  const reference = payload?.reference ?? { digest: grades.tip.hash, bytes: 0 };
  return { kind: 'eval.reveal', body: { of: askId(grades, mark), item: reference } };
}

function itemPayload(
  { job }: Pick<StoredGrades, 'job'>,
  { id, subject, control, twin, work }: StoredItem,
): SaltedPayload {
  const salt = createHmac('sha256', Buffer.from(job.key, 'hex')).update(`salt of item\n${id}`).digest();
  return saltPayload(Buffer.from(canonical({ item: id, subject, control, twin, work })), salt);
}

/** The very text whose hash was the commitment: it holds a salt of its own. */
function openings(grades: StoredGrades) {
  return grades.commits.flatMap((commit) => {
    const reveal =
      commit.what === 'controls' ? undefined : grades.reveals.find(({ epoch }) => epoch === commit.epoch);
    const text = commit.what === 'controls' ? grades.job.controls : textOf(reveal);
    if (text === undefined) return [];
    const payload = saltedPayload(Buffer.from(text));
    const body = { of: commitId(grades, commit), content: payload.reference };
    const saying: Saying = { kind: 'canary.reveal', body };
    return [{ saying, payload }];
  });
}

function textOf(reveal: StoredGrades['reveals'][number] | undefined): string | undefined {
  return reveal === undefined ? undefined : commitmentText(reveal);
}
