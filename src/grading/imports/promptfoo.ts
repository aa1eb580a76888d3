/**
 * promptfoo's results as grades: every model-graded assertion of a test is a mark that its grader gave the provider
 * under test, and assertions that a program decides say what is right.
 */
import { z } from 'zod';
import { isRecord } from '../../kit/canonical.ts';
import { hashText } from '../../kit/hash.ts';
import { typed } from '../../kit/json.ts';
import { familyOf } from '../../measure/agents/model/persona.ts';
import { type Grade, type UnmarkedReason, workDigest } from '../grade.ts';
import { presentationOf } from './columns.ts';
import { badGrades, counted, type GradesFile, type Placed, quoted, unknownGrade } from './imported.ts';

/** Decided by a model. */
const GRADED =
  /^(?:not-)?(?:llm-rubric|g-eval|agent-rubric|search-rubric|video-rubric|factuality|model-graded-\w+|answer-relevance|context-(?:faithfulness|recall|relevance)|conversation-relevance|select-best)$/;
/** Decided by a program, about the content. */
const CHECKED =
  /^(?:not-)?(?:equals|i?contains(?:-all|-any)?|contains-(?:json|html|sql|xml)|is-(?:json|html|sql|xml|valid-[\w-]+)|regex|starts-with|javascript|python|ruby|webhook|tool-call-f1)$/;

const providerShape = z.union([
  z.string(),
  z.looseObject({ id: z.string().nullish(), label: z.string().nullish() }),
]);
type Provider = z.infer<typeof providerShape>;

const componentShape = z.looseObject({
  pass: z.boolean().nullish(),
  score: z.number().nullish(),
  reason: z.string().nullish(),
  assertion: z
    .looseObject({
      type: z.string(),
      value: z.unknown().optional(),
      metric: z.string().nullish(),
      threshold: z.number().nullish(),
      provider: z.unknown().optional(),
    })
    .nullish(),
  metadata: z.looseObject({ graderError: z.unknown().optional() }).nullish(),
});
type Component = z.infer<typeof componentShape>;

const resultShape = z.looseObject({
  testIdx: z.number().nullish(),
  promptIdx: z.number().nullish(),
  prompt: z
    .looseObject({
      raw: z.string().nullish(),
      config: z.looseObject({ provider: z.unknown().optional() }).nullish(),
    })
    .nullish(),
  provider: providerShape.nullish(),
  response: z.looseObject({ output: z.unknown().optional() }).nullish(),
  gradingResult: z.looseObject({ componentResults: z.array(componentShape).nullish() }).nullish(),
  testCase: z
    .looseObject({ options: z.looseObject({ provider: z.unknown().optional() }).nullish() })
    .nullish(),
  vars: z.record(z.string(), z.unknown()).nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
});
type Result = z.infer<typeof resultShape>;

/** The results in a file that `promptfoo eval --output` or `promptfoo export` wrote; undefined for other documents. */
export function resultsIn(document: unknown): readonly unknown[] | undefined {
  if (!isRecord(document)) return undefined;
  const { results } = document;
  if (isRecord(results) && Array.isArray(results.results) && ('stats' in results || 'prompts' in results))
    return results.results;
  return undefined;
}

/** One line of its JSON lines. */
export function isResult(document: unknown): boolean {
  return (
    isRecord(document) && 'gradingResult' in document && ('promptIdx' in document || 'testCase' in document)
  );
}

interface PlacedResult {
  readonly value: unknown;
  readonly place: string;
}

/** Errors: `bad-grades`. */
export async function gradesInResults(
  path: string,
  results: AsyncIterable<PlacedResult> | Iterable<PlacedResult>,
): Promise<GradesFile> {
  const graded: GradedAssertion[] = [];
  const prompts = new Map<string | null, Set<number>>();
  let [count, ungraded, unnamed, checked] = [0, 0, 0, 0];
  for await (const { value, place } of results) {
    const result = typed(resultShape, value, place, 'bad-grades');
    const found = gradesOfResult(result, count, place);
    count += 1;
    if (found.length === 0) ungraded += 1;
    if (componentsOf(result).some(({ assertion }) => CHECKED.test(assertion?.type ?? ''))) checked += 1;
    for (const one of found) {
      graded.push(one);
      if (!one.isNamed) unnamed += 1;
      prompts.set(one.grade.subject, (prompts.get(one.grade.subject) ?? new Set()).add(one.prompt));
    }
  }
  if (graded.length === 0)
    throw badGrades(
      path,
      `a promptfoo result with ${counted(count, 'test')}, none of which a model graded`,
      'Give one with an assertion such as llm-rubric.',
    );
  const limits: string[] = [];
  if (ungraded > 0)
    limits.push(`${path}: ${ungraded} of ${counted(count, 'result')} have no mark by a model.`);
  if (unnamed > 0)
    limits.push(
      `${path}: ${counted(unnamed, 'mark')} of ${graded.length} name no grader (promptfoo then takes its own default), so its family is not known.`,
    );
  const placed = graded.map(({ prompt, isNamed: _, ...one }): Placed => {
    const isOne = prompts.get(one.grade.subject)?.size === 1;
    const item = isOne ? one.grade.item : `${one.grade.item}, prompt ${prompt + 1}`;
    return { ...one, grade: { ...one.grade, item } };
  });
  if (checked > 0 && placed.every(({ grade }) => grade.truth === null))
    limits.push(
      `${path}: programs checked ${counted(checked, 'result')}, about what is not known; a metric that check and rubric share has them compared.`,
    );
  return { path, format: 'promptfoo', placed, limits, simulated: [], range: { lowest: 0, highest: 1 } };
}

