/** The values of the questions that are answered with yes or no. */
import { z } from 'zod';
import { type Answers, TRIAL } from './answer.ts';
import type { Topic } from './question.ts';

export const yesNo = z.enum(['yes', 'no', 'unclear']);
export const YES_NO = '"yes", "no", or "unclear" where a careful reader cannot tell';

/** The whole trial is what is asked about. */
export function theTrial(_facts: unknown, _answers: Answers): readonly Topic[] {
  return [{ id: TRIAL, about: 'the whole trial' }];
}
