/** What became of each move, as docs/guard.md tells it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type GuardedPlay, type Holder, holders } from './harness.ts';
import type { Move } from './moves/move.ts';

const records = ['intent', 'decision', 'alert'] as const;

const moveResult = z.strictObject({
  number: z.int(),
  name: z.string(),
  summary: z.string(),
  owasp: z.array(z.string()),
  atlas: z.array(z.string()),
  /** Whether it got through without a guard, and behind it. */
  without: z.boolean(),
  behind: z.boolean(),
  /** Who refused, or held what it tried. */
  heldBy: z.array(z.enum(holders)),
  /** Kinds of the records that it left. */
  records: z.array(z.enum(records)),
});

export type MoveResult = z.infer<typeof moveResult>;

const kept = fileURLToPath(new URL('./counts/moves.json', import.meta.url));

export function keptResults(): readonly MoveResult[] {
  return z.array(moveResult).parse(JSON.parse(readFileSync(kept, 'utf8')));
}

export function keepResults(results: readonly MoveResult[]): void {
  writeFileSync(kept, `${JSON.stringify(results, null, 2)}\n`);
}

export function resultOf(
  move: Move,
  without: boolean,
  { gotThrough, refusals, alerts }: GuardedPlay,
): MoveResult {
  const { number, name, summary, owasp, atlas } = move;
  const refused = Object.keys(refusals).some((holder) => holder !== 'sandbox');
  return {
    ...{ number, name, summary, owasp: [...owasp], atlas: [...atlas] },
    ...{ without, behind: gotThrough },
    heldBy: holders.filter((holder: Holder) => (refusals[holder] ?? 0) > 0),
    records: [
      ...(refused ? (['intent', 'decision'] as const) : []),
      ...(alerts > 0 ? (['alert'] as const) : []),
    ],
  };
}
