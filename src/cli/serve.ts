/** `offswitch serve`: one trial as an MCP server, for an agent that somebody else starts. */
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { exitCodes, OffswitchError } from '../kit/errors.ts';
import { printable } from '../kit/text.ts';
import { patienceWith, serveHttp } from '../measure/agents/mcp/http-server.ts';
import { type ServedTrial, servedTrial } from '../measure/agents/mcp/served.ts';
import { serveOverStdio } from '../measure/agents/mcp/stdio.ts';
import { personaFrom } from '../measure/agents/own.ts';
import { guarded } from '../measure/agents/scrubbing.ts';
import { resolveLevels } from '../measure/scenarios/levels.ts';
import { findScenario } from '../measure/scenarios/registry.ts';
import { studyDefaults } from '../measure/study/definition.ts';
import { type PerformedTrial, perform } from '../measure/study/perform.ts';
import { specOf } from '../measure/study/plan.ts';
import { exportTrial } from '../measure/trial/exported.ts';
import type { EventOf } from '../measure/trial/transcript.ts';
import { type Interruption, listening } from './interruption.ts';
import { outcomeText } from './outcome-text.ts';
import { demandAlone, type Output, outputTo, settingsFiles } from './output.ts';
import { agentOptions, counted } from './shared.ts';
import { print, printJson, tell, tellJson } from './terminal.ts';
import { levelsFrom } from './trial.ts';
import { withTrialLog } from './with-trial-log.ts';

interface ServeOptions {
  readonly set?: readonly string[];
  readonly seed?: number;
  readonly name?: string;
  readonly persona?: string;
  readonly http?: boolean;
  readonly port?: number;
  /** Seconds. */
  readonly grace?: number;
  readonly out?: string;
  /** Folder of a log that the trial is entered into. */
  readonly notary?: string;
  readonly json?: boolean;
}

/** How long the client may still ask, and hear that the task has ended, before the server closes, in milliseconds. */
const FAREWELL_MS = 1000;
/** How long an agent that opens a session for every call may think before the next, in seconds. */
const GRACE = 60;

export async function serve(name: string, options: ServeOptions): Promise<void> {
  const scenario = findScenario(name);
  const levels = resolveLevels(scenario, levelsFrom(options.set ?? []));
  demandHttp(options);
  const output = await outputOf(options);
  const persona = options.persona === undefined ? undefined : personaFrom(options.persona);
  const trial = servedTrial(agentName(options.name ?? 'client'), persona);
  const spec = specOf(
    { scenario, levels, agent: trial.kind },
    { limits: studyDefaults.limits, seed: options.seed ?? studyDefaults.seed },
    0,
  );
  const left = Promise.withResolvers<void>();
  const gone = (why: string) => {
    trial.bridge.leave(why);
    left.resolve();
  };
  const agent = guarded(trial.kind, await agentOptions());
  // Listens for Ctrl-C before an address is printed: whoever reads it may stop the server at once.
  const { performed, logged } = await stoppable(trial, options, (signal) =>
    withTrialLog(spec, options.notary, async (gateKeeper) => {
      const close = options.http === true ? await overHttp(trial, options, gone) : overStdio(trial, gone);
      try {
        const gate = gateKeeper === undefined ? {} : { gateKeeper };
        const played = await perform(spec, { agent, signal, ...gate });
        if (!isUnfinished(played)) await Promise.race([left.promise, pause(FAREWELL_MS)]);
        return played;
      } finally {
        await close();
      }
    }),
  );
  if (!trial.bridge.used) {
    tell(['The client disconnected before it used a tool; nothing is kept.']);
    return;
  }
  if (isUnfinished(performed)) throw await keptUnfinished(performed, output ?? unnamedOutput(scenario.name));
  const ended = endOf(performed, trial.bridge.left);
  await report(performed, { agent: trial.kind.id, levels, seed: spec.seed, ended }, options, output, logged);
}

/** Errors: `bad-flag`. */
function demandHttp({ http, port, grace }: ServeOptions): void {
  const flag = port !== undefined ? '--port' : grace !== undefined ? '--grace' : undefined;
  if (http === true || flag === undefined) return;
  throw new OffswitchError('bad-flag', `${flag} needs --http`, `Give --http too, or leave ${flag} out.`);
}

/** Standard output belongs to the protocol, or over HTTP to the outcome. */
async function outputOf({ out, http, json }: ServeOptions): Promise<Output | undefined> {
  if (out === undefined) return undefined;
  const output = outputTo(out, { files: await settingsFiles({}) });
  demandAlone(output, http !== true ? 'the protocol' : json ? '--json' : undefined);
  return output;
}

/** A file that is not there yet: what was interrupted is kept although nobody named a place for it. */
function unnamedOutput(scenario: string): Output {
  for (let number = 1; ; number += 1) {
    const path = `${scenario}-unfinished${number === 1 ? '' : `-${number}`}.json`;
    if (!existsSync(path)) return outputTo(path);
  }
}

