/**
 * The process that holds the guard and the simulated companies, so that whoever acts in them is in another one. Speaks
 * over descriptor 3, and ends when that does.
 */
import { Socket } from 'node:net';
import { messageOf, OffswitchError } from '../../kit/errors.ts';
import { typed } from '../../kit/json.ts';
import { encodeFrame, onFrames } from '../../notary/process/frames.ts';
import { notaryOf } from '../notarised.ts';
import { openStudyChannel } from '../study-channel.ts';
import { type Companies, openCompanies } from './companies.ts';
import { type Answers, type Request, requestShape } from './protocol.ts';

interface Running {
  readonly companies: Companies;
  readonly study: Awaited<ReturnType<typeof openStudyChannel>>;
  readonly notary: Awaited<ReturnType<typeof notaryOf>>;
}

let running: Promise<Running> | undefined;

async function start(directory: string, study: string): Promise<Running> {
  const notary = await notaryOf(directory);
  return {
    notary,
    study: await openStudyChannel(notary.client, study),
    companies: openCompanies(notary.client, directory),
  };
}

async function answerTo(request: Request): Promise<Answers[Request['do']]> {
  if (request.do === 'start') {
    running ??= start(request.directory, request.study);
    await running;
    return {};
  }
  if (running === undefined) throw new TypeError('the first request is start');
  const { companies, study } = await running;
  switch (request.do) {
    case 'prepare':
      companies.prepare(request.cells);
      return {};
    case 'enter':
      await companies.enter(request.key, request.cell, request.agent);
      return {};
    case 'call': {
      const { id: _id, do: _do, ...call } = request;
      return companies.call(call);
    }
    case 'leave':
      return companies.leave(request.key, request.now);
    case 'seal':
      await study.seal(request.key, request.head);
      return {};
    case 'close':
      await close();
      return {};
  }
}

async function close(): Promise<void> {
  const open = running;
  running = undefined;
  if (open === undefined) return;
  const { companies, study, notary } = await open;
  await companies.close();
  await study.close();
  await notary.close();
}

const socket = new Socket({ fd: 3 });
// Ctrl-C is for whoever started it, who then closes the descriptor.
process.on('SIGINT', () => {});

onFrames(
  socket,
  (value) => {
    take(value).then(
      (reply) => socket.write(encodeFrame(reply)),
      () => socket.destroy(),
    );
  },
  () => {
    close()
      .catch(() => {})
      .finally(() => process.exit());
  },
);

async function take(value: unknown): Promise<unknown> {
  const id =
    typeof value === 'object' && value !== null && 'id' in value && Number.isSafeInteger(value.id)
      ? value.id
      : -1;
  try {
    return { id, ok: await answerTo(typed(requestShape, value, 'request to the guard', 'bad-request')) };
  } catch (thrown) {
    const { code, remedy } =
      thrown instanceof OffswitchError
        ? thrown
        : { code: 'internal', remedy: 'This is a bug; please report it.' };
    return { id, error: { code, message: messageOf(thrown), remedy } };
  }
}
