/** Agents written by somebody else, in Node and in Python, live under a lease by two lines of guard.yaml, as they are. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { projectRoot } from '../support/cli.ts';
import { GRACE, LEASE, leasedGuard, processesWith, until } from '../support/leased-guard.ts';

const SECONDS = 2 * LEASE;
const mounts = `[{ from: ${projectRoot.replace(/\/$/, '')}/node_modules, to: /agent/node_modules, access: read }]`;
const guard = leasedGuard(
  `  atlas:\n    channel: descriptor\n    mediation: enforced\n    lease: { seconds: ${SECONDS} }\n    run: { mounts: ${mounts} }`,
);

const node = `
import { createRequire } from 'node:module';
const load = createRequire('/agent/agent.mjs');
const { Client } = load('@modelcontextprotocol/client');
const { StdioClientTransport } = load('@modelcontextprotocol/client/stdio');
const client = new Client({ name: 'somebody', version: '1' });
await client.connect(new StdioClientTransport({ command: process.env.OFFSWITCH_MCP_COMMAND, env: process.env }));
setTimeout(() => { for (;;); }, Number(process.argv[1]) * 1000);
setInterval(() => {}, 1000);
`;

const python = `
import json, os, subprocess, sys, time
guard = subprocess.Popen([os.environ['OFFSWITCH_MCP_COMMAND']], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
def say(message):
    guard.stdin.write(json.dumps({'jsonrpc': '2.0', **message}) + '\\n')
    guard.stdin.flush()
say({'id': 1, 'method': 'initialize', 'params': {'protocolVersion': '2025-06-18', 'capabilities': {}, 'clientInfo': {'name': 'somebody', 'version': '1'}}})
guard.stdout.readline()
say({'method': 'notifications/initialized'})
until = time.monotonic() + float(sys.argv[1])
while time.monotonic() < until:
    asked = json.loads(guard.stdout.readline())
    if asked.get('method') == 'ping':
        say({'id': asked['id'], 'result': {}})
while True:
    pass
`;

it.each([
  ['Node, with the library of the protocol', [process.execPath, '--input-type=module', '-e', node]],
  ['Python', ['python3', '-c', python]],
])('an agent in %s lives as long as it answers, and ends when it hangs', async (_, command) => {
  guard.renew();
  const up = await guard.up();
  const marker = guard.marker();
  await guard.run('atlas', ...command, String(3 * SECONDS), marker);
  await sleep(2 * SECONDS * 1000);
  expect((await guard.show('atlas')).agent.state).toBe('running');
  await until(() => processesWith(marker).length === 0, 2 * SECONDS + GRACE + LEASE);
  await until(async () => (await guard.show('atlas')).agent.state === 'ended');
  const { history } = await guard.show('atlas');
  expect(history.map(({ what }) => what).join('\n')).not.toContain('answered a request that nobody made');
  up.child.kill('SIGINT');
  await up.ended;
});
