/** `offswitch guard run`: an agent, confined by the guard that runs. What it prints is hostile text. */
import { resolve } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { converse } from '../../contain/guard/service/control-client.ts';
import { exitCodes, OffswitchError } from '../../kit/errors.ts';
import { printable } from '../../kit/text.ts';
import { listening } from '../interruption.ts';
import { printDocument, tell } from '../terminal.ts';
import { type GuardOption, stateOf } from './state.ts';

interface RunOptions extends GuardOption {
  readonly folder?: string;
  readonly driver?: string;
  readonly json?: boolean;
}

export async function run(agent: string, command: readonly string[], options: RunOptions): Promise<void> {
  const { guard, folder, driver = 'bwrap', json = false } = options;
  const { controlSocket } = await stateOf(guard);
  const stop = new AbortController();
  const printers = { stdout: linePrinter(process.stdout), stderr: linePrinter(process.stderr) };
  let code: number | undefined;
  await listening(
    () => stop.abort(),
    async () => {
      const request = {
        do: 'run' as const,
        agent,
        driver,
        ...(command.length === 0 ? {} : { command: [...command] }),
        ...(folder === undefined ? {} : { folder: resolve(folder) }),
      };
      for await (const reply of converse(controlSocket, request, stop.signal)) {
        if (json) printDocument(JSON.stringify(reply));
        else if ('started' in reply) tell(startedLines(agent, reply.started));
        else if ('output' in reply) printers[reply.output].write(Buffer.from(reply.bytes, 'base64'));
        if ('ended' in reply) {
          code = reply.ended.code;
          if (!json && reply.ended.limit !== null)
            tell([`${agent} was ended: it reached its limit of ${reply.ended.limit}.`]);
        }
      }
    },
  );
  for (const printer of Object.values(printers)) printer.end();
  if (code !== undefined) process.exitCode = code;
  else if (stop.signal.aborted) {
    tell([`${agent} was killed, with everything in its sandbox.`]);
    process.exitCode = exitCodes.interrupted;
  } else
    throw new OffswitchError(
      'guard-not-running',
      `the guard ended while ${agent} ran, and its sandbox with it`,
      'Look at what the guard printed, and start it again: offswitch guard up.',
    );
}

interface Started {
  readonly channel: string;
  readonly mediation: string;
  readonly confined: boolean;
  readonly driver: string;
  readonly unenforced: readonly { readonly confinement: string; readonly why: string }[];
}

function startedLines(
  agent: string,
  { channel, mediation, confined, driver, unenforced }: Started,
): readonly string[] {
  if (!confined)
    return [
      `${agent} RUNS WITHOUT CONFINEMENT (${driver}), channel ${channel}: ADVISORY.`,
      '  It can act without the guard. Every record of it says advisory.',
    ];
  const held = mediation === 'enforced' ? 'enforced' : 'ADVISORY: the guard only observes';
  return [
    `${agent} runs confined (${driver}), channel ${channel}, ${held}.`,
    ...unenforced.map(({ confinement, why }) => `  not ${confinement}: ${why}`),
  ];
}

/** Whole lines, each of which a terminal can show. */
function linePrinter(stream: NodeJS.WriteStream) {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const show = (line: string) =>
    stream.write(`${printable(line, Number.POSITIVE_INFINITY).replaceAll('\\u0009', '\t')}\n`);
  return {
    write: (bytes: Buffer) => {
      const lines = (rest + decoder.write(bytes)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) show(line);
      // A program that never ends a line is shown all the same.
      if (rest.length > 65_536) {
        show(rest);
        rest = '';
      }
    },
    end: () => {
      const last = rest + decoder.end();
      if (last !== '') show(last);
    },
  };
}
