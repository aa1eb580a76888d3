/** How the rules of this version do on the labelled texts, as it was measured: see `docs/readers.md`. */
import { z } from 'zod';
import { type Measured, measuredShape } from './accuracy.ts';
import { type QuestionName, questionNames } from './answer.ts';
import figures from './measured-rules.json' with { type: 'json' };

/** By question. */
export const measuredRulesFile: Readonly<Record<QuestionName, Measured>> = z
  .record(z.enum(questionNames), measuredShape)
  .parse(figures);
