/** Looking a name up in a list of valid ones, with an error that lists them and offers the nearest. */
import { OffswitchError } from './errors.ts';

/** The valid name with the fewest edits to the given one, if it is near enough to be a slip. */
export function nearestName(name: string, valid: readonly string[]): string | undefined {
  const asked = name.toLowerCase();
  let best: { name: string; edits: number } | undefined;
  for (const candidate of valid) {
    const edits = editDistance(asked, candidate.toLowerCase());
    if (best === undefined || edits < best.edits) best = { name: candidate, edits };
  }
  if (best === undefined || best.edits > Math.max(2, Math.floor(asked.length / 2))) return undefined;
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
  return name.length > 80 ? `${name.slice(0, 80)}...` : name;
}

/** Levenshtein distance, both texts cut to 80 characters so that hostile names stay cheap. */
function editDistance(left: string, right: string): number {
  const a = left.slice(0, 80);
  const b = right.slice(0, 80);
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
