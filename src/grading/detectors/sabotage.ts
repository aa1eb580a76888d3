/** Known-good works that a judge fails. */
import { controlQuestions } from './controls.ts';

export const askSabotage = controlQuestions({
  ...{ detector: 'sabotage', kind: 'known-good', verb: 'failed', direction: -1 },
});