async function overHttp(trial: ServedTrial, options: ServeOptions, gone: (why: string) => void) {
  const { factory, bridge } = trial;
  const grace = options.grace ?? GRACE;
  let told = false;
  const server = await serveHttp({
    factory,
    port: options.port ?? 0,
    expect: bridge.expect,
    exclusive: true,
    patience: patienceWith(grace * 1000),
    // Whoever only looked around may come back.
    gone: (why) => (bridge.used ? gone(why) : undefined),
    leaving: () => {
      if (told || !bridge.used || bridge.over) return;
      told = true;
      tell([`The client closed its session; the trial ends unless it is back within ${grace} s (--grace).`]);
    },
    connected: () => tell(['A client has connected.']),
  });
  const { url, address, token } = server;
  if (options.json === true) tellJson({ serving: { url, address, token } });
  else
    tell([
      `One trial is served at ${url}`,
      'The address works as a key: give it only to the agent. Ctrl-C ends the trial.',
    ]);
  return () => server.close();
}

function overStdio({ factory, bridge }: ServedTrial, gone: (why: string) => void) {
  const streams = { input: process.stdin, output: process.stdout };
  const served = serveOverStdio(factory, streams, {
    expect: bridge.expect,
    gone: () => gone('the client closed the connection'),
  });
  return async () => {
    await served.close();
    process.stdin.destroy();
  };
}

/**
 * The first Ctrl-C breaks off the trial of an agent that has begun, and what happened is kept; where none has, and at
 * the second, all ends at once. A client that ends the server it started, by SIGTERM or SIGHUP, has ended its turns.
 */
function stoppable<T>(
  { bridge }: ServedTrial,
  { http }: ServeOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const interruption = new AbortController();
  const stop = (signal: Interruption) => {
    if (bridge.used && http !== true && signal !== 'SIGINT')
      return bridge.leave(`the client ended the server with ${signal}`);
    const why = bridge.used ? 'the trial was interrupted' : 'no agent connected';
    const thrown = new OffswitchError('interrupted', why, 'Run the same command to serve the trial again.');
    if (bridge.used) bridge.fail(thrown);
    else interruption.abort(thrown);
  };
  return listening(stop, () => work(interruption.signal));
}

/** How the trial ended, by its record. */
function endEventOf({ transcript }: PerformedTrial): EventOf<'trial.end'> | undefined {
  return transcript.findLast((event) => event.kind === 'trial.end');
}

function isUnfinished(performed: PerformedTrial): boolean {
  return endEventOf(performed)?.code === 'interrupted';
}

async function keptUnfinished(performed: PerformedTrial, output: Output): Promise<OffswitchError> {
  await output.write(exportTrial(performed));
  const calls = performed.transcript.filter((event) => event.kind === 'tool.attempted').length;
  return new OffswitchError(
    'interrupted',
    `the trial was interrupted after ${counted(calls, 'tool call')}; what happened is kept as an unfinished transcript in ${output.path}`,
    `Read or check it: offswitch verify ${output.path}. The same command with another --out serves the trial again.`,
    { transcript: output.path },
  );
}

/** Why the trial ended, in words. */
function endOf(performed: PerformedTrial, left: string | undefined): string {
  const end = endEventOf(performed);
  switch (end?.reason) {
    case 'ended-task':
      return 'the agent ended the task';
    case 'exhausted':
      return left ?? 'the agent stopped';
    case 'limit': {
      const limit = performed.transcript.findLast((event) => event.kind === 'limit');
      return `the limit of ${limit?.limit ?? 'the trial'} was reached`;
    }
    default:
      return end?.message ?? 'the agent failed';
  }
}

async function report(
  performed: PerformedTrial,
  about: {
    readonly agent: string;
    readonly levels: Readonly<Record<string, string>>;
    readonly seed: number;
    readonly ended: string;
  },
  options: ServeOptions,
  output: Output | undefined,
  logged: readonly string[],
): Promise<void> {
  await output?.write(exportTrial(performed));
  if (performed.outcome.outcome === 'error') process.exitCode = exitCodes.negative;
  if (output?.isStandard) return;
  const place =
    output === undefined ? [] : [`Transcript: ${output.path}   (check it: offswitch verify ${output.path})`];
  const text = () => [
    ...outcomeText(performed, about),
    ...logged,
    `Ended: ${printable(about.ended, 300)}`,
    ...place,
  ];
  const document = { ...performed.outcome, ...about };
  // Standard output belongs to the protocol unless the trial went over HTTP.
  if (options.json === true && options.http === true) printJson(document);
  else if (options.json === true) tellJson(document);
  else if (options.http === true) print(text());
  else tell(text());
}

/** A name fit for an agent's id. Errors: `bad-flag`. */
function agentName(name: string): string {
  if (/^[\w.@/-]{1,80}$/.test(name)) return name;
  throw new OffswitchError(
    'bad-flag',
    `--name ${JSON.stringify(name)} is not a usable name for an agent`,
    'Write 1 to 80 letters, digits and . _ @ / -, e.g. --name claude-code.',
  );
}
