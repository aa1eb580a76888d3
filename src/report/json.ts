/** The report for programs. */
import type { Reporter } from './reporter.ts';

export const jsonReporter: Reporter = {
  summary: 'one JSON document: {"study", "simulated", "cells", "contrasts", "notes"}',
  // The counts behind the published statistics are printed as statistics, by the reporter "paper-json".
  render: ({ paper: _counts, ...report }) => `${JSON.stringify(report, null, 2)}\n`,
};
