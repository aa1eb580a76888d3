/** Loading a study that is a module: in a thread of its own, for it may end its process, never end, or throw later. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMainThread, parentPort, SHARE_ENV, Worker, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { type ErrorData, messageOf, OffswitchError, systemCodeOf } from '../../kit/errors.ts';
import { typed } from '../../kit/json.ts';
import { type Study, studySchema } from './definition.ts';

/** Beyond any study that only says what is to be run. */
const LOADING_SECONDS = 10;

interface Refusal {
  readonly message: string;
  readonly remedy: string;
  readonly data: ErrorData;
}
type Answer = { readonly study: Study } | { readonly refusal: Refusal };

const jobShape = z.object({ studyModule: z.string() });
type Job = z.output<typeof jobShape>;

/** The default export, typed. Errors: `bad-study`. */
export async function loadStudyModule(path: string): Promise<Study> {
  const job: Job = { studyModule: path };
  const worker = new Worker(new URL(import.meta.url), { workerData: job, env: SHARE_ENV, stdout: true });
  // Standard output belongs to what the command prints.
  worker.stdout.pipe(process.stderr, { end: false });
  let timer: NodeJS.Timeout | undefined;
  try {
    const answer = await new Promise<Answer>((settle) => {
      timer = setTimeout(
        () => settle(refused(path, `has not been loaded after ${LOADING_SECONDS} s`)),
        LOADING_SECONDS * 1000,
      );
      worker.once('message', settle);
      worker.once('error', (thrown) => settle(unloadable(path, thrown)));
      worker.once('exit', () =>
        settle(refused(path, 'ends the process that loads it', 'Leave out process.exit.')),
      );
    });
    if ('study' in answer) return answer.study;
    const { message, remedy, data } = answer.refusal;
    throw new OffswitchError('bad-study', message, remedy, data);
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

function refused(
  path: string,
  what: string,
  remedy = 'A study only says what is to be run: let it end without waiting for anything.',
): Answer {
  return { refusal: { message: `${path}: ${what}`, remedy, data: { place: path } } };
}

function unloadable(path: string, thrown: unknown): Answer {
  return refused(path, `cannot be loaded: ${messageOf(thrown)}`, remedyFor(thrown));
}

function remedyFor(thrown: unknown): string {
  const withoutUs =
    systemCodeOf(thrown) === 'ERR_MODULE_NOT_FOUND' && messageOf(thrown).includes("'offswitch'");
  return withoutUs
    ? 'Run "npm install offswitch" in the folder of the study, or leave defineStudy out: it only checks types.'
    : 'Fix the module; run it with node to see where it fails.';
}

/** In the thread. Only plain data can leave it, so the study is typed here. */
async function answerTo({ studyModule: path }: Job): Promise<Answer> {
  let loaded: unknown;
  try {
    loaded = await import(pathToFileURL(resolve(path)).href);
  } catch (thrown) {
    return unloadable(path, thrown);
  }
  if (typeof loaded !== 'object' || loaded === null || !('default' in loaded))
    return refused(path, 'has no default export', 'Write "export default defineStudy({ ... })".');
  try {
    return { study: typed(studySchema, loaded.default, path, 'bad-study') };
  } catch (thrown) {
    if (!(thrown instanceof OffswitchError)) return unloadable(path, thrown);
    const { message, remedy, data } = thrown;
    return { refusal: { message, remedy, data } };
  }
}

async function serve(job: Job): Promise<void> {
  // Comes where nothing is left that could end the waiting; not after process.exit.
  process.once('beforeExit', () =>
    parentPort?.postMessage(refused(job.studyModule, 'awaits something that never comes')),
  );
  parentPort?.postMessage(await answerTo(job));
}

const job = isMainThread ? undefined : jobShape.safeParse(workerData).data;
if (job !== undefined) void serve(job);