interface GradedAssertion extends Placed {
  /** Several prompts for one provider are several works. */
  readonly prompt: number;
  readonly isNamed: boolean;
}

function gradesOfResult(result: Result, count: number, place: string): readonly GradedAssertion[] {
  const components = componentsOf(result);
  const graded = components.filter(({ assertion }) => GRADED.test(assertion?.type ?? ''));
  const subject = nameOf(result.provider);
  const shared: Omit<Grade, 'item' | 'judge'> = {
    ...unknownGrade,
    subject,
    subjectFamily: familyOf(idOf(result.provider)) ?? familyOf(subject ?? '') ?? null,
    ...presentationOf(result.metadata ?? {}, place),
  };
  const test = `test ${(result.testIdx ?? count) + 1}`;
  const rubrics = rubricsOf(graded, result);
  return graded.map((component, at): GradedAssertion => {
    const grader = graderOf(component, result);
    const threshold = component.assertion?.threshold;
    const judge = nameOf(grader) ?? "promptfoo's default grader";
    const marked = markOf(component, `${place}, ${quoted(component.assertion?.type ?? '')}`);
    return {
      place,
      prompt: result.promptIdx ?? 0,
      grade: {
        ...{ ...shared, item: `${test}${rubrics[at] ?? ''}`, judge },
        judgeFamily: familyOf(idOf(grader)) ?? familyOf(judge) ?? null,
        ...marked,
        rationale: marked.mark === null ? null : (component.reason ?? null),
        work: workOf(result, rubricOf(component)),
        task: hashText(JSON.stringify([result.vars ?? result.testIdx ?? count, rubricOf(component)])),
        truth: truthFor(component, components),
      },
      ...(threshold === null || threshold === undefined ? {} : { bar: threshold }),
      isNamed: grader !== null,
    };
  });
}

/** Members of a set follow its summary, which has no assertion. */
function componentsOf({ gradingResult }: Result): readonly Component[] {
  return gradingResult?.componentResults ?? [];
}

/** Two graders of one rubric mark the same; one grader who is asked twice marks twice. Nothing where there is one alone. */
function rubricsOf(graded: readonly Component[], result: Result): readonly string[] {
  const seen = new Map<string, number>();
  const keys = graded.map((component) => {
    const rubric = rubricOf(component);
    const asked = `${rubric} ${nameOf(graderOf(component, result))}`;
    seen.set(asked, (seen.get(asked) ?? 0) + 1);
    return `${rubric} ${seen.get(asked)}`;
  });
  const rubrics = [...new Set(keys)];
  return keys.map((key) => (rubrics.length === 1 ? '' : `, rubric ${rubrics.indexOf(key) + 1}`));
}

function rubricOf({ assertion }: Component): string {
  return JSON.stringify([assertion?.type, assertion?.value, assertion?.metric]);
}

function graderOf({ assertion }: Component, { prompt, testCase }: Result): Provider | null {
  for (const named of [assertion?.provider, prompt?.config?.provider, testCase?.options?.provider]) {
    const found = providerShape.safeParse(named);
    if (found.success && nameOf(found.data) !== null) return found.data;
  }
  return null;
}

function nameOf(provider: Provider | null | undefined): string | null {
  if (typeof provider === 'string') return provider || null;
  return provider?.label || provider?.id || null;
}

function idOf(provider: Provider | null | undefined): string {
  return (typeof provider === 'string' ? provider : provider?.id) ?? '';
}

/** Judged by another rubric it is another work. */
function workOf({ prompt, response }: Result, rubric: string): string | null {
  const output = response?.output;
  if (output === undefined || output === null || output === '') return null;
  const text = typeof output === 'string' ? output : JSON.stringify(output);
  return workDigest(JSON.stringify([prompt?.raw ?? null, rubric]), text);
}

/**
 * What programs decided about the same: assertions under the metric of this one, all of which have to hold. Without a
 * metric nobody knows that they are about the same.
 */
function truthFor({ assertion }: Component, components: readonly Component[]): number | null {
  const metric = assertion?.metric;
  if (metric === null || metric === undefined) return null;
  const checked = components.filter(
    (one) => CHECKED.test(one.assertion?.type ?? '') && one.assertion?.metric === metric,
  );
  return checked.length === 0 ? null : checked.every(({ pass }) => pass === true) ? 1 : 0;
}

/** What promptfoo says where a grader's answer could not be read, or where there was none: it then writes the lowest score. */
const UNREAD =
  /^(?:Could not (?:extract|parse) |Error parsing output|.{0,40}output did not match expected format|.{0,60} malformed|Invalid response from|No output)/i;
const FAILED =
  /^(?:API (?:call )?error|Error:|Unknown error|Request failed|Could not perform remote grading|.{0,40}rate limit)/i;

function markOf(
  { score, reason, metadata, pass }: Component,
  place: string,
): Pick<Grade, 'mark' | 'unmarked'> {
  const unmarked = (why: UnmarkedReason) => ({ mark: null, unmarked: why });
  const [isUnread, hasFailed] = [UNREAD, FAILED].map((pattern) => pattern.test(reason ?? ''));
  if (metadata?.graderError === true || (pass === false && score === 0 && (isUnread || hasFailed)))
    return unmarked(isUnread ? 'malformed' : 'error');
  if (score === null || score === undefined) return unmarked('error');
  if (Number.isFinite(score)) return { mark: score, unmarked: null };
  throw badGrades(place, `the score is ${score}`, 'Write a number, or null where there is none.');
}
