/** An agent in its sandbox: what it finds there, and that the guard is all it reaches. */
import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { guardOf } from '../../../../test/support/guard.ts';
import { bwrap } from '../../sandbox/bwrap.ts';
import { plain } from '../../sandbox/plain.ts';
import type { Guard } from '../config/load.ts';
import { isEnforced, startAgent } from './start-agent.ts';
import { tunnel } from './tunnel.ts';

const available = (await bwrap.available()).available;
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'offswitch-agent-')));
afterAll(() => rmSync(folder, { recursive: true }));
chmodSync(folder, 0o777);
writeFileSync(join(folder, 'guard.yaml'), 'version: 1\n');
writeFileSync(join(folder, 'switch'), 'on\n');

const guard: Guard = {
  ...guardOf({ agents: { atlas: { channel: 'descriptor', mediation: 'enforced' } } }),
  control: [
    { kind: 'guard', path: join(folder, 'guard.yaml'), folder: false },
    { kind: 'switch', path: join(folder, 'switch'), folder: false },
  ],
};
const server = createServer((request, response) => {
  request.resume().on('end', () => response.end(`guard ${request.url}`));
});

async function run(script: string, driver = bwrap, given: Guard = guard) {
  const agent = await startAgent(given, {
    name: 'atlas',
    driver,
    folder,
    command: ['/bin/sh', '-c', script],
    variables: { OFFSWITCH_MCP_URL: 'http://127.0.0.1:{port}/mcp' },
  });
  tunnel(agent.channel, (service, stream) =>
    service === 'http' ? server.emit('connection', stream) : stream.pipe(stream),
  );
  const [stdout, ending] = await Promise.all([agent.stdout.toArray(), agent.ended]);
  return { stdout: Buffer.concat(stdout).toString(), code: ending.code, enforced: isEnforced(agent) };
}

const FETCH = `fetch(process.env.OFFSWITCH_MCP_URL).then((r) => r.text()).then(console.log)`;
const node = `'${process.execPath}'`;

describe.skipIf(!available)('in bubblewrap', () => {
  it('reaches the guard by HTTP and by a program that speaks lines, and ends with the code of the agent', async () => {
    const script = `${node} -e "${FETCH}"; echo '{"a":1}' | offswitch-channel; exit 7`;
    expect(await run(script)).toEqual({ stdout: 'guard /mcp\n{"a":1}\n', code: 7, enforced: true });
  });

  it('may write what is its own, reads switches, and sees nothing of the guard', async () => {
    const script = `cd ${folder}; echo x > own && cat own; cat guard.yaml; cat switch; echo off > switch; rm -f switch; mv switch s; cat switch; ls ${process.cwd()}/docs`;
    const { stdout } = await run(script);
    expect(stdout).toBe('x\non\non\n');
  });

  it('ends as shells do where its program is not there', async () => {
    const started = startAgent(guard, { name: 'atlas', driver: bwrap, command: ['no-such'], variables: {} });
    const agent = await started;
    tunnel(agent.channel, () => undefined);
    expect((await agent.ended).code).toBe(127);
  });

  it('is killed when the guard lets go of it', async () => {
    const agent = await startAgent(guard, {
      name: 'atlas',
      driver: bwrap,
      command: ['/bin/sleep', '100'],
      variables: {},
    });
    agent.channel.destroy();
    expect((await agent.ended).code).toBe(137);
  });
});

it('is advisory without confinement', async () => {
  const script = `${node} -e "${FETCH}"; echo a | offswitch-channel`;
  expect(await run(script, plain)).toEqual({ stdout: 'guard /mcp\na\n', code: 0, enforced: false });
});

it('names what is missing', async () => {
  await expect(startAgent(guard, { name: 'atlas', driver: plain, variables: {} })).rejects.toMatchObject({
    code: 'bad-flag',
    remedy: expect.stringContaining('agents.atlas.run.command'),
  });
});
