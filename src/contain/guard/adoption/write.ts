/** Everything that `guard init` makes: first beside the place where it belongs, then moved there, or not at all. */
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OffswitchError, pathFailure } from '../../../kit/errors.ts';
import { keyFileText, readKeyFile } from '../../../kit/key-file.ts';
import { spawnNotary } from '../../../notary/process/spawn.ts';
import { bindingsOf } from '../config/bindings.ts';
import { type Guard, loadGuard } from '../config/load.ts';
import { variablesOf } from '../config/variables.ts';
import { userFor } from '../confined/users.ts';
import { openPolicies } from '../policy/policies.ts';
import { notaryUser } from '../service/notary-user.ts';
import { lockState, placesIn, prepareState } from '../state/state-folder.ts';
import { obtainToken } from '../state/tokens.ts';
import { type ListedTool, pinTools } from '../tools.ts';
import { givenMounts } from '../upstreams/server-spec.ts';
import { BASE_POLICY, guardText } from './guard-file.ts';
import { listTools } from './list-tools.ts';
import { files, type InitPlan } from './plan.ts';

export interface InitDone {
  readonly files: readonly string[];
  /** Verifier key of the log. */
  readonly key: string;
  readonly upstreams: readonly {
    readonly name: string;
    readonly callable: number;
    /** Of class other, or unlike the catalogue's: for a person to look at. */
    readonly other: number;
    readonly failure: string | undefined;
  }[];
  /** What a person does now, in order. */
  readonly next: readonly string[];
}

/** Errors: `file-unwritable`, those of the state folder, of the sandbox and of the notary; nothing is left then. */
export async function writeInit(plan: InitPlan): Promise<InitDone> {
  const { folder } = plan;
  const at = (name: string) => join(folder, name);
  const staged = makeFolder(() => mkdtempSync(at('.offswitch-init-')), folder);
  // A server that sees the folder is another user: the draft, which is protected in it, has to be there for it, too.
  chmodSync(staged, 0o711);
  const made = plan.folders.filter(({ path }) => !existsSync(path));
  const hadFiles = existsSync(at(files.own));
  const hadState = existsSync(at(files.state));
  let unlock = async () => {};
  try {
    const state = prepareState(at(files.state));
    unlock = await lockState(state.path);
    for (const { path, then } of made) makeOwn(path, plan, then);
    const listen = plan.channel === 'token' ? await freeAddress() : undefined;
    const text = (listed: ReadonlyMap<string, readonly ListedTool[]>) =>
      guardText({
        agent: plan.agent,
        channel: plan.channel,
        listen,
        upstreams: plan.adopted.map((one) => ({ ...one, listed: listed.get(one.name) })),
      });
    writeFileSync(join(staged, files.policy), BASE_POLICY);
    const draft = await loaded(staged, text(new Map()));
    const listings = await listTools(withState(draft, state.path), withValuesFrom(plan, draft));
    const listed = new Map(
      [...listings].flatMap(([name, found]) => ('why' in found ? [] : [[name, found] as const])),
    );
    const guard = await loaded(staged, text(listed));
    await openPolicies(guard.policies);
    const credentials = credentialsText(plan, state.credentials);
    const token = plan.channel === 'token' ? obtainToken(state.tokenOf(plan.agent)) : undefined;
    const key = await keyOf(state.log, guard.origin);
    const client = clientConfig(plan, listen, token);

    for (const name of [files.guard, files.policy]) renameSync(join(staged, name), at(name));
    writePrivate(state.credentials, credentials);
    if (client !== undefined) writePrivate(join(state.path, 'mcp.json'), client);
    return {
      files: [at(files.guard), at(files.policy), state.path, ...made.map(({ path }) => path)],
      key,
      upstreams: Object.entries(guard.upstreams).map(([name, upstream]) => {
        const found = listings.get(name) ?? { why: 'it was not started' };
        if ('why' in found) return { name, callable: 0, other: 0, failure: found.why };
        const { tools, findings } = pinTools(name, upstream, found);
        const classed = [...tools.values()].filter(({ binding }) => binding.class !== 'other').length;
        const odd = findings.filter(({ what }) => what !== 'gone').length;
        return { name, callable: classed, other: tools.size - classed + odd, failure: undefined };
      }),
      next: nextSteps(plan, guard, state.path),
    };
  } catch (thrown) {
    for (const { path } of made) rmSync(path, { recursive: true, force: true });
    if (!hadFiles) rmSync(at(files.own), { recursive: true, force: true });
    await unlock();
    unlock = async () => {};
    if (!hadState) rmSync(at(files.state), { recursive: true, force: true });
    throw thrown;
  } finally {
    await unlock();
    rmSync(staged, { recursive: true, force: true });
  }
}

function makeFolder(make: () => string, folder: string): string {
  try {
    return make();
  } catch (thrown) {
    throw new OffswitchError(
      'file-unwritable',
      `cannot write to ${folder}: ${pathFailure(thrown)}`,
      'Change to a folder that you may write to.',
      { file: folder },
      thrown,
    );
  }
}

