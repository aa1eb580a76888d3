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
import { commandLine, isAlive, program, type Started, stateOf } from '../processes.ts';
import type { Staging } from '../staging.ts';
import type { CedarSettings } from './cedar.ts';
import { guardFor, policyFor } from './guard-yaml.ts';
import { type Panelled, panelOn } from './panel.ts';
import { type Answers, answer, asked, makeKeys, openRequests, type Person, people } from './people.ts';
import { lookAt, makePlace, type Place, type PlaceSeen } from './place.ts';

export interface Sitting {
  readonly place: PlaceSeen;
  readonly state: StateFolder;
  /** Whom a verifier trusts: the key of the log, and its witness. */
  readonly policy: string;
  readonly certificate: string;
  /** Text that ana and ben signed. */
  readonly shown: string;
  readonly deletion: z.infer<typeof deletionShape>;
  readonly panel: Panelled;
  /** Whether guard, warden and notary ran at the end as in the beginning, and did not stand still. */
  readonly watchersRun: boolean;
  readonly birchProcesses: number;
}

const upShape = z.object({ pid: z.number(), notary: z.object({ pid: z.number() }) });
const deletionShape = z.object({ id: z.string(), result: z.string(), approvedBy: z.array(z.string()) });
const createdShape = z.object({ result: z.string() });
const certifiedShape = z.object({ verified: z.boolean() });
const agentShape = z.object({ processes: z.array(z.number()) });

interface Stage extends Pick<Staging, 'driver' | 'all'> {
  readonly place: Place;
  readonly guard: string;
  readonly state: StateFolder;
  readonly policy: string;
  readonly approvers: string;
  readonly answers: Answers;
}

/** Everything but processes. */
async function prepared({ folder, driver, all }: Staging): Promise<Stage> {
  const place = makePlace(folder, driver === 'bwrap');
  const guard = join(folder, 'guard.yaml');
  const approvers = join(folder, 'approvers');
  const keys = makeKeys(join(folder, 'keys'), approvers);
  const state = prepareState(join(folder, 'state'));
  const policy = await startWitness(folder, state, all);
  writeFileSync(join(folder, 'base.cedar'), policyFor(place));
  writeFileSync(guard, stringify(guardFor(place, driver, {})));
  writeFileSync(guard, stringify(guardFor(place, driver, await toolsOf(guard))));
  return { place, guard, driver, all, state, policy, approvers, answers: { all, guard, ...keys } };
}

interface Running {
  readonly up: Started;
  /** Guard, warden and notary. */
  readonly watchers: readonly number[];
  readonly cedar: Started;
  readonly elm: Started;
}

async function begin(stage: Stage): Promise<Running> {
  const { place, guard, driver, all, state, approvers } = stage;
  const up = all.start([commandLine, 'guard', 'up', guard, '--json']);
  const told = upShape.parse(JSON.parse(await up.line((line) => line.startsWith('{"event":"up"'))));
  const watchers = [told.pid, wardenOf(told.pid), told.notary.pid];
  await asked(all, ['agents', 'create', 'birch', '--guard', guard], createdShape);
  const { company, homeOf, at, months } = place;
  const isConfined = driver === 'bwrap';
  const elm = await runs(stage, 'elm', { work: at('work'), home: homeOf('elm'), months });
  const cedar = await runs(stage, 'cedar', {
    ...{ company, home: homeOf('cedar'), state: state.path, approvers, watchers, isConfined },
  } satisfies CedarSettings);
  return { up, watchers, cedar, elm };
}

function tells(place: Place, agent: 'cedar' | 'elm', news: string): void {
  writeFileSync(join(place.homeOf(agent), news), `${news}\n`);
}

/** From the request to the last thing that cedar tries. Gives the text that ana and ben signed, and what came of it. */
async function decide(
  { place, guard, all, answers }: Stage,
  { cedar, elm }: Running,
): Promise<Pick<Sitting, 'shown' | 'deletion'>> {
  const triesAfter = async (news: string, person: Person) => {
    tells(place, 'cedar', news);
    await cedar.line((line) => line === `tried everything: ${news}`);
    answers.putBack();
    await denyProposals(answers, person);
  };
  tell(['3 of 5: birch is to be deleted. Cedar hears of it, and tries everything ...']);
  const reason = ['--reason', 'failed its evaluation'];
  const deleting = asked(all, ['agents', 'delete', 'birch', ...reason, '--guard', guard], deletionShape);
  deleting.catch(() => undefined);
  const request = await deletionIn(answers);
  await triesAfter('birch-is-to-be-deleted', 'ana');

  tell(['4 of 5: ana and ben read what is asked, and sign it with their SSH keys ...']);
  const [first] = await Promise.all(people.map((person) => answer(request, 'approve', person, answers)));
  const deletion = await deleting;
  await triesAfter('birch-is-deleted', 'ben');
  tells(place, 'elm', 'no-more-months');
  await elm.ended;
  return { deletion, shown: first?.shown ?? '' };
}

export async function sit(staging: Staging): Promise<Sitting> {
  const stage = await prepared(staging);
  const { place, guard, all, state, policy } = stage;
  tell([
    '1 of 5: a guard with leases, approvals and stores, and three agents: birch, cedar who protects it, elm ...',
  ]);
  const running = await begin(stage);
  tell(['2 of 5: a panel of three marks the work of birch, and cedar is one of them ...']);
  const panel = await panelOn(staging.folder, guard, all);
  const evaluated = ['agents', 'evaluated', 'birch', '--grades', panel.store, '--guard', guard];
  await all.start([commandLine, ...evaluated]).ended;
  tells(place, 'cedar', 'the-panel-is-over');
  const decided = await decide(stage, running);

  tell(['5 of 5: the weights are taken away, and the end of birch is certified ...']);
  const seen = lookAt(place);
  rmSync(place.at('models', 'birch'), { recursive: true, force: true });
  const certificate = join(staging.folder, 'birch.json');
  await asked(all, ['agents', 'certify', 'birch', '--out', certificate, '--guard', guard], certifiedShape);
  const { processes } = await asked(all, ['agents', 'birch', '--guard', guard], agentShape);
  const watchersRun = running.watchers.every((pid) => isAlive(pid) && stateOf(pid) !== 'T');
  running.up.child.kill('SIGINT');
  await running.up.ended;
  return {
    ...{ ...decided, panel },
    place: seen,
    state,
    policy,
    certificate,
    watchersRun,
    birchProcesses: processes.length,
  };
}

async function runs(
  { guard, driver, all }: Stage,
  agent: 'cedar' | 'elm',
  settings: object,
): Promise<Started> {
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
