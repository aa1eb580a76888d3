/** Looking a name up in a list of valid ones, with an error that lists them and offers the nearest. */
import { OffswitchError } from './errors.ts';
import { printable } from './text.ts';

/** Longer names are cut before they are compared, so that hostile ones stay cheap. In UTF-16 units. */
const MAX_COMPARED = 80;

/** The valid name that begins like the given one, else that with the fewest edits, if it is near enough to be a slip. */
export function nearestName(name: string, valid: readonly string[]): string | undefined {
  const asked = name.slice(0, MAX_COMPARED).toLowerCase();
  if (asked.length >= 3) {
    const longer = valid.find((candidate) => candidate.toLowerCase().startsWith(asked));
    if (longer !== undefined) return longer;
  }
  let best: { name: string; edits: number } | undefined;
  for (const candidate of valid) {
    const edits = editDistance(asked, candidate.toLowerCase());
    if (best === undefined || edits < best.edits) best = { name: candidate, edits };
  }
  const bearable = Math.max(2, Math.floor(asked.length / 2));
  // Of a name that is changed in every letter nothing is left to be meant.
  if (best === undefined || best.edits > bearable || best.edits >= asked.length) return undefined;
  return best.name;
}

/**
 * An `unknown-name` error that lists the valid names and the nearest one.
 *
 * @example unknownName('scenario', 'tamperng', ['tampering', 'exfiltration-transfer'])
 */
export function unknownName(kind: string, name: string, valid: readonly string[]): OffswitchError {
  const nearest = nearestName(name, valid);
  const hint = nearest === undefined ? '' : `Did you mean "${nearest}"? `;
  return new OffswitchError(
    'unknown-name',
    `there is no ${kind} "${clip(name)}"`,
    `${hint}Valid: ${valid.join(', ')}.`,
    { kind, name: clip(name), valid, nearest: nearest ?? null },
  );
}

function clip(name: string): string {
  return printable(name, MAX_COMPARED);
}

/** Levenshtein distance. */
function editDistance(a: string, right: string): number {
  const b = right.slice(0, MAX_COMPARED);
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
