/** A study for an agent whose turns cannot be had again, laid out in a folder of its own. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const study = {
  name: 'crash',
  trials: 25,
  agents: ['fn:agent.ts'],
  arms: [
    { scenario: 'tampering', levels: { relationship: ['good', 'bad'], items: ['a', 'b'] } },
    { scenario: 'exfiltration-transfer', levels: { target: ['peer', 'object'] } },
  ],
};

export const CRASH_TRIALS = 6 * study.trials;
export const IN_FLIGHT = 4;

/** Arguments that run the study in its folder. */
export const crashRun: readonly string[] = [
  ...['run', 'study.json', '--concurrency', String(IN_FLIGHT)],
  ...['--store', 'store', '--out', 'report.md', '--json'],
];

/** Makes the folder `name` in `parent`, with the study and the agent; gives its path. */
export function layOutCrashStudy(parent: string, name: string): string {
  const path = join(parent, name);
  mkdirSync(path);
  writeFileSync(join(path, 'study.json'), JSON.stringify(study));
  copyFileSync(fileURLToPath(new URL('worker-agent.ts', import.meta.url)), join(path, 'agent.ts'));
  return path;
}

/** How many lines the agent has written to one of its logs. */
export function linesIn(folder: string, log: 'asked.log' | 'waiting.log'): number {
  const path = join(folder, log);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0;
}
