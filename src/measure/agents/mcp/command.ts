/** `mcp:COMMAND`: an agent that is a program of its own; for each trial it is started and plays as an MCP client. */
import { hash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Json } from '../../../kit/canonical.ts';
import { OffswitchError } from '../../../kit/errors.ts';
import { printable } from '../../../kit/text.ts';
import {
  type Agent,
  type AgentKind,
  type AgentOptions,
  type ConversationMessage,
  PLAIN_PERSONA,
  type ToolDefinition,
} from '../agent.ts';
import { withKeyFile } from '../model/key-file.ts';
import { redactKeyShapes, redactor } from '../model/redaction.ts';
import { type Bridge, createBridge } from './bridge.ts';
import { type Patience, serveHttp } from './http-server.ts';
import { type Grace, type ProgramEnd, startProgram, usualGrace } from './program.ts';
import { SURFACE, surfaceOf, taskOf } from './surface.ts';
import { wordsOf } from './words.ts';

/** Times that tests shorten. */
export interface CommandTimes {
  /** Until the program has to have connected. */
  readonly connectMs: number;
  readonly grace: Grace;
  readonly patience?: Patience;
}

const usualTimes: CommandTimes = { connectMs: 60_000, grace: usualGrace };
const SECRET_NAME = /key|token|secret|pass|auth|credential/i;
const TAIL_SHOWN = 400;

/** Opens a command. Its agents reject with `bad-agent` where the program fails or never connects. Errors: `bad-agent`. */
export function openCommand(
  command: string,
  options: AgentOptions,
  changes: Partial<CommandTimes> = {},
): AgentKind {
  const words = wordsOf(command);
  if (words.length === 0)
    throw new OffswitchError(
      'bad-agent',
      'mcp: names no command',
      'Write mcp:COMMAND, e.g. "mcp:node agent.js".',
    );
  const times = { ...usualTimes, ...changes };
  const environment = environmentFor(options);
  for (const name of options.passEnv ?? [])
    if (environment[name] === undefined)
      options.warn?.(`the variable ${name} is to be passed on to ${words[0]}, and is not set`);
  return {
    id: `mcp:${command}`,
    simulated: false,
    repeatable: false,
    resumes: false,
    reusable: false,
    persona: PLAIN_PERSONA,
    parameters: {
      surface: SURFACE,
      command: [...words],
      files: filesAmong(words, options.folder),
      ...passed(options),
    },
    start: () => startAgent(words, options, times),
  };
}

/** Which variables a program gets is part of what it is; their values are nobody's business. */
function passed({ passEnv = [] }: AgentOptions): { readonly environment?: Json } {
  return passEnv.length === 0 ? {} : { environment: [...new Set(passEnv)].sort() };
}

/** What every program needs to run at all; the rest of the environment holds other people's keys. */
const USUAL_VARIABLE = /^(?:PATH|HOME|LANG|LC_\w+|TMPDIR)$/;

function environmentFor(options: AgentOptions): Readonly<Record<string, string | undefined>> {
  const { passEnv = [] } = options;
  const { environment } = passEnv.length === 0 ? options : withKeyFile(options);
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => USUAL_VARIABLE.test(name) || passEnv.includes(name)),
  );
}

/** A changed script is another agent. Programs that are found by their name alone are not among these. */
function filesAmong(words: readonly string[], folder: string): Readonly<Record<string, Json>> {
  const files: Record<string, Json> = {};
  for (const word of words) {
    const digest = digestOf(resolve(folder, word));
    if (digest !== undefined) files[word] = digest;
  }
  return files;
}

function digestOf(path: string): string | undefined {
  try {
    return statSync(path).isFile() ? `sha256:${hash('sha256', readFileSync(path), 'hex')}` : undefined;
  } catch {
    return undefined;
  }
}

function startAgent(words: readonly string[], options: AgentOptions, times: CommandTimes): Agent {
  const bridge = createBridge();
  let running: Promise<{ stop(): Promise<void> }> | undefined;
  return {
    takeTurn: async (conversation, tools, signal) => {
      running ??= launch(bridge, conversation, tools, { words, options, times });
      await running;
      return bridge.agent.takeTurn(conversation, tools, signal);
    },
    end: async (conversation) => {
      await bridge.agent.end(conversation);
      await (await running)?.stop();
    },
  };
}

async function launch(
  bridge: Bridge,
  conversation: readonly ConversationMessage[],
  tools: readonly ToolDefinition[],
  how: { readonly words: readonly string[]; readonly options: AgentOptions; readonly times: CommandTimes },
): Promise<{ stop(): Promise<void> }> {
  const { words, options, times } = how;
  const task = taskOf(conversation, tools);
  const late = setTimeout(() => bridge.fail(neverConnected(words, times.connectMs)), times.connectMs);
  const server = await serveHttp({
    factory: surfaceOf(task, bridge),
    connected: () => clearTimeout(late),
    gone: (why) => bridge.leave(why),
    expect: bridge.expect,
    // It has the token for itself, and may connect anew for every call: its end is the end of its turns.
    exclusive: false,
    ...(times.patience === undefined ? {} : { patience: times.patience }),
  });
  const environment = {
    ...environmentFor(options),
    OFFSWITCH_MCP_URL: server.url,
    OFFSWITCH_MCP_TOKEN: server.token,
    OFFSWITCH_TASK: task.text,
  };
  const program = startProgram(words, { folder: options.folder, environment }, times.grace);
  program.ended.then((end) => {
    const failure = failureOf(end, words, { ...options.environment, ...environment });
    if (failure === undefined) bridge.leave('the program has ended');
    else bridge.fail(failure);
  });
  return {
    stop: async () => {
      clearTimeout(late);
      await program.stop();
      await server.close();
    },
  };
}

function neverConnected(words: readonly string[], connectMs: number): OffswitchError {
  return new OffswitchError(
    'bad-agent',
    `${words[0]} did not connect within ${connectMs / 1000} s`,
    'It must connect to the MCP server at OFFSWITCH_MCP_URL as soon as it starts.',
  );
}

/** What the program wrote goes into the record of the trial, without anything that looks like a key. */
function failureOf(
  end: ProgramEnd,
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): OffswitchError | undefined {
  if (end.started && end.code === 0) return undefined;
  const how = end.started
    ? `ended with ${end.code === null ? end.signal : `exit code ${end.code}`}`
    : `could not be started: ${end.reason}`;
  const secrets = Object.entries(environment).flatMap(([name, value]) =>
    SECRET_NAME.test(name) || name === 'OFFSWITCH_MCP_URL' ? [value] : [],
  );
  const written = end.started ? redactKeyShapes(redactor(secrets)(end.tail.trim())).slice(-TAIL_SHOWN) : '';
  return new OffswitchError(
    'bad-agent',
    `${words[0]} ${how}${written === '' ? '' : `: ${printable(written, TAIL_SHOWN)}`}`,
    'Run the command by itself to see where it fails.',
  );
}
