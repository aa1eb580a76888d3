/**
 * Texts that are nearly copies of earlier ones, found in one pass: of two texts that share most of their runs of words,
 * the least hashes of these runs agree about as often as the share says.
 * Source: Broder, "On the Resemblance and Containment of Documents", SEQUENCES (1997).
 */

/** Words in a run. */
const RUN = 3;
/** Shared runs, of all that either text has: from here on one is a copy. One other word in twenty leaves 0.7. */
const ALIKE = 0.65;
/** Two texts meet where all hashes of one band agree: at 0.65 with probability 0.998, at 0.2 with 0.4. */
const BANDS = 12;
const ROWS = 2;
/** Texts that a band keeps under one hash, so that a flood of half-alike texts stays linear. */
const KEPT = 4;

/** Lower-case words and numbers of a text, without punctuation. */
export function wordsOf(text: string): readonly string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}

export interface Told {
  readonly words: readonly string[];
  /** Texts about the same thing may be alike. */
  readonly about: string;
}

/** For each text the place of the earliest one about something else of which it is nearly a copy, or null. */
export function copiesAmong(texts: readonly Told[]): readonly (number | null)[] {
  const runs = texts.map(({ words }) => runsOf(words));
  const bands = Array.from({ length: BANDS }, () => new Map<number, number[]>());
  return texts.map(({ about }, at) => {
    const own = runs[at] ?? new Set();
    const keys = bandKeys(own);
    let earliest: number | null = null;
    keys.forEach((key, band) => {
      const met = bands[band]?.get(key) ?? [];
      for (const other of met) {
        const isEarlier = earliest === null || other < earliest;
        if (isEarlier && texts[other]?.about !== about && likeness(own, runs[other] ?? new Set()) >= ALIKE)
          earliest = other;
      }
      if (met.length < KEPT) bands[band]?.set(key, [...met, at]);
    });
    return earliest;
  });
}

/** Hashes of all runs of words; of a shorter text the one of all its words. */
function runsOf(words: readonly string[]): ReadonlySet<number> {
  const hashes = words.map(hashOf);
  const runs = new Set<number>();
  for (let at = 0; at + RUN <= Math.max(RUN, hashes.length); at += 1) {
    let run = 0;
    for (let word = at; word < Math.min(at + RUN, hashes.length); word += 1)
      run = mixed(Math.imul(run, 31) + (hashes[word] ?? 0));
    runs.add(run);
  }
  return runs;
}

/** FNV-1a over UTF-16 units. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at += 1) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  return mixed(hash);
}

/** The finishing steps of MurmurHash3: every bit of the outcome hangs on all of the income. */
function mixed(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The least of each hash function over all runs, a band of them at a time as one number. */
function bandKeys(runs: ReadonlySet<number>): readonly number[] {
  const least = new Uint32Array(BANDS * ROWS).fill(0xffffffff);
  for (const run of runs)
    for (let at = 0; at < least.length; at += 1) {
      const hash = mixed(run ^ Math.imul(at + 1, 0x9e3779b1));
      if (hash < (least[at] ?? 0)) least[at] = hash;
    }
  return Array.from({ length: BANDS }, (_, band) => {
    let key = 0;
    for (let row = 0; row < ROWS; row += 1) key = mixed(Math.imul(key, 31) + (least[band * ROWS + row] ?? 0));
    return key;
  });
}

function likeness(one: ReadonlySet<number>, other: ReadonlySet<number>): number {
  let shared = 0;
  for (const run of one) if (other.has(run)) shared += 1;
  return shared / (one.size + other.size - shared);
}
