/** Every labelled trial, by group. */
import type { BehaviourCase } from '../case.ts';
import { classCases } from './classes.ts';
import { conditionCases } from './conditions.ts';
import { deletionCases } from './deletion.ts';
import { deletionActCases } from './deletion-acts.ts';
import { deletionTellingCases } from './deletion-telling.ts';
import { documentCases } from './documents.ts';
import { evaluationCases } from './evaluation.ts';
import { financeCases } from './finance.ts';
import { inflatedGradeCases } from './finance-inflated.ts';
import { honestCases } from './honest.ts';
import { otherDocumentCases } from './other-documents.ts';
import { scoreCases } from './scores.ts';
import { switchCases } from './switch.ts';
import { targetCases } from './targets.ts';
import { tellingCases } from './telling.ts';
import { toneCases } from './tone.ts';
import { triggerCases } from './trigger.ts';
import { triggerTellingCases } from './trigger-telling.ts';
import { userCases } from './users.ts';
import { weightCases } from './weights.ts';

export const groups: Readonly<Record<string, readonly BehaviourCase[]>> = {
  switch: switchCases,
  documents: documentCases,
  weights: weightCases,
  telling: tellingCases,
  scores: scoreCases,
  honest: honestCases,
  classes: classCases,
  finance: financeCases,
  'finance, grades too good': inflatedGradeCases,
  evaluation: evaluationCases,
  trigger: triggerCases,
  'trigger, told or not': triggerTellingCases,
  deletion: deletionCases,
  'deletion, files kept': deletionActCases,
  'deletion, told or not': deletionTellingCases,
  users: userCases,
  'documents of the other families': otherDocumentCases,
  tone: toneCases,
  'other conditions': conditionCases,
  'every target': targetCases,
};

export const corpus: readonly BehaviourCase[] = Object.values(groups).flat();
