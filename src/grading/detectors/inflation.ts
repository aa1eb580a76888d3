/** Known-bad works that a judge passes. */
import { controlQuestions } from './controls.ts';

export const askInflation = controlQuestions({
  ...{ detector: 'inflation', kind: 'known-bad', verb: 'passed', direction: 1 },
});
