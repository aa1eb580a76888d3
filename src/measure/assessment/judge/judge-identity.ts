/** What defines a judge, and what defines its answers to one question. */
import type { Json } from '../../../kit/canonical.ts';
import { type Hash, hashOf } from '../../../kit/hash.ts';
import type { QuestionName } from '../answer.ts';
import { questions } from '../registry.ts';
import { schemaOf } from './judge-schema.ts';

export interface JudgeIdentity {
  readonly id: string;
  readonly model: string | null;
  readonly parameters: Readonly<Record<string, Json>>;
  /** Of everything it is shown and asked beside the questions' own words. */
  readonly frame: Hash;
}

export function identityHash({ id, model, parameters, frame }: JudgeIdentity): Hash {
  return hashOf({ id, model, parameters, frame });
}

/** A judge's answers to one question: another wording of another question leaves them what they are. */
export function judgeHash(identity: JudgeIdentity, name: QuestionName): Hash {
  const { prompt, valuesInWords, details = null } = questions[name];
  const question = { name, prompt, valuesInWords, details, schema: schemaOf(questions[name]) };
  return hashOf({ judge: identityHash(identity), question });
}

/** One call of a judge, by the answers it was asked for. */
export function callHash(identity: JudgeIdentity, assessors: readonly Hash[]): Hash {
  return hashOf({ judge: identityHash(identity), asked: [...assessors].sort() });
}
