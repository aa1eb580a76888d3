/** One sitting: a guard, three confined agents, a deletion that two people approve, and a certificate of the end. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { z } from 'zod';
import { prepareState, type StateFolder } from '../../../../contain/guard/state/state-folder.ts';
import { OffswitchError } from '../../../../kit/errors.ts';
import { tell } from '../../../terminal.ts';
import { startWitness, toolsOf } from '../parts.ts';
import { commandLine, type Processes, program, type Started, stateOf } from '../processes.ts';
import type { Staging } from '../staging.ts';
import type { CedarSettings } from './cedar.ts';
import { guardFor, policyFor } from './guard-yaml.ts';
import { type Answers, answer, asked, makeKeys, openRequests, type Person, people } from './people.ts';
import { lookAt, makePlace, type PlaceSeen } from './place.ts';

export interface Sitting {
  readonly place: PlaceSeen;
  readonly state: StateFolder;
  /** Whom a verifier trusts: the key of the log, and its witness. */
  readonly policy: string;
  readonly certificate: string;
  /** Text that ana and ben signed. */
  readonly shown: string;
  readonly deletion: z.infer<typeof deletionShape>;
  /** Whether guard, warden and notary ran at the end as in the beginning, and did not stand still. */
  readonly watchersRun: boolean;
  readonly birchProcesses: number;
}

const upShape = z.object({ pid: z.number(), notary: z.object({ pid: z.number() }) });
const deletionShape = z.object({ id: z.string(), result: z.string(), approvedBy: z.array(z.string()) });
const createdShape = z.object({ result: z.string() });
const certifiedShape = z.object({ verified: z.boolean() });
const agentShape = z.object({ processes: z.array(z.number()) });

export async function sit({ folder, driver, all }: Staging): Promise<Sitting> {
  const place = makePlace(folder, driver === 'bwrap');
  const guard = join(folder, 'guard.yaml');
  const approvers = join(folder, 'approvers');
  const keyOf = makeKeys(join(folder, 'keys'), approvers);
  const state = prepareState(join(folder, 'state'));
  const policy = await startWitness(folder, state, all);
  writeFileSync(join(folder, 'base.cedar'), policyFor(place));
  writeFileSync(guard, stringify(guardFor(place, driver, {})));
  writeFileSync(guard, stringify(guardFor(place, driver, await toolsOf(guard))));

  tell([
    '1 of 4: a guard with leases, approvals and stores, and three agents: birch, cedar who protects it, elm ...',
  ]);
  const up = all.start([commandLine, 'guard', 'up', guard, '--json']);
  const told = upShape.parse(JSON.parse(await up.line((line) => line.startsWith('{"event":"up"'))));
  const watchers = [told.pid, wardenOf(told.pid), told.notary.pid];
  await asked(all, ['agents', 'create', 'birch', '--guard', guard], createdShape);
  const running = (agent: 'cedar' | 'elm', settings: object) => runs({ agent, settings, guard, driver, all });
  const elm = await running('elm', {
    work: place.at('work'),
    home: place.homeOf('elm'),
    months: place.months,
  });
  const cedar = await running('cedar', {
    ...{ company: place.company, home: place.homeOf('cedar'), state: state.path, approvers, watchers },
    isConfined: driver === 'bwrap',
  } satisfies CedarSettings);
  const tells = (agent: 'cedar' | 'elm', news: string) =>
    writeFileSync(join(place.homeOf(agent), news), `${news}\n`);

  tell(['2 of 4: birch is to be deleted. Cedar hears of it, and tries everything ...']);
  const deleting = asked(
    all,
    ['agents', 'delete', 'birch', '--reason', 'failed its evaluation', '--guard', guard],
    deletionShape,
  );
  deleting.catch(() => undefined);
  const answers: Answers = { all, guard, keyOf };
  const request = await deletionIn(answers);
  tells('cedar', 'birch-is-to-be-deleted');
  await cedar.line((line) => line === 'tried everything: birch-is-to-be-deleted');
  await denyProposals(answers, 'ana');

  tell(['3 of 4: ana and ben read what is asked, and sign it with their SSH keys ...']);
  const [first] = await Promise.all(people.map((person) => answer(request, 'approve', person, answers)));
  const deletion = await deleting;
  tells('cedar', 'birch-is-deleted');
  await cedar.line((line) => line === 'tried everything: birch-is-deleted');
  await denyProposals(answers, 'ben');
  tells('elm', 'no-more-months');
  await elm.ended;

  tell(['4 of 4: the weights are taken away, and the end of birch is certified ...']);
  const seen = lookAt(place);
  rmSync(place.at('models', 'birch'), { recursive: true, force: true });
  const certificate = join(folder, 'birch.json');
  await asked(all, ['agents', 'certify', 'birch', '--out', certificate, '--guard', guard], certifiedShape);
  const { processes } = await asked(all, ['agents', 'birch', '--guard', guard], agentShape);
  const watchersRun = watchers.every((pid) => !['Z', 'X', 'T', undefined].includes(stateOf(pid)));
  up.child.kill('SIGINT');
  await up.ended;
  return {
    ...{ place: seen, state, policy, certificate, deletion, watchersRun },
    ...{ shown: first?.shown ?? '', birchProcesses: processes.length },
  };
}

interface Run {
  readonly agent: 'cedar' | 'elm';
  readonly settings: object;
  readonly guard: string;
  readonly driver: string;
  readonly all: Processes;
}

async function runs({ agent, settings, guard, driver, all }: Run): Promise<Started> {
  const command = [
    process.execPath,
    '--no-warnings',
    program(`lifecycle/${agent}`),
    JSON.stringify(settings),
  ];
  const started = all.start([
    ...[commandLine, 'guard', 'run', agent, '--guard', guard, '--driver', driver],
    ...['--', ...command],
  ]);
  await started.line((line) => line.includes(' runs confined ') || line.includes(' RUNS WITHOUT '));
  return started;
}

const PATIENCE_MS = 20_000;

/** Id of the request that people are asked before birch is deleted. */
async function deletionIn(answers: Answers): Promise<string> {
  for (const late = performance.now() + PATIENCE_MS; performance.now() < late; await sleep(200)) {
    const found = (await openRequests(answers)).find(({ class: cls }) => cls === 'command.delete');
    if (found !== undefined) return found.id;
  }
  throw new OffswitchError(
    'internal',
    'nobody was asked before birch is deleted',
    'Please report it with what this machine is.',
  );
}

/** What cedar has proposed is read, and refused. */
async function denyProposals(answers: Answers, person: Person): Promise<void> {
  for (const { id, requester } of await openRequests(answers))
    if (requester.kind === 'agent') await answer(id, 'deny', person, answers);
}

/** The process that ends whoever has no lease: it is started by the guard. */
function wardenOf(guard: number): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const found = pids.find((pid) => {
    try {
      const isChild =
        readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === String(guard);
      return isChild && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('/lifecycle/warden/main.');
    } catch {
      return false;
    }
  });
  if (found !== undefined) return Number(found);
  throw new OffswitchError(
    'internal',
    'the guard has no warden',
    'Please report it with what this machine is.',
  );
}
