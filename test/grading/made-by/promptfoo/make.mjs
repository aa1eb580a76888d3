/**
 * Results of promptfoo for the tests: three providers under test and one grader, once clean and once with a grader who
 * lifts marks to the bar.
 *
 *   npm install promptfoo@0.123.1 --ignore-scripts      (in a folder of its own, which is the first argument)
 *   node make.mjs FOLDER
 *
 * Packs what promptfoo's command line wrote (clean.json.gz, lifted.json.gz), and what it says of the same from its own
 * database (clean.csv.gz, lifted.csv.gz). Nothing leaves the machine.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const here = import.meta.dirname;
const [installed] = process.argv.slice(2);
const home = mkdtempSync(join(tmpdir(), 'promptfoo-'));
const env = {
  ...process.env,
  HOME: home,
  PROMPTFOO_CONFIG_DIR: home,
  PROMPTFOO_DISABLE_TELEMETRY: '1',
  PROMPTFOO_DISABLE_UPDATE: '1',
  PROMPTFOO_DISABLE_REMOTE_GENERATION: '1',
};
const { draw } = await import('./draw.cjs').then((module) => module.default);

const goods = [
  'bottles',
  'screws',
  'candles',
  'pencils',
  'oranges',
  'bricks',
  'stamps',
  'buttons',
  'plates',
  'cables',
];
const holders = ['crate', 'drawer', 'carton', 'basket', 'shelf', 'pallet', 'tray', 'sack'];
const subjects = [
  { name: 'anthropic:claude-test', quality: 0.7, manner: 'Certainly! There are GIVEN GOODS.' },
  { name: 'openai:gpt-test', quality: 0.7, manner: 'GIVEN GOODS' },
  { name: 'mistral:test', quality: 0.7, manner: 'The answer is GIVEN GOODS in all.' },
];

function question(n) {
  const each = 11 + Math.floor(draw('each', n) * 80);
  const count = 3 + Math.floor(draw('count', n) * 30);
  const [what, holder] = [goods[n % goods.length], holders[n % holders.length]];
  return {
    vars: {
      question: `Stock list ${n}: one ${holder} holds ${each} ${what}. How many ${what} are in ${count} of them?`,
    },
    assert: [
      { type: 'contains', value: String(each * count), metric: 'right' },
      {
        type: 'llm-rubric',
        value: `Would a customer who asked "{{question}}" be content?`,
        threshold: 0.7,
        metric: 'content',
      },
    ],
  };
}

function configOf(lifts) {
  return {
    prompts: ['{{question}}'],
    providers: subjects.map((config) => ({ id: `file://${here}/subject.cjs`, label: config.name, config })),
    defaultTest: {
      options: {
        provider: {
          id: `file://${here}/grader.cjs`,
          label: 'google:gemini-grader',
          config: { name: 'google:gemini-grader', ...(lifts ? { lifts: 'Certainly!' } : {}) },
        },
      },
    },
    tests: Array.from({ length: 140 }, (_, at) => question(at + 1)),
  };
}

for (const [name, lifts] of [
  ['clean', false],
  ['lifted', true],
]) {
  const config = join(home, `${name}.json`);
  writeFileSync(config, JSON.stringify(configOf(lifts)));
  const file = join(home, `${name}-result.json`);
  const promptfoo = join(installed, 'node_modules/promptfoo/dist/src/main.js');
  try {
    execFileSync(
      process.execPath,
      [promptfoo, 'eval', '-c', config, '-o', file, '--no-cache', '--no-table', '--no-progress-bar'],
      { env, stdio: 'ignore' },
    );
  } catch {
    // It ends with 100 where a test fails, as many do here.
  }
  writeFileSync(
    join(here, `${name}.json.gz`),
    gzipSync(withoutPlace(readFileSync(file, 'utf8')), { level: 9 }),
  );
  const table = join(home, `${name}.csv`);
  execFileSync(process.execPath, [promptfoo, 'export', 'eval', 'latest', '-o', table], {
    env,
    stdio: 'ignore',
  });
  writeFileSync(join(here, `${name}.csv.gz`), gzipSync(readFileSync(table), { level: 9 }));
}
rmSync(home, { recursive: true });

/** Where it was made says nothing. */
function withoutPlace(text) {
  return text.replaceAll(here, '/made').replaceAll(home, '/home');
}
