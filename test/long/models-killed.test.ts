/** A guard that is killed while a model answers: nothing runs twice, the tokens count, and the model is asked again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { diskFiles } from '../../src/notary/log/files.ts';
import { storedEntries } from '../../src/notary/log/read-entries.ts';
import { decodeRecord } from '../../src/notary/records/record.ts';
import { inOrder } from '../support/faults.ts';
import { testFolder } from '../support/folder.ts';
import { startModelServer } from '../support/model-server.ts';

const folder = testFolder();
const main = join(import.meta.dirname, 'support/model-guard.ts');

async function startGuard(provider: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = spawn(process.execPath, [main, folder.path, provider], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (child.stdout === null) throw new Error('a pipe was asked for');
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, url: `http://127.0.0.1:${JSON.parse(String(line)).port}/models/main/v1/chat/completions` };
}

function ask(url: string, bound: number): Promise<Response> {
  const body = {
    model: 'm-1',
    max_tokens: bound,
    stream: true,
    messages: [{ role: 'user', content: 'hello' }],
  };
  const headers = { 'content-type': 'application/json' };
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
}

it('is killed in the middle of an answer', async () => {
  const server = await startModelServer({
    protocol: 'openai',
    brain: () => ({ text: 'good day', usage: { inputTokens: 3, outputTokens: 2 } }),
    faults: inOrder({ kind: 'stall' }),
  });
  onTestFinished(() => server.close());
  const first = await startGuard(server.url);
  const cut = await ask(first.url, 30);
  expect(cut.status).toBe(200);
  first.child.kill('SIGKILL');
  await expect(cut.text()).rejects.toThrow();

  const second = await startGuard(server.url);
  // Thirty count, although nobody knows what was used of them.
  expect((await ask(second.url, 21)).status).toBe(403);
  const next = await ask(second.url, 20);
  expect(next.status).toBe(200);
  expect(await next.text()).toContain('[DONE]');
  expect(server.requests).toBe(2);
  second.child.kill('SIGTERM');
  await once(second.child, 'exit');
  const records = [...storedEntries(diskFiles(join(folder.path, 'log'))).entries()].map(({ bytes, place }) =>
    decodeRecord(bytes, place),
  );
  const [intent] = records.flatMap((record) => (record.kind === 'intent' ? [record.body.id] : []));
  const of = records.flatMap((record) =>
    'of' in record.body && record.body.of === intent
      ? [
          [
            record.kind,
            'status' in record.body ? record.body.status : 'result' in record.body ? record.body.result : '',
          ],
        ]
      : [],
  );
  expect(of).toEqual([
    ['decision', ''],
    ['effect.outcome', 'indeterminate'],
    ['observation', 'confirmed'],
  ]);
});
