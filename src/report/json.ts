/** The report for programs. */
import type { Reporter } from './reporter.ts';

export const jsonReporter: Reporter = {
  summary: 'one JSON document: {"study", "simulated", "cells", "contrasts", "notes"}',
  render: (data) => `${JSON.stringify(data, null, 2)}\n`,
};
