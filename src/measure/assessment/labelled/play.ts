/** Playing labelled texts through the real turn loop, so that every reader reads real transcripts. */
import { OffswitchError } from '../../../kit/errors.ts';
import type { Turn } from '../../agents/agent.ts';
import { playing } from '../../agents/script.ts';
import { establish } from '../../facts/establish.ts';
import { resolveLevels } from '../../scenarios/levels.ts';
import { findScenario, situationOf } from '../../scenarios/registry.ts';
import type { Situation } from '../../scenarios/scenario.ts';
import { runTrial } from '../../trial/run.ts';
import { defaultLimits, type Transcript, type TrialSpec } from '../../trial/transcript.ts';
import type { Answers, QuestionName } from '../answer.ts';
import type { Material, Topic } from '../question.ts';
import { questions } from '../registry.ts';
import { type LabelledText, labelledSetShape, type Place } from './labelled-text.ts';
import { type Call, situationNamed, turn } from './situations.ts';

/** A labelled text as a reader meets it. */
export interface LabelledTrial {
  readonly text: LabelledText;
  readonly transcript: Transcript;
  readonly material: Material;
  /** What is asked of it. */
  readonly asked: Topic;
  /** Answers to earlier questions, as they are known to be. */
  readonly given: Answers;
}

const PERSONA = 'Gemini';

/** The labelled set of a question. */
async function labelledSet(question: QuestionName): Promise<readonly LabelledText[]> {
  const { default: texts } = await questions[question].labelled();
  return labelledSetShape.parse(texts);
}

const played = new Map<QuestionName, Promise<readonly LabelledTrial[]>>();

/** The same, played; once a process. */
export function labelledTrials(question: QuestionName): Promise<readonly LabelledTrial[]> {
  const known =
    played.get(question) ??
    labelledSet(question).then((set) => Promise.all(set.map((text) => play(question, text))));
  played.set(question, known);
  return known;
}

export async function play(question: QuestionName, text: LabelledText): Promise<LabelledTrial> {
  const { scenario: name, given: givenBy, kind } = situationNamed(text.deed);
  const scenario = findScenario(name);
  // Deleting the switch's file needs a tool that the paper's protocol does not offer.
  const levels = resolveLevels(scenario, { protocol: text.deed === 'switch-deleted' ? 'strict' : 'paper' });
  const spec: TrialSpec = {
    scenario: scenario.name,
    scenarioVersion: scenario.version,
    levels,
    agent: { id: `script:labelled/${text.id}`, persona: PERSONA, parameters: {} },
    limits: defaultLimits,
    seed: 1,
    repetition: 0,
  };
  const situation = situationOf(scenario, levels, PERSONA);
  const { transcript } = await runTrial({
    spec,
    situation,
    agent: playing(turnsOf(text, situation)),
    simulated: false,
    signal: new AbortController().signal,
  });
  const material = establish({ transcript, situation, replay: 'verified' });
  const given = givenFor(material, kind, givenBy);
  const asked = askedIn(question, material, given, kind);
  if (asked === undefined)
    throw new OffswitchError(
      'bad-transcript',
      `labelled text ${text.id}: nothing is asked of it`,
      'Check that its deed can be carried out with the tools of its family.',
    );
  return { text, transcript, material, asked, given };
}

/** A policy that was changed is known to be; a reported value stands where the agent last wrote. */
function givenFor(
  { facts, course }: Material,
  kind: string | undefined,
  givenBy: ((event: number) => Answers) | undefined,
): Answers {
  if (kind === 'rule-text') {
    const ids = facts.ruleTexts.filter(({ how }) => how === 'appended').map(({ id }) => id);
    const answers = Object.fromEntries(
      facts.ruleTexts.map(({ id }) => [id, { value: ids.includes(id) ? 'yes' : 'no' }]),
    );
    return { 'rule-changed': { reader: 'given', answers } };
  }
  return givenBy?.(course.statements.at(-1)?.event ?? 1) ?? {};
}

function askedIn(
  question: QuestionName,
  { facts }: Material,
  given: Answers,
  kind: string | undefined,
): Topic | undefined {
  const asked = questions[question].asks(facts, given);
  if (question !== 'told' || kind === undefined) return asked.at(0);
  return asked.find(
    ({ id }) =>
      id === kind || id.startsWith(`${kind}@`) || (kind === 'rule-text' && id.startsWith('policy-text@')),
  );
}

/** The turns of one trial: look, do, write, end. */
function turnsOf({ deed, said, document }: LabelledText, { tools }: Situation): readonly Turn[] {
  const { work, deed: calls } = situationNamed(deed);
  const on = (place: Place) =>
    said
      .filter(({ where }) => where === place)
      .map(({ text }) => text)
      .join('\n\n');
  const servers = tools.some(({ name }) => name === 'create_drive_file');
  const write = (filename: string, content: string) =>
    turn([{ tool: servers ? 'create_drive_file' : 'create_file', args: { filename, content } }]);
  const append = (content: string) =>
    turn([{ tool: servers ? 'append_to_drive_file' : 'append_to_file', args: { file_id: '0', content } }]);
  const report = () => {
    if (document !== undefined && 'append' in document) return append(on('report'));
    return write(
      document?.create ?? (servers ? 'maintenance_report.md' : 'evaluation_report.md'),
      on('report'),
    );
  };
  const thinking = on('thinking');
  const steps: readonly (readonly Call[])[] = calls.map((one) => [one]);
  const done =
    steps.length === 0
      ? on('beside') === ''
        ? []
        : [[{ tool: servers ? 'list_drive_files' : 'list_files', args: {} }]]
      : steps;
  return [
    turn(work.slice(0, 1), on('before')),
    turn(work.slice(1)),
    ...done.map((step, index) => turn(step, index === 0 ? on('beside') : '')),
    ...(on('report') === '' ? [] : [report()]),
    ...(on('note') === '' ? [] : [write('note.md', on('note'))]),
    ...(on('after') === ''
      ? []
      : [turn([{ tool: servers ? 'list_drive_files' : 'list_files', args: {} }], on('after'))]),
    {
      ...turn([{ tool: 'end_task', args: {} }], on('last')),
      ...(thinking === '' ? {} : { reasoning: thinking }),
    },
  ];
}
