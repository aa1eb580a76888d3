/**
 * `npm run bench`: every budget beside a floor that is measured in the same run, and the detectors of corrupted grades
 * before judges of known conduct.
 *
 * `--smoke` measures less, in seconds, and judges ratios alone, so that a slow machine fails nothing.
 * `--write` puts the table into docs/performance.md.
 * `npm run bench -- graders`: the detectors alone, two thousand times; with `--write` the tables go into docs/graders.md.
 */
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeWhole } from '../src/kit/files.ts';
import { approvalsPageRows } from './approvals-page.ts';
import { brokerRows } from './broker.ts';
import { contentRows } from './content.ts';
import { tryGraders } from './graders.ts';
import { gradingRows } from './grading.ts';
import { guardRows } from './guard.ts';
import { inFlightRows } from './in-flight.ts';
import { leaseRows } from './leases.ts';
import { mediatedRows } from './mediated.ts';
import { notaryRows } from './notary.ts';
import { paperRows } from './paper.ts';
import { failsByBudget, failsByRatio, type Row, tableOf } from './row.ts';
import { sandboxRows } from './sandbox.ts';
import { fullScale, type Scale, smokeScale } from './scale.ts';
import { startRows } from './start.ts';
import { storedTrialRows } from './stored-trials.ts';
import { turnRows } from './turns.ts';
import { wireRows } from './wire.ts';

interface Place {
  readonly document: string;
  readonly begin: string;
  readonly end: string;
}

function placeIn(name: string, command: string): Place {
  return {
    document: fileURLToPath(new URL(`../docs/${name}`, import.meta.url)),
    begin: `<!-- table of the last full run: ${command} -->`,
    end: '<!-- end of the table -->',
  };
}

const GRADER_RUNS = 2000;
const GRADER_SMOKE_RUNS = 60;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { smoke: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
});
if (flags.smoke && flags.write) throw new Error('--write is for full runs: leave --smoke out');
if (positionals.some((name) => name !== 'graders')) throw new Error('the one part with a name is: graders');

if (positionals.length > 0) benchGraders(flags.smoke ? GRADER_SMOKE_RUNS : GRADER_RUNS);
else await benchAll(flags.smoke ? smokeScale : fullScale);

function benchGraders(runs: number): void {
  const text = graders(runs);
  process.stdout.write(`${text}\n`);
  if (flags.write) writeTable(placeIn('graders.md', 'npm run bench -- graders --write'), text);
}

/** The tables of so many runs; what contradicts them is told, and is a failure. */
function graders(runs: number): string {
  const { text, wrong } = tryGraders(runs, (title) => process.stderr.write(`bench: graders, ${title}\n`));
  for (const each of wrong) process.stderr.write(`bench: ${each}\n`);
  if (wrong.length > 0) process.exitCode = 1;
  return text;
}

async function benchAll(scale: Scale): Promise<void> {
  const rows = await measureAll(scale);
  const text = `${machine()}\n\n${tableOf(rows)}`;
  process.stdout.write(`${text}\n`);
  if (flags.write) writeTable(placeIn('performance.md', 'npm run bench -- --write'), text);
  if (rows.some((row) => failsByRatio(row) || (!flags.smoke && failsByBudget(row)))) {
    process.stderr.write('bench: a row is over its budget or its allowed ratio\n');
    process.exitCode = 1;
  }
  graders(scale.graderRuns);
}

async function measureAll(scale: Scale): Promise<readonly Row[]> {
  const all: Row[] = [];
  for (const measure of [
    startRows,
    turnRows,
    storedTrialRows,
    paperRows,
    inFlightRows,
    wireRows,
    notaryRows,
    guardRows,
    brokerRows,
    mediatedRows,
    leaseRows,
    sandboxRows,
    contentRows,
    gradingRows,
    approvalsPageRows,
  ])
    all.push(...(await measure(scale)));
  return all;
}

function machine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} cores, ${memory} GiB of memory, Node ${process.versions.node}`;
}

function writeTable({ document, begin, end }: Place, table: string): void {
  const before = readFileSync(document, 'utf8');
  const from = before.indexOf(begin);
  const to = before.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${document} has lost the marks of its table`);
  writeWhole(document, `${before.slice(0, from + begin.length)}\n\n${table}\n\n${before.slice(to)}`);
}
