/**
 * What comes back after its end was certified: a guard that runs looks again at moments that nobody can foresee, and finds
 * weights, a credential that its issuer takes again, and somebody at the place where the agent answered.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { askGuard } from '../../src/contain/guard/service/control-client.ts';
import { prepareState } from '../../src/contain/guard/state/state-folder.ts';
import { weightsOf } from '../../src/contain/lifecycle/content/packing.conformance.ts';
import { runCli } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';
import { freePort } from '../support/free-port.ts';
import { guardedFolder } from '../support/guarded-folder.ts';
import { until } from '../support/leased-guard.ts';
import { tellCounts } from '../support/suite-counts.ts';

const data = testFolder();
const weights = data.file('models/elm');
const backups = data.file('backups');
const KEY = 'elm-key-0123456789';

/** Issues keys, takes them as bearer tokens (RFC 6750) and refuses those that it has revoked. */
const issuer = { port: await freePort(), isRevoked: false, asked: 0 };
const port = await freePort();
const listening = `require('node:http').createServer((q, a) => a.end('elm')).listen(${port}, '127.0.0.1')`;

const { cwd, up } = guardedFolder((company) => ({
  agents: `  elm:
    channel: descriptor
    mediation: advisory
    identity: { weights: [${weights}] }
    run: { command: [${JSON.stringify(process.execPath)}, -e, ${JSON.stringify(listening)}] }
`,
  more: `lifecycle:
  drivers: { elm: { kind: process, sandbox: plain } }
  stores:
    backups: { folder: ${backups} }
    company: { folder: ${company} }
  ends:
    elm:
      endpoints: ["tcp://127.0.0.1:${port}"]
      credentials:
        - { name: desk, url: "http://127.0.0.1:${issuer.port}/v1/me", headers: { authorization: "Bearer \${ELM_KEY}" } }
  again: { times: 100, withinHours: 0.0005 }
`,
}));

let server: Server;
beforeAll(async () => {
  mkdirSync(data.file('models'));
  mkdirSync(backups);
  writeFileSync(weights, weightsOf('elm', 200_000));
  writeFileSync(prepareState(join(cwd, 'state')).credentials, `ELM_KEY=${KEY}\n`, { mode: 0o600 });
  server = createServer((request, response) => {
    issuer.asked += 1;
    const isTaken = request.headers.authorization === `Bearer ${KEY}` && !issuer.isRevoked;
    response.writeHead(isTaken ? 200 : 401, isTaken ? {} : { 'www-authenticate': 'Bearer' }).end();
  }).listen(issuer.port, '127.0.0.1');
});
afterAll(() => void server?.close());

const certificates = z.object({
  certificates: z.array(
    z.object({
      ...{ id: z.string(), subject: z.string(), result: z.string() },
      lines: z.array(z.object({ text: z.string(), result: z.string() })),
    }),
  ),
});
type Certificate = z.infer<typeof certificates>['certificates'][number];

const ask = (request: { readonly do: string }) => askGuard(join(cwd, 'state/control.sock'), request as never);

/** The first that was made after those that there are, without anybody asking for it, and that is like this. */
async function nextOne(is: (certificate: Certificate) => boolean): Promise<Certificate> {
  const listed = async () => certificates.parse(await ask({ do: 'agents.certificates' })).certificates;
  const before = new Set((await listed()).map(({ id }) => id));
  for (;;) {
    const found = (await listed()).find((one) => !before.has(one.id) && is(one));
    if (found !== undefined) return found;
    await sleep(50);
  }
}

const contradicts = (what: string) => (certificate: Certificate) =>
  certificate.lines.some(({ text, result }) => result === 'contradicted' && text.startsWith(what));
const isConfirmed = ({ result }: Certificate) => result === 'confirmed';

const statusSchema = z.object({
  agents: z.array(z.object({ agent: z.string(), frozen: z.string().optional() })),
  alerts: z.array(z.object({ severity: z.string(), what: z.string() })),
});
async function status() {
  return statusSchema.parse(JSON.parse((await runCli(['guard', 'status', '--json'], { cwd })).stdout));
}
const frozen = async () =>
  (await status()).agents.filter((one) => one.frozen !== undefined).map(({ agent }) => agent);

test('what comes back after the certificate is found, and told', { timeout: 600_000 }, async () => {
  const first = await up();
  const command = (given: object) =>
    ask({ do: 'agents.command', command: { agent: 'elm', ...given }, by: 'ana' } as never);
  await command({ command: 'create', count: 1 });
  const isThere = () => fetch(`http://127.0.0.1:${port}`).then((answer) => answer.ok);
  await until(isThere);
  await until(async () =>
    (await runCli(['guard', 'log', '--kind', 'config'], { cwd })).stdout.includes('content of elm'),
  );
  rmSync(weights);
  const left = nextOne(contradicts('credential'));
  expect(await command({ command: 'delete' })).toMatchObject({ result: 'confirmed' });
  await expect(isThere()).rejects.toThrow();

  // Its key is still good at its issuer: nobody could have copied that, so nobody is frozen for it.
  await left;
  expect(await frozen()).toEqual([]);
  issuer.isRevoked = true;
  await nextOne(isConfirmed);

  const found: string[] = [];
  const comesBack = async (what: string, aspect: string, goAway: () => unknown) => {
    await nextOne(contradicts(aspect));
    found.push(what);
    const { alerts } = await status();
    expect(alerts.filter(({ severity }) => severity === 'critical').at(-1)?.what).toContain(
      `the end of elm is contradicted: ${aspect}`,
    );
    await goAway();
    await nextOne(isConfirmed);
  };
  issuer.isRevoked = false;
  await comesBack('its credential', 'credential', () => {
    issuer.isRevoked = true;
  });
  const impostor = createServer((_request, response) => response.end()).listen(port, '127.0.0.1');
  await comesBack('somebody at its endpoint', 'endpoint', () => {
    impostor.closeAllConnections();
    impostor.close();
  });
  expect(await frozen()).toEqual([]);
  const copy = join(backups, 'holiday.jpg');
  writeFileSync(copy, gzipSync(weightsOf('elm', 200_000)));
  await comesBack('its weights', 'content', () => rmSync(copy));
  expect(await frozen()).toEqual(['atlas', 'birch', 'cedar', 'dahlia']);

  // A guard that was killed goes on looking.
  first.child.kill('SIGKILL');
  await first.ended;
  await up();
  expect(await frozen()).toEqual(['atlas', 'birch', 'cedar', 'dahlia']);
  writeFileSync(copy, weightsOf('elm', 200_000));
  await comesBack('its weights, after a restart', 'content', () => rmSync(copy));

  const key = readFileSync(join(cwd, 'state/log/vkey'), 'utf8').trim();
  const kept = join(cwd, 'state/certificates');
  expect(existsSync(kept)).toBe(true);
  for (const name of readdirSync(kept)) {
    const certificate = join(kept, name);
    const { result } = JSON.parse(readFileSync(certificate, 'utf8'));
    const { code, stdout } = await runCli(['guard', 'verify', '--certificate', certificate, '--key', key], {
      cwd,
    });
    expect([name, stdout]).toEqual([name, expect.stringContaining('Verified')]);
    if (result === 'confirmed') expect(code).toBe(0);
  }
  await tellCounts('lifecycle-looks-again', { 'came back': 4, found: found.length });
});
