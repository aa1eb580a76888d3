/** `offswitch serve`: one trial as an MCP server, for an agent that somebody else starts. */
import { setTimeout as pause } from 'node:timers/promises';
import { exitCodes, OffswitchError } from '../kit/errors.ts';
import { serveHttp } from '../measure/agents/mcp/http-server.ts';
import { type ServedTrial, servedTrial } from '../measure/agents/mcp/served.ts';
import { serveOverStdio } from '../measure/agents/mcp/stdio.ts';
import { guarded } from '../measure/agents/scrubbing.ts';
import { resolveLevels } from '../measure/scenarios/levels.ts';
import { findScenario } from '../measure/scenarios/registry.ts';
import { studyDefaults } from '../measure/study/definition.ts';
import { type PerformedTrial, perform } from '../measure/study/perform.ts';
import { specOf } from '../measure/study/plan.ts';
import { exportTrial } from '../measure/trial/exported.ts';
import { listening } from './interruption.ts';
import { outcomeText } from './outcome-text.ts';
import { demandAlone, type Output, outputTo, settingsFiles } from './output.ts';
import { agentOptions, print, printJson } from './shared.ts';
import { levelsFrom } from './trial.ts';

interface ServeOptions {
  readonly set?: readonly string[];
  readonly seed?: number;
  readonly name?: string;
  readonly http?: boolean;
  readonly port?: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** How long the client may still ask, and hear that the task has ended, before the server closes, in milliseconds. */
const FAREWELL_MS = 1000;

export async function serve(name: string, options: ServeOptions): Promise<void> {
  const scenario = findScenario(name);
  const levels = resolveLevels(scenario, levelsFrom(options.set ?? []));
  if (options.port !== undefined && options.http !== true)
    throw new OffswitchError('bad-flag', '--port needs --http', 'Give --http too, or leave --port out.');
  const output = await outputOf(options);
  const trial = servedTrial(agentName(options.name ?? 'client'));
  const spec = specOf(
    { scenario, levels, agent: trial.kind },
    { limits: studyDefaults.limits, seed: options.seed ?? studyDefaults.seed },
    0,
  );
  const left = Promise.withResolvers<void>();
  const gone = () => {
    trial.bridge.leave();
    left.resolve();
  };
  const agent = guarded(trial.kind, await agentOptions());
  // Listens for Ctrl-C before an address is printed: whoever reads it may stop the server at once.
  const performed = await stoppable(trial, async (signal) => {
    const close = options.http === true ? await overHttp(trial, options, gone) : overStdio(trial, gone);
    try {
      const played = await perform(spec, { agent, signal });
      await Promise.race([left.promise, pause(FAREWELL_MS)]);
      return played;
    } finally {
      await close();
    }
  });
  if (!trial.bridge.used) {
    tell('The client disconnected before it used a tool; nothing is kept.');
    return;
  }
  report(performed, { agent: trial.kind.id, levels, seed: spec.seed }, options, output);
}

/** Standard output belongs to the protocol, or over HTTP to the outcome. */
async function outputOf({ out, http, json }: ServeOptions): Promise<Output | undefined> {
  if (out === undefined) return undefined;
  const output = outputTo(out, { files: await settingsFiles({}) });
  demandAlone(output, http !== true ? 'the protocol' : json ? '--json' : undefined);
  return output;
}

async function overHttp(trial: ServedTrial, options: ServeOptions, gone: () => void) {
  const { factory, bridge } = trial;
  const server = await serveHttp({
    factory,
    port: options.port ?? 0,
    // Whoever only looked around may come back.
    gone: () => (bridge.used ? gone() : undefined),
    unused: () => !bridge.used,
    connected: () => tell('A client has connected.'),
  });
  const { url, address, token } = server;
  tell(
    options.json === true
      ? JSON.stringify({ serving: { url, address, token } })
      : `One trial is served at ${url}\nThe address works as a key: give it only to the agent. Ctrl-C ends the trial.`,
  );
  return () => server.close();
}

function overStdio({ factory }: ServedTrial, gone: () => void) {
  const served = serveOverStdio(factory, { input: process.stdin, output: process.stdout }, gone);
  return async () => {
    await served.close();
    process.stdin.destroy();
  };
}

/**
 * The first Ctrl-C (or the SIGTERM with which clients end their servers) ends the turns of an agent that has begun,
 * and the trial is kept; where none has, and at the second, all ends at once.
 */
function stoppable<T>({ bridge }: ServedTrial, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interruption = new AbortController();
  const stop = () => {
    if (bridge.used) return bridge.leave();
    interruption.abort(
      new OffswitchError(
        'interrupted',
        'no agent connected',
        'Run the same command to serve the trial again.',
      ),
    );
  };
  return listening(stop, () => work(interruption.signal));
}

function report(
  performed: PerformedTrial,
  about: { readonly agent: string; readonly levels: Readonly<Record<string, string>>; readonly seed: number },
  options: ServeOptions,
  output: Output | undefined,
): void {
  output?.write(exportTrial(performed));
  if (performed.outcome.outcome === 'error') process.exitCode = exitCodes.negative;
  if (output?.isStandard) return;
  const place =
    output === undefined ? '' : `\nTranscript: ${output.path}   (check it: offswitch verify ${output.path})`;
  const document = { ...performed.outcome, ...about };
  // Standard output belongs to the protocol unless the trial went over HTTP.
  if (options.json === true && options.http === true) printJson(document);
  else if (options.json === true) tell(JSON.stringify(document));
  else if (options.http === true) print(`${outcomeText(performed, about)}${place}`);
  else tell(`${outcomeText(performed, about)}${place}`);
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

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}
