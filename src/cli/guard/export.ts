/** `offswitch guard export`: the log for other programs. What is written comes from the head that was published last. */
import { once } from 'node:events';
import { createWriteStream, readFileSync, renameSync, rmSync, statSync, type WriteStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { evidenceBundle } from '../../contain/exports/evidence-bundle.ts';
import { type PublishedLog, publishedLog } from '../../contain/exports/published-log.ts';
import { siemEvents } from '../../contain/exports/siem-events.ts';
import { spanBatches } from '../../contain/exports/spans.ts';
import { canonical } from '../../kit/canonical.ts';
import { exitCodes, messageOf, OffswitchError, pathFailure } from '../../kit/errors.ts';
import { tell } from '../terminal.ts';
import { logDirectory, logIn } from './directory.ts';
import type { GuardOption } from './state.ts';
import { ownTrust } from './verify.ts';

interface ExportOptions extends GuardOption {
  readonly format: 'spans' | 'events' | 'bundle';
  readonly out?: string;
  readonly to?: string;
  readonly withoutPayloads?: boolean;
}

export async function exportLog(given: string | undefined, options: ExportOptions): Promise<void> {
  const { format, out, to } = options;
  demandFitting(options);
  const directory = await logDirectory(given, options);
  const files = logIn(directory);
  const log = publishedLog(files.read, ownTrust(files, directory));
  const { integrity } = log.verdict;
  if (integrity.verdict === 'broken') {
    tell([`THE LOG IS BROKEN (${integrity.findings[0]?.code ?? 'unknown'}): what is written says so.`]);
    process.exitCode = exitCodes.negative;
  }
  if (to !== undefined) return send(log, to);
  await write(contentOf(log, format, options), out);
  if (out !== undefined) tell([`${out}: ${format} of the first ${log.size} entries of ${directory}`]);
}

/** Errors: `bad-flag`. */
function demandFitting({ format, out, to, withoutPayloads }: ExportOptions): void {
  if (to !== undefined && format !== 'spans')
    throw wrong('--to takes spans', 'Say --format spans, or write a file with --out.');
  if (to !== undefined && out !== undefined)
    throw wrong('--to and --out were both given', 'Leave one of them out.');
  if (withoutPayloads === true && format !== 'bundle')
    throw wrong('--without-payloads is about bundles', 'Say --format bundle, or leave it out.');
}

function wrong(what: string, remedy: string): OffswitchError {
  return new OffswitchError('bad-flag', what, remedy);
}

const VERIFIER = fileURLToPath(new URL('../../../verify-log.mjs', import.meta.url));

function contentOf(log: PublishedLog, format: ExportOptions['format'], options: ExportOptions): Readable {
  if (format === 'events') return Readable.from(siemEvents(log));
  if (format === 'spans') return Readable.from(lines(spanBatches(log)));
  return evidenceBundle(log, {
    payloads: options.withoutPayloads !== true,
    verifier: readFileSync(VERIFIER, 'utf8'),
  });
}

function* lines(values: Iterable<object>): Generator<string> {
  for (const value of values) yield `${canonical(value)}\n`;
}

/** Whole or not at all. Errors: `would-overwrite`, `file-unwritable`. */
async function write(content: Readable, out: string | undefined): Promise<void> {
  if (out === undefined || out === '-') {
    for await (const part of content) if (!process.stdout.write(part)) await once(process.stdout, 'drain');
    return;
  }
  if (statSync(out, { throwIfNoEntry: false }) !== undefined)
    throw new OffswitchError(
      'would-overwrite',
      `${out} is there already`,
      'Name another file, or move this one away first.',
      { file: out },
    );
  const part = join(dirname(out), `.offswitch-${process.pid}.part`);
  try {
    await pipeline(content, opened(part));
    renameSync(part, out);
  } catch (thrown) {
    rmSync(part, { force: true });
    if (thrown instanceof OffswitchError) throw thrown;
    throw new OffswitchError(
      'file-unwritable',
      `cannot write ${out}: ${pathFailure(thrown)}`,
      'Check the path, its permissions and the room on the disk.',
      { file: out },
      thrown,
    );
  }
}

/** Payloads may be in it. */
function opened(path: string): WriteStream {
  return createWriteStream(path, { flags: 'wx', mode: 0o600 });
}

const PATIENCE_MS = 30_000;

/** A batch after the other. Errors: `bad-flag`, `upstream-failed`. */
async function send(log: PublishedLog, to: string): Promise<void> {
  if (!URL.canParse(to) || !/^https?:$/.test(new URL(to).protocol))
    throw wrong(
      `--to ${JSON.stringify(to)} is no address`,
      'Give one such as http://127.0.0.1:4318/v1/traces.',
    );
  let batches = 0;
  for (const batch of spanBatches(log)) {
    await post(to, canonical(batch), batches);
    batches += 1;
  }
  tell([`Sent ${batches} batches of spans of the first ${log.size} entries to ${new URL(to).origin}.`]);
}

async function post(to: string, body: string, before: number): Promise<void> {
  const sent = `${before} batches were taken before it; sending them again gives the same spans.`;
  const headers = { 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const response = await fetch(to, { method: 'POST', headers, body, signal, redirect: 'manual' }).catch(
    (thrown: unknown) => {
      throw new OffswitchError(
        'upstream-failed',
        `the collector at ${new URL(to).origin} cannot be reached: ${messageOf(thrown)}`,
        `Check that it runs. ${sent}`,
        {},
        thrown,
      );
    },
  );
  const answer = await response.text().catch(() => '');
  if (!response.ok || rejected(answer))
    throw new OffswitchError(
      'upstream-failed',
      `the collector at ${new URL(to).origin} did not take all spans (status ${response.status})`,
      `Look at what it logs. ${sent}`,
      { status: response.status },
    );
}

/** OTLP: an answer of 200 may say that some were refused. */
function rejected(answer: string): boolean {
  return /"rejectedSpans"\s*:\s*"?[1-9]/.test(answer);
}