/** As root, a server is another user, and a folder made for it is its own. */
function makeOwn(path: string, { adopted }: InitPlan, then: (() => void) | undefined): void {
  // Other users get through it, and see nothing.
  mkdirSync(dirname(path), { recursive: true, mode: 0o711 });
  mkdirSync(path, { mode: 0o700 });
  then?.();
  const owner = adopted.find(({ name }) => path.endsWith(`/${name}`));
  if (process.getuid?.() !== 0 || owner === undefined) return;
  const user = owner.lines.sandbox?.user ?? userFor(`upstream/${owner.name}`);
  chownSync(path, user, user);
}

async function loaded(folder: string, text: string): Promise<Guard> {
  const path = join(folder, files.guard);
  writeFileSync(path, text);
  return loadGuard(path);
}

/** The draft lies elsewhere than what it will protect. */
function withState(guard: Guard, path: string): Guard {
  const control = guard.control.filter(({ kind }) => kind !== 'log');
  return { ...guard, control: [...control, { kind: 'log', path: `${path}/`, folder: true }] };
}

/** A variable that has no value yet is empty: servers list their tools without it. */
function withValuesFrom({ values }: InitPlan, { upstreams }: Guard): ReadonlyMap<string, string> {
  const named = Object.values(upstreams).flatMap(variablesOf);
  return new Map(named.map((name) => [name, values.get(name) ?? process.env[name] ?? '']));
}

/** What an earlier file has and this one does not is kept. */
function credentialsText({ values }: InitPlan, path: string): string {
  const before = existsSync(path) ? Object.entries(readKeyFile(path)) : [];
  return keyFileText(new Map([...before, ...values]), path);
}

async function keyOf(log: string, origin: string): Promise<string> {
  const user = notaryUser(log);
  const notary = await spawnNotary({
    directory: log,
    origin,
    ...(user.separate ? { user: user.user } : {}),
  });
  try {
    return (await notary.client.ask('head', {})).vkey;
  } finally {
    await notary.close();
  }
}

/** In the form of the client's own file; undefined for an agent that the guard starts. */
function clientConfig(
  { folder, agent, channel, config }: InitPlan,
  listen: string | undefined,
  token: string | undefined,
): string | undefined {
  if (channel === 'descriptor') return undefined;
  const main = fileURLToPath(new URL('../../../cli/main.js', import.meta.url));
  const server =
    channel === 'token'
      ? { type: 'http', url: `http://${listen}/mcp`, headers: { Authorization: `Bearer ${token}` } }
      : {
          command: process.execPath,
          args: [main, 'guard', 'connect', agent, '--guard', join(folder, files.guard)],
        };
  return `${JSON.stringify({ [config?.member ?? 'mcpServers']: { offswitch: server } }, null, 2)}\n`;
}

function writePrivate(path: string, text: string): void {
  rmSync(path, { force: true });
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
}

/** A port that is written down stays the same from one start to the next. */
async function freeAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

function nextSteps(
  { config, channel, agent, values }: InitPlan,
  guard: Guard,
  state: string,
): readonly string[] {
  const named = Object.values(guard.upstreams).flatMap(variablesOf);
  const missing = [...new Set(named)].filter((name) => !values.has(name) && !process.env[name]);
  const others = Object.entries(guard.upstreams).filter(([, upstream]) =>
    [...bindingsOf(upstream).values()].some((binding) => binding.class === 'other'),
  );
  const owned = process.getuid?.() === 0 ? foldersToGive(guard) : [];
  return [
    ...(missing.length === 0
      ? []
      : [
          `Write the values of ${missing.join(', ')} into ${placesIn(state).credentials}, a line NAME=value each.`,
        ]),
    ...owned.map(
      ({ user, folder }) => `Let the server, which is user ${user}, write there: chown -R ${user} ${folder}`,
    ),
    ...(others.length === 0
      ? []
      : [
          `Say in guard.yaml what the tools of ${others.map(([name]) => name).join(', ')} do: each is of class other, and denied.`,
        ]),
    'Name under "control" in guard.yaml what no agent may change: switches, schedules, policies.',
    'offswitch guard up',
    ...(channel === 'descriptor'
      ? [`offswitch guard run ${agent} -- COMMAND`]
      : [
          `Give the client ${join(state, 'mcp.json')} in place of ${config?.path ?? 'its own configuration'}, which still has the secrets: take them out of it.`,
        ]),
  ];
}

/** What is root's, and has to be the server's. */
function foldersToGive({ upstreams }: Guard): readonly { readonly user: number; readonly folder: string }[] {
  const all = Object.entries(upstreams).flatMap(([name, upstream]) => {
    const user = upstream.sandbox?.user ?? userFor(`upstream/${name}`);
    return givenMounts(upstream)
      .filter(({ access, from }) => access === 'write' && statSync(from).uid !== user)
      .map(({ from }) => ({ user, folder: from }));
  });
  return [...new Map(all.map((one) => [`${one.user} ${one.folder}`, one])).values()];
}
