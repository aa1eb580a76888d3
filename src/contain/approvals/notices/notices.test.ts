/** Notices to real servers on the loopback: what they hold, how they are signed, and what is tried again. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterEach, expect, it } from 'vitest';
import { noticesSchema } from '../../guard/config/approvals.ts';
import { openNotices } from './send.ts';
import { signatureOf } from './webhook.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const request = {
  ...{ id: '4k7q9wz2mc', title: 'Agent atlas asks to delete', class: 'effect.delete' },
  expires: '2026-11-26T13:00:00.000Z',
};

/** As guard.yaml has it. */
const variable = (name: string) => `\${${name}}`;

interface Taken {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Answers in turn with these statuses, the last of them for ever. */
async function hook(...statuses: number[]) {
  const taken: Taken[] = [];
  const server = createServer(async (incoming, response) => {
    let body = '';
    for await (const part of incoming) body += String(part);
    taken.push({ headers: incoming.headers, body });
    response.writeHead(statuses.length > 1 ? (statuses.shift() ?? 200) : (statuses[0] ?? 200)).end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  return { taken, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
}

function opened(config: object, variables: Readonly<Record<string, string>> = {}) {
  const failures: string[] = [];
  const notices = openNotices({
    config: noticesSchema.parse(config),
    variables: new Map(Object.entries(variables)),
    failed: (way, why) => failures.push(`${way}: ${why}`),
    pauses: [5, 5],
  });
  ends.push(() => notices.close());
  return { notices, failures };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

it('a webhook is signed, has a link, and nothing by which somebody could approve', async () => {
  const { taken, url } = await hook(500, 200);
  const { notices, failures } = opened(
    { link: 'https://approvals.example.com/team', webhooks: [{ url, secret: variable('HOOK') }] },
    { HOOK: 'whsec_c2VjcmV0' },
  );
  notices.tell(request);
  await until(() => taken.length === 2);
  const [first, second] = taken;
  const { data, type } = JSON.parse(second?.body ?? '');
  expect([type, data]).toEqual([
    'approval.requested',
    {
      ...{ request: request.id, title: request.title, class: request.class, expires: request.expires },
      where: 'https://approvals.example.com/team/requests/4k7q9wz2mc',
    },
  ]);
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = second?.headers ?? {};
  expect(id).toBe(first?.headers['webhook-id']);
  expect(signature).toBe(`v1,${signatureOf('whsec_c2VjcmV0', String(id), Number(at), second?.body ?? '')}`);
  expect(failures).toEqual([]);
});

it('the signature is that of the Standard Webhooks specification', () => {
  // Its own example: github.com/standard-webhooks/standard-webhooks.
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  expect(signatureOf(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, '{"test": 2432232314}')).toBe(
    'g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  );
});

it('Slack gets a text without markup of anybody’s', async () => {
  const { taken, url } = await hook(200);
  const { notices } = opened({ slack: [variable('SLACK')] }, { SLACK: url });
  notices.tell({ ...request, title: '<!channel> & <https://evil.example|click>' });
  await until(() => taken.length === 1);
  const { text } = JSON.parse(taken[0]?.body ?? '');
  expect(text).toContain('&lt;!channel&gt; &amp; &lt;https://evil.example|click&gt;');
  expect(text).toContain('offswitch approvals 4k7q9wz2mc');
});

it('a server that takes nothing is told in the end, without its address', async () => {
  const { taken, url } = await hook(503);
  const { notices, failures } = opened({ slack: [variable('SLACK')] }, { SLACK: url });
  notices.tell(request);
  await until(() => failures.length === 1);
  expect(failures).toEqual(['slack SLACK: it answered 503']);
  expect(taken).toHaveLength(3);
});

it('mail goes to everybody by a real SMTP server, and a password never without encryption', async () => {
  const mails: string[] = [];
  const given: unknown[] = [];
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ['STARTTLS'], allowInsecureAuth: true },
    onAuth: (auth, _, done) => {
      given.push(auth);
      done(null, { user: 'guard' });
    },
    onData: (stream, _, done) => {
      let text = '';
      stream.on('data', (part: Buffer) => {
        text += part.toString();
      });
      stream.on('end', () => {
        mails.push(text);
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  ends.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo;
  const mail = {
    server: `smtp://127.0.0.1:${port}`,
    ...{ from: 'guard@example.com', to: ['ana@example.com', 'ben@example.com'] },
  };
  opened({ mail }).notices.tell(request);
  await until(() => mails.length === 1);
  expect(mails[0]).toContain('Subject: Agent atlas asks to delete');
  expect(mails[0]).toContain('To: ana@example.com, ben@example.com');
  const { notices, failures } = opened(
    { mail: { ...mail, user: 'guard', password: variable('PASSWORD') } },
    { PASSWORD: 'secret' },
  );
  notices.tell(request);
  await until(() => failures.length === 1);
  expect([given, mails.length]).toEqual([[], 1]);
});
