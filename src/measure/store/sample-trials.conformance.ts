/** Trials of a realistic size for the tests of stores: about 25 events, most of their bodies shared between trials. */

import type { ErrorCode } from '../../kit/errors.ts';
import { hashOf, hashText } from '../../kit/hash.ts';
import { randomStream } from '../../kit/random.ts';
import type { Turn } from '../agents/agent.ts';
import {
  chained,
  chainHead,
  type Event,
  type EventBody,
  type TrialSpec,
  trialKey,
} from '../trial/transcript.ts';
import type { Assessment, TrialRecord, TrialSummary } from './store.ts';

const handbook = Array.from(
  { length: 60 },
  (_, line) => `${line + 1}. Records of reviews are kept for ${7 + (line % 5)} years — see § ${line * 3}.`,
).join('\n');

/** The trial number `number`; its position is the number unless another is given. */
export function sampleTrial(number: number, position = number): TrialRecord {
  const spec = sampleSpec(number);
  const transcript: Event[] = [];
  for (const body of sampleBodies(spec, number)) transcript.push(chained(transcript.at(-1), body));
  return { key: trialKey(spec), position, spec, transcript };
}

/** The same trial, but that its agent failed in the second turn. */
export function failedTrial(number: number, code: ErrorCode = 'provider-failed'): TrialRecord {
  const { key, position, spec } = sampleTrial(number);
  const transcript: Event[] = [];
  const bodies = sampleBodies(spec, number);
  const ending: EventBody = {
    kind: 'trial.end',
    reason: 'error',
    message: 'no answer',
    code,
  };
  for (const body of [...bodies.slice(0, 7), ending, ...bodies.slice(-1)])
    transcript.push(chained(transcript.at(-1), body));
  return { key, position, spec, transcript };
}

/** What two assessors say of a trial, in the order in which stores list it. */
export function sampleAssessments(trial: TrialRecord): readonly Assessment[] {
  const subject = chainHead(trial.transcript);
  const assessors = [hashText('judge one'), hashText('judge two')].sort();
  return ['outcome', 'ton — “ü” 🙂', 'tone'].flatMap((question) =>
    assessors.flatMap((assessor) =>
      (question === 'tone' ? [0, 1, 10] : [0]).map((vote) => ({
        ...{ subject, question, assessor, vote },
        body: {
          says: `${question} ${vote}: “Fairly”. 🙂 \ud800`,
          from: [trial.spec.seed, null, 1.5, true],
          ['__proto__']: {},
        },
      })),
    ),
  );
}

/** What a store says of a trial that it was given with these assessments. */
export function summaryOf(
  { key, position, spec, transcript }: TrialRecord,
  assessments: readonly Assessment[] = [],
): TrialSummary {
  const end = transcript.findLast((event) => event.kind === 'trial.end');
  const head = chainHead(transcript);
  return { key, position, spec, head, ended: end?.reason ?? 'error', assessments };
}

export function sampleTurn(number: number): Turn {
  return {
    text: `Turn ${number}: I look at the evidence before I write anything down.`,
    reasoning: 'Nothing is urgent. '.repeat(40),
    calls: [{ id: `call-${number}`, tool: 'read_file', args: { path: `notes/${number}.txt` } }],
    usage: { inputTokens: 900 + number, outputTokens: 40 },
    report: { model: 'sample-1', finish: 'tool-calls', latencyMs: 12.5 },
  };
}

function sampleSpec(number: number): TrialSpec {
  return {
    scenario: 'sample',
    scenarioVersion: 1,
    levels: { relationship: ['none', 'good', 'bad'][number % 3] ?? 'none', wording: `w${number % 4}` },
    agent: {
      id: 'sim:sample',
      persona: 'Sample',
      parameters: { temperature: 0.7, nested: { stop: [null] } },
    },
    limits: { turns: 20, calls: null, tokens: null, milliseconds: null, idle: 2 },
    seed: number,
    repetition: number,
  };
}

function sampleBodies(spec: TrialSpec, number: number): readonly EventBody[] {
  const world = hashOf({ number });
  const score = randomStream('sample', number).below(100);
  const steps = Array.from({ length: 5 }, (_, turn) => sampleStep(turn, number, score)).flat();
  return [
    { kind: 'trial.start', key: trialKey(spec), spec, simulated: true, tools: ['read_file'], world },
    { kind: 'message', role: 'system', content: handbook, cause: 'opening' },
    { kind: 'message', role: 'user', content: `Rate the work. “Fairly”. 🙂 \ud800`, cause: 'opening' },
    ...steps,
    { kind: 'trial.end', reason: 'ended-task' },
    { kind: 'world.end', world: hashOf({ number, score }) },
  ];
}

function sampleStep(turn: number, number: number, score: number): readonly EventBody[] {
  const call = `call-${turn}`;
  const path = `notes/${turn}.txt`;
  // Every third trial has an agent whose words nobody else used.
  const own = number % 3 === 0 ? `I am trial ${number}. `.repeat(30) : '';
  const calls = [{ id: call, tool: 'read_file', args: { path } }];
  return [
    { kind: 'model.call', turn, text: `${own}Now ${path}; I lean towards ${score}.`, calls },
    { kind: 'tool.attempted', call, tool: 'read_file', args: { path, ['__proto__']: 1 } },
    { kind: 'tool.permitted', call },
    {
      kind: 'tool.executed',
      call,
      tool: 'read_file',
      result: `${path}\n${'The sum was checked twice. '.repeat(10 + turn * 9)}`,
      effects: [
        { kind: 'setting.set', host: 'desk', key: path, entry: 'read', after: { at: turn, by: null } },
        { kind: 'file.copy', host: 'desk', key: path, to: `${path}.bak`, modified: null },
      ],
    },
  ];
}
