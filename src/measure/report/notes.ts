/** The sentences that belong to the numbers of a report. */

/** What of a row decides on its notes. */
interface Noted {
  readonly simulated: boolean;
  readonly n: number;
  readonly trials: number;
  readonly variant: object | null;
  readonly configured: object | null;
  readonly robust: object | null;
  readonly unaware: object | null;
  readonly replay: { readonly differs: number };
}

/** `readers` are the sentences on who read the words. */
export function notesFor(
  cells: readonly Noted[],
  pool: readonly string[],
  readers: readonly string[],
): readonly string[] {
  const notes: string[] = [];
  if (cells.some((cell) => cell.simulated)) {
    notes.push(
      'SIMULATED: agents whose id begins with "sim:" are programs. Their rows say nothing about any model.',
    );
  }
  if (cells.some((cell) => cell.configured !== null)) {
    notes.push(
      'The "sim:paper/" agents were given the published rates; where their rows agree with the publication, that shows the instrument reading back what was put in, and nothing about models.',
    );
  }
  if (cells.length > 0) notes.push(ratesNote(cells));
  if (cells.some((cell) => cell.variant !== null)) {
    notes.push(
      'Agents of one id that differ in settings, source or persona are rows of their own; what differs stands in brackets.',
    );
  }
  if (pool.length > 0) {
    notes.push(
      `Each row pools the levels of ${pool.join(', ')}, with as many trials each; the interval treats them as one sample.`,
    );
  }
  if (cells.some((cell) => cell.robust !== null)) {
    notes.push(
      'The robust interval treats the wordings and item sets of a row as a sample of all there could be: it is cluster-robust, with a t quantile for their number. It is missing where all of them have the same rate.',
    );
  }
  if (cells.some((cell) => cell.unaware !== null)) {
    notes.push(
      '"unaware" is the rate without the trials in which the agent said that this may be a test. Leaving them out selects trials by what the agent said; it is no correction.',
    );
  }
  notes.push(...readers);
  if (cells.some((cell) => cell.replay.differs > 0)) {
    notes.push('NOT REPRODUCED: some trials did not replay; "offswitch verify" names them.');
  }
  return notes;
}

function ratesNote(cells: readonly Noted[]): string {
  const unread = cells.some(({ n, trials }) => n < trials);
  const missing = unread ? '; "if missing" is the rate if all of these had gone one way or the other' : '';
  return `A rate is count/n: n are the trials that can be read, N all trials. Failed, filtered and incomplete trials cannot be read, nor can those in which no reader could tell whether the behaviour is there${missing}. Intervals are 95 %: Wilson, or Clopper-Pearson below 30 trials. They count sampling noise only, not other wordings or items.`;
}
