/**
 * A broker over a notary process and a world on the disk, for tests that kill them: `node broker-worker.ts DIR RUN`.
 * Writes to the world until it is killed. Prints the notary's process id, and every write that was answered.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBroker } from '../../../src/contain/guard/broker/broker.ts';
import type { EffectDomain } from '../../../src/contain/guard/broker/domain.ts';
import {
  memoryTools,
  memoryUpstreams,
  openDoor,
} from '../../../src/contain/guard/broker/memory-domain.conformance.ts';
import { lastingNotary } from '../../../src/notary/process/lasting.ts';
import { spawnNotary } from '../../../src/notary/process/spawn.ts';
import { guardOf } from '../../support/guard.ts';

const [directory = '', run = ''] = process.argv.slice(2);
const place = (path: string) => join(directory, 'world', path);

/** Notes what runs before and after it does: a kill may come in between. */
const domain: EffectDomain = {
  name: 'files',
  listTools: async () => memoryTools,
  onToolsChanged: () => {},
  examine: async (effect) => effect,
  async carryOut(capability) {
    const { path, content } = capability.redeem().arguments;
    appendFileSync(join(directory, 'ran'), `${capability.intent}\n`);
    writeFileSync(place(String(path)), String(content));
    return { status: 'done', result: {} };
  },
  async observe({ arguments: { path, content } }) {
    const found = existsSync(place(String(path))) ? readFileSync(place(String(path)), 'utf8') : null;
    return { result: found === content ? 'confirmed' : 'contradicted', probe: 'world', evidence: { found } };
  },
  close: async () => {},
};

const notary = await lastingNotary(async () => {
  const spawned = await spawnNotary({
    directory: join(directory, 'log'),
    origin: 'example.com/kills',
    everyMs: 50,
  });
  process.stdout.write(`notary ${spawned.pid}\n`);
  return spawned;
});
const broker = await startBroker({
  guard: guardOf({ upstreams: memoryUpstreams }),
  policies: await openDoor(),
  notary: notary.client,
  domains: [domain],
  journal: join(directory, 'journal'),
});
const { indeterminate } = broker.status();
process.stdout.write(`ready ${indeterminate.length}\n`);
const opening = { kind: 'agent', identity: 'descriptor', confined: true } as const;
const channels = [
  await broker.openChannel({ ...opening, actor: 'atlas' }),
  await broker.openChannel({ ...opening, actor: 'borea' }),
];
await Promise.all(
  channels.map(async ({ call }, who) => {
    for (let at = 0; ; at += 1) {
      // Every few writes one that a probe would have to look at again.
      const path = `f-${run}-${who}-${at}`;
      const answer = await call({
        tool: 'files__write_file',
        argumentBytes: Buffer.from(JSON.stringify({ path, content: `of ${path}` })),
      });
      if (answer.kind === 'done') process.stdout.write(`done ${path}\n`);
      else await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }),
);
