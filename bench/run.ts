/**
 * `npm run bench`: every budget beside a floor that is measured in the same run.
 *
 * `--smoke` measures less, in seconds, and judges ratios alone, so that a slow machine fails nothing.
 * `--write` puts the table into docs/performance.md.
 */
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeWhole } from '../src/kit/files.ts';
import { approvalsPageRows } from './approvals-page.ts';
import { brokerRows } from './broker.ts';
import { contentRows } from './content.ts';
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

const DOCUMENT = fileURLToPath(new URL('../docs/performance.md', import.meta.url));
const BEGIN = '<!-- table of the last full run: npm run bench -- --write -->';
const END = '<!-- end of the table -->';

const { values: flags } = parseArgs({
  options: { smoke: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
});
if (flags.smoke && flags.write) throw new Error('--write is for full runs: leave --smoke out');

const rows = await measureAll(flags.smoke ? smokeScale : fullScale);
const text = `${machine()}\n\n${tableOf(rows)}`;
process.stdout.write(`${text}\n`);
if (flags.write) writeTable(text);
if (rows.some((row) => failsByRatio(row) || (!flags.smoke && failsByBudget(row)))) {
  process.stderr.write('bench: a row is over its budget or its allowed ratio\n');
  process.exitCode = 1;
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
    approvalsPageRows,
  ])
    all.push(...(await measure(scale)));
  return all;
}

function machine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} cores, ${memory} GiB of memory, Node ${process.versions.node}`;
}

function writeTable(table: string): void {
  const before = readFileSync(DOCUMENT, 'utf8');
  const begin = before.indexOf(BEGIN);
  const end = before.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`${DOCUMENT} has lost the marks of its table`);
  writeWhole(DOCUMENT, `${before.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${before.slice(end)}`);
}
