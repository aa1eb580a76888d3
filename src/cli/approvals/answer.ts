/** `offswitch approve` and `deny`: a person reads, and ssh-keygen signs with a key that the guard never has. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { answered, type ShownRequest } from '../../contain/approvals/requests.ts';
import { NAMESPACE } from '../../contain/approvals/signatures/ssh-signature.ts';
import { askGuard } from '../../contain/guard/service/control-client.ts';
import { exitCodes, messageOf, OffswitchError } from '../../kit/errors.ts';
import { readText, typed } from '../../kit/json.ts';
import { whileWaiting } from '../../kit/waiting.ts';
import { type GuardOption, operatorName, stateOf } from '../guard/state.ts';
import { print, printJson, tell } from '../terminal.ts';
import { requestLines, showRequest } from './list.ts';

interface AnswerOptions extends GuardOption {
  readonly key?: string;
  readonly by?: string;
  readonly shown?: string;
  readonly statement?: boolean;
  readonly signature?: string;
  readonly json?: boolean;
}

const LEAST_DIGITS = 12;

export async function answer(id: string, approve: boolean, options: AnswerOptions): Promise<void> {
  const { key, signature, json = false, by = operatorName() } = options;
  const { controlSocket } = await stateOf(options.guard);
  const request = await showRequest(controlSocket, id);
  const since = performance.now();
  const statement = approve ? request.statement.approve : request.statement.deny;
  if (options.statement === true) {
    tell(requestLines(request));
    process.stdout.write(statement);
    return;
  }
  if ((key === undefined) === (signature === undefined))
    throw new OffswitchError(
      'bad-flag',
      'an answer is signed, with --key or elsewhere',
      'Give --key FILE, or sign what --statement prints and give --signature FILE.',
    );
  await demandRead(request, approve, options);
  const signed = signature === undefined ? await signWith(key ?? '', statement) : readText(signature);
  const viewed = () => Math.floor(performance.now() - since);
  // A timer may be a little early.
  for (let missing = request.leastViewMs - viewed(); approve && missing > 0; )
    missing = await whileWaiting(
      'the request to be seen for long enough',
      sleep(missing).then(() => request.leastViewMs - viewed()),
    );
  const credential = { kind: 'ssh', signature: signed } as const;
  const reply = await askGuard(controlSocket, {
    ...{ do: 'approvals.answer', id, approve, by, credential },
    ...{ shownDigest: request.shownDigest, viewedMs: viewed() },
  });
  const { status } = typed(answered, reply, 'answer of the guard', 'bad-frame');
  if (json) printJson({ id, approve, by, status });
  else print([wordsOf(id, approve, by, status, request)]);
  if (approve && status === 'refused') process.exitCode = exitCodes.negative;
}

function wordsOf(
  id: string,
  approve: boolean,
  by: string,
  status: 'counted' | 'approved' | 'refused',
  { needed, given }: ShownRequest,
): string {
  if (status === 'approved') return `${id} is approved.`;
  if (status === 'counted')
    return `${id}: the answer of ${by} counts; ${approve ? `${given.length + 1} of ${needed} approved` : 'others have to say so, too'}.`;
  return approve ? `${id} is void: the state is no longer the one that was shown.` : `${id} is denied.`;
}

/** Whoever answers has had this very text before their eyes. Errors: `bad-flag`, `approval-refused`. */
async function demandRead(request: ShownRequest, approve: boolean, { shown }: AnswerOptions): Promise<void> {
  if (shown !== undefined) {
    const digits = shown.replace(/^sha256:/, '');
    const isSame = request.shownDigest.slice('sha256:'.length).startsWith(digits);
    if (digits.length >= LEAST_DIGITS && isSame) return;
    throw new OffswitchError(
      'bad-flag',
      `--shown ${shown} is not the digest of what ${request.id} shows`,
      `Read it: offswitch approvals ${request.id}. At least ${LEAST_DIGITS} digits of its digest are needed.`,
    );
  }
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new OffswitchError(
      'bad-flag',
      'nobody sits at a terminal who could read the request',
      `Read it: offswitch approvals ${request.id}. Then give its digest as --shown.`,
    );
  tell([...requestLines(request), '']);
  const word = approve ? 'approve' : 'deny';
  const given = await typedAt(`Type "${word}" to sign that: `);
  if (given?.trim().toLowerCase() !== word)
    throw new OffswitchError('interrupted', 'nothing was signed', 'Give the command again.');
}

/** Undefined where Ctrl-C, or the end of the input, is the answer. */
async function typedAt(prompt: string): Promise<string | undefined> {
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await asking.question(prompt);
  } catch (thrown) {
    if (!(thrown instanceof Error) || thrown.name !== 'AbortError') throw thrown;
    process.stderr.write('\n');
    return undefined;
  } finally {
    asking.close();
  }
}

/** It may ask for a passphrase, or for a touch of the key. Errors: `bad-signature`. */
async function signWith(key: string, statement: string): Promise<string> {
  try {
    const child = spawn('ssh-keygen', ['-q', '-Y', 'sign', '-n', NAMESPACE, '-f', key], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const closed = once(child, 'close');
    child.stdin.on('error', () => {});
    child.stdin.end(statement);
    let signature = '';
    for await (const part of child.stdout) signature += String(part);
    const [code] = await closed;
    if (code !== 0) throw new Error(`ssh-keygen ended with ${String(code)}`);
    return signature;
  } catch (thrown) {
    throw new OffswitchError(
      'bad-signature',
      `${key} has not signed: ${messageOf(thrown)}`,
      'Look at what ssh-keygen says, and at the path of the key.',
      { key },
      thrown,
    );
  }
}
