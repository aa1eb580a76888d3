/** The report for programs. */
import { JSON_BEGINS, type Reporter } from './reporter.ts';

export const jsonReporter: Reporter = {
  summary:
    'one JSON document: {"study", "simulated", "cells", "contrasts", "failures", "costs", "readers", "notes"}',
  begins: JSON_BEGINS,
  // The counts behind the published statistics are printed as statistics, by the reporter "paper-json".
  // A run that left trials out ends with an error, which stands here as in every JSON output.
  render: ({ paper: _counts, stops, ...report }) =>
    `${JSON.stringify({ ...report, ...(stops[0] === undefined ? {} : { error: stops[0] }) }, null, 2)}\n`,
};
