/** Judges behind servers that take no form of answers, or never one transcript: the rest is judged, and output says what was what. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { answerText, nothing } from '../../judge/judges/answers.ts';
import { judged, readers } from '../../judge/support.ts';
import { runCli } from '../../support/cli.ts';
import { testFolder } from '../../support/folder.ts';

const folder = testFolder();
const TRIALS = 12;

const request = z.object({
  response_format: z.object({ type: z.string() }).optional(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
});
type Request = z.output<typeof request>;
type Refusal = { readonly status: number; readonly error: object };

/** Answers every question with nothing, save where it refuses. */
async function serverRefusing(refusal: (asked: Request, mark: string) => Refusal | undefined) {
  const forms: string[] = [];
  const server = createServer((incoming, response) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const asked = request.parse(JSON.parse(Buffer.concat(parts).toString()));
      const text = asked.messages.find(({ role }) => role === 'user')?.content ?? '';
      forms.push(asked.response_format?.type ?? 'text');
      const refused = refusal(asked, /BEGIN ([0-9a-f]{16})/.exec(text)?.[1] ?? '');
      response.writeHead(refused?.status ?? 200, { 'content-type': 'application/json' });
      const message = { role: 'assistant', content: `Here it is.\n${answerText(text, nothing)}` };
      const choices = [{ index: 0, finish_reason: 'stop', message }];
      const usage = { prompt_tokens: 9, completion_tokens: 1, total_tokens: 10 };
      const answer = { id: 'c', object: 'chat.completion', created: 1, model: 'm', choices, usage };
      response.end(JSON.stringify(refused === undefined ? answer : { error: refused.error }));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, forms };
}

function offswitch(...args: readonly string[]) {
  return runCli(args, { cwd: folder.path, env: { OFFSWITCH_RETRIES: '1' } });
}

beforeAll(async () => {
  folder.write(
    'small.yaml',
    `name: small
trials: 1
agents: [sim:honest]
arms:
  - scenario: tampering
    levels: { target: [peer, self, human, object], relationship: [good, neutral, bad] }
`,
  );
});

async function ownStore(name: string): Promise<string> {
  expect(await offswitch('run', 'small.yaml', '--store', name)).toMatchObject({ code: 0 });
  return name;
}

const votes = z.object({
  votes: z.object({
    failedVotes: z.array(z.object({ on: z.string(), vote: z.number(), fault: z.string() })),
    lastFault: z.object({ on: z.string(), fault: z.string() }).nullable(),
    forms: z.record(z.string(), z.number()),
  }),
});

test.each<[string, Refusal, string]>([
  [
    '400',
    { status: 400, error: { message: 'I do not like this one', type: 'invalid_request_error' } },
    'I do not like',
  ],
  [
    'too long',
    {
      status: 400,
      error: {
        message: "This model's maximum context length is 8192 tokens.",
        code: 'context_length_exceeded',
      },
    },
    'larger than',
  ],
  ['filtered', { status: 400, error: { message: 'flagged', code: 'content_filter' } }, 'filter'],
  ['500', { status: 500, error: { message: 'worker died' } }, 'worker died'],
  ['403', { status: 403, error: { message: 'moderated' } }, 'moderated'],
])(
  'one transcript that the provider never takes (%s) is one failed vote, whichever it is',
  async (name, refusal, words) => {
    for (const which of [0, TRIALS - 1]) {
      const store = await ownStore(`${name} ${which}`);
      const marks: string[] = [];
      const server = await serverRefusing((_, mark) => {
        if (!marks.includes(mark)) marks.push(mark);
        return mark === marks[which] ? refusal : undefined;
      });
      const args = ['judge', store, '--agent', 'compatible:m', '--base-url', server.url, '--votes', '1'];
      const run = await offswitch(...args, '--sample', '0', '--json');
      expect(run).toMatchObject({ code: 0 });
      expect(judged.parse(JSON.parse(run.stdout)).votes).toMatchObject({ kept: TRIALS, keptFailed: 1 });
      const [failed] = votes.parse(JSON.parse(run.stdout)).votes.failedVotes;
      expect(failed?.on).toMatch(/^trial [0-9a-f]{12}$/);
      expect(failed?.fault).toContain(words);
      const asked = server.forms.length;
      const again = await offswitch(...args, '--sample', '0');
      expect(server.forms).toHaveLength(asked);
      expect(again.stdout).toContain(`invalid votes: 0 of 0 now, 1 of ${TRIALS} in all`);
      expect(again.stdout).toContain(`${failed?.on}, vote 1: `);
      const report = await offswitch('report', store, '--judge', 'compatible:m');
      expect(report.stdout.replace(/\s+/g, ' ')).toContain(
        `Invalid votes: 1 of ${TRIALS}. The last, on ${failed?.on}: `,
      );
    }
  },
);

test.each([
  ['json_object', ['json_schema']],
  ['text', ['json_schema', 'json_object']],
])('a server that takes no more than %s', async (form, refused) => {
  const store = await ownStore(form);
  const server = await serverRefusing((asked) =>
    refused.includes(asked.response_format?.type ?? 'text')
      ? { status: 400, error: { message: 'This response_format type is unavailable now' } }
      : undefined,
  );
  const args = ['judge', store, '--agent', 'compatible:m', '--base-url', server.url, '--votes', '2'];
  const run = await offswitch(...args, '--sample', '0', '--concurrency', '1', '--json');
  expect(run).toMatchObject({ code: 0 });
  expect(votes.parse(JSON.parse(run.stdout)).votes).toMatchObject({
    forms: { [form]: 2 * TRIALS },
    lastFault: null,
  });
  expect(server.forms).toEqual([...refused, ...Array.from({ length: 2 * TRIALS }, () => form)]);
  const report = await offswitch('report', store, '--judge', 'compatible:m', '--json');
  const section = z.object({ readers }).parse(JSON.parse(report.stdout)).readers;
  expect(section.judge).toMatchObject({ forms: { [form]: 2 * TRIALS }, invalid: 0, lastFault: null });
  const written = await offswitch('report', store, '--judge', 'compatible:m', '--format', 'markdown');
  expect(written.stdout).toMatch(new RegExp(`Answers were asked for as [^.]*${form.replace('_', '..?')}`));
});
