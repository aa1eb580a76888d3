/** How long the command line takes to start, beside Node alone. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Row } from './row.ts';
import type { Scale } from './scale.ts';
import { median, timed } from './timing.ts';

const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

export async function startRows({ starts }: Scale): Promise<readonly Row[]> {
  const times = { help: [] as number[], version: [] as number[], bare: [] as number[] };
  // In turns, so that a busy moment of the machine falls on all three.
  for (let round = 0; round < starts; round += 1) {
    times.bare.push(await timed(() => runNode(['-e', '0'])));
    times.help.push(await timed(() => runNode([MAIN, '--help'])));
    times.version.push(await timed(() => runNode([MAIN, '--version'])));
  }
  const row = (flag: string, measured: readonly number[]): Row => ({
    what: `start: offswitch ${flag}`,
    unit: 'ms',
    measured: median(measured),
    budget: 150,
    floor: median(times.bare),
    floorIs: '`node -e 0`',
    allowedRatio: 5,
  });
  return [row('--help', times.help), row('--version', times.version)];
}

function runNode(args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} failed: ${stderr}`);
}
