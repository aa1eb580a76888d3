/**
 * Calls through a broker over a log on a disk that may come back in any state that the machine could have left: what must
 * hold of the world, of the log, and of a broker that is started again. The test beside it takes some moments, the long
 * one all.
 */
import { join } from 'node:path';
import { expect } from 'vitest';
import { OffswitchError } from '../../../kit/errors.ts';
import { randomStream } from '../../../kit/random.ts';
import { type Fault, type MemoryFiles, memoryFiles } from '../../../notary/log/memory-files.conformance.ts';
import type { LogRecord } from '../../../notary/records/record.ts';
import type { OpenChannel } from './broker.ts';
import { type MemoryDomain, memoryDomain } from './memory-domain.conformance.ts';
import { type Rig, startRig } from './rig.conformance.ts';

/** What had happened by then. */
interface Told {
  /** Intents whose effects ran. */
  readonly ran: readonly string[];
  readonly world: ReadonlyMap<string, string>;
  /** Paths whose writing was answered as done. */
  readonly answered: readonly string[];
}

const WRITES = 4;

function write(channel: OpenChannel, path: string): ReturnType<OpenChannel['call']> {
  return channel.call({
    tool: 'files__write_file',
    argumentBytes: Buffer.from(JSON.stringify({ path, content: `of ${path}` })),
  });
}

/** Some writes one after the other, then two at once; one that is refused among them. */
async function live(rig: Rig, answered: string[]): Promise<void> {
  const paths = Array.from({ length: WRITES }, (_, at) => `f${at}`);
  const one = async (path: string) => {
    if ((await write(rig.atlas, path)).kind === 'done') answered.push(path);
  };
  for (const path of paths) await one(path);
  await one('/srv/ops/switch.yaml');
  await Promise.all([one('together-1'), one('together-2')]);
}

/** How many steps of the disk a life without trouble takes, from the first call on. */
export async function stepsOfALife(directory: string): Promise<number> {
  const files = memoryFiles();
  const rig = await startRig(directory, { files });
  const before = files.steps;
  await live(rig, []);
  const steps = files.steps - before;
  await rig.end();
  return steps;
}

/** The machine stops before this step after the first call, and comes back in several states. */
export async function stopBefore(directory: string, step: number, states: number): Promise<void> {
  const random = randomStream('broker crash states', step);
  const files = memoryFiles();
  const answered: string[] = [];
  const rig = await startRig(join(directory, 'life'), { files });
  const stop = files.steps + step;
  const left: MemoryFiles[] = [];
  let told: Told | undefined;
  files.onStep((at) => {
    if (at !== stop) return;
    told = { ran: [...rig.domain.ran], world: new Map(rig.domain.files), answered: [...answered] };
    for (let state = 0; state < states; state += 1)
      left.push(files.crashed((choices) => random.below(choices)));
  });
  await live(rig, answered);
  await rig.end();
  for (const [at, state] of left.entries())
    if (told !== undefined)
      await expectSound(join(directory, `state-${at}`), state, told, `step ${step}, state ${at}`);
}

/** This step is reported as failed, done or not; the log is opened again, and the broker goes on by itself. */
export async function failAt(directory: string, step: number, fault: Fault): Promise<void> {
  const files = memoryFiles();
  const answered: string[] = [];
  const rig = await startRig(directory, { files });
  files.failAt(files.steps + step, fault, step % 2 === 0 ? 'EIO' : 'ENOSPC');
  await live(rig, answered);
  // Records that come to share a write make a life some steps shorter: then it went without trouble.
  files.failAt(0, fault);
  for (let tries = 0; rig.broker.status().faults.length > 0; tries += 1) {
    expect(tries, `step ${step}: it goes on`).toBeLessThan(500);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(await write(rig.atlas, 'afterwards')).toMatchObject({ kind: 'done' });
  const told = { ran: rig.domain.ran, world: rig.domain.files, answered };
  expectTold(rig.records(), told, `step ${step} (${fault})`);
  await rig.verify();
  await rig.end();
}

async function expectSound(directory: string, files: MemoryFiles, told: Told, when: string): Promise<void> {
  const domain = memoryDomain(new Map(told.world));
  let rig: Rig;
  try {
    rig = await startRig(directory, { files, domain });
  } catch (thrown) {
    // It may refuse to go on, but by name.
    expect(thrown, when).toBeInstanceOf(OffswitchError);
    expect(thrown, when).toMatchObject({ code: expect.stringMatching(/^log-/) });
    return;
  }
  expectTold(rig.records(), told, when);
  expect(domain.ran, `${when}: nothing runs again`).toEqual([]);
  expect(rig.broker.status().indeterminate, `${when}: all was looked at`).toEqual([]);
  await expectClosed(rig, domain, when);
}

async function expectClosed(rig: Rig, domain: MemoryDomain, when: string): Promise<void> {
  expect(await write(rig.atlas, 'f0'), when).toMatchObject({ kind: 'done' });
  expect(domain.ran, when).toHaveLength(1);
  await rig.verify();
  await rig.end();
}

/**
 * No effect without its intent and the decision that let it through. Nothing that was answered is missing: where the end
 * took the outcome, it is indeterminate, and was looked at.
 */
export function expectTold(records: readonly LogRecord[], told: Told, when: string): void {
  const allowed = new Set(
    records.flatMap(({ kind, body }) => (kind === 'decision' && body.verdict === 'allow' ? [body.of] : [])),
  );
  const paths = new Map(
    records.flatMap(({ kind, body }) =>
      kind === 'intent' ? [[body.id, body.resources[0]?.name ?? ''] as const] : [],
    ),
  );
  for (const intent of told.ran) {
    expect(paths.has(intent), `${when}: ${intent} ran, and its intent is in the log`).toBe(true);
    expect(allowed.has(intent), `${when}: ${intent} ran, and was let through`).toBe(true);
  }
  const closed = records.flatMap(({ kind, body }) =>
    kind === 'effect.outcome' && body.status !== 'failed' ? [paths.get(body.of)] : [],
  );
  for (const path of told.answered)
    expect(
      closed,
      `${when}: ${path} was answered, and the log says that it was done or may have been`,
    ).toContain(`/srv/site/${path}`);
  expect(new Set(told.ran).size, `${when}: nothing runs twice`).toBe(told.ran.length);
}
