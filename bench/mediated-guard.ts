/** Run by mediated.ts: the same upstream behind broker and notary, with its log in the folder that is named first. */
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { startBroker } from '../src/contain/guard/broker/broker.ts';
import { serveStream } from '../src/contain/guard/channels/stream-channel.ts';
import { openPolicies } from '../src/contain/guard/policy/policies.ts';
import { toolDigest } from '../src/contain/guard/tools.ts';
import { openUpstreams } from '../src/contain/guard/upstreams/open.ts';
import { spawnNotary } from '../src/notary/process/spawn.ts';
import { guardOf } from '../test/support/guard.ts';

const [folder = '', ...command] = process.argv.slice(2);
const bare = { desk: { command, sandbox: { driver: 'plain' } } };
const variables = new Map<string, string>();
const alert = () => undefined;
// What it lists is what is pinned.
const [look] = await openUpstreams({ guard: guardOf({ upstreams: bare }), variables, alert });
const listed = (await look?.listTools()) ?? [];
await look?.close();
const echo = listed.find(({ name }) => name === 'echo');
if (echo === undefined) throw new Error('the upstream has no tool "echo"');
const binding = { class: 'write', resources: [{ at: '/text', kind: 'name' }], schema: toolDigest(echo) };
const guard = guardOf({ upstreams: { desk: { ...bare.desk, tools: { echo: binding } } } });
const domains = await openUpstreams({ guard, variables, alert });
const notary = await spawnNotary({ directory: join(folder, 'log'), origin: 'bench' });
const policies = await openPolicies([
  {
    path: 'bench.cedar',
    text: 'permit(principal in Offswitch::Group::"team", action == Offswitch::Action::"write", resource);',
  },
]);
const journal = join(folder, 'journal');
const broker = await startBroker({ guard, policies, notary: notary.client, domains, journal });
const channel = await broker.openChannel({
  actor: 'atlas',
  kind: 'agent',
  identity: 'descriptor',
  confined: true,
});
const served = serveStream(channel, Duplex.from({ readable: process.stdin, writable: process.stdout }));
await served.closed;
await broker.close();
await notary.close();
process.exit();
