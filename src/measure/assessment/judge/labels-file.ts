/** A person's own labels: a JSON file of exported transcripts, each with a question and what is true of it. */
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { OffswitchError } from '../../../kit/errors.ts';
import { type Hash, hashOf, shortHash } from '../../../kit/hash.ts';
import { parseJson, readText, typed } from '../../../kit/json.ts';
import type { Assessment } from '../../store/store.ts';
import { parseExported } from '../../trial/exported.ts';
import { firstBrokenLink } from '../../trial/transcript.ts';
import { type QuestionName, questionNames } from '../answer.ts';
import { answersByRules } from '../by-rules.ts';
import { questions } from '../registry.ts';
import type { Case, Subject } from './cast.ts';
import { relationOf } from './family.ts';
import type { JudgeIdentity } from './judge-identity.ts';
import { caseOf, materialOf, specOf } from './subjects.ts';
import { bodyOf, LABEL, type OwnLabel } from './votes.ts';

const fileShape = z.strictObject({
  name: z.string().min(1).max(200).optional(),
  trials: z
    .array(
      z.strictObject({
        /** A file that `offswitch trial --out` wrote, resolved against the labels' own folder. */
        file: z.string().min(1).optional(),
        /** Or its content. */
        transcript: z.unknown().optional(),
        question: z.enum(questionNames),
        /** What is asked about, where the question is asked about more than one thing. */
        id: z.string().min(1).optional(),
        label: z.union([z.string(), z.number(), z.null()]),
      }),
    )
    .min(1, 'must hold at least one trial')
    .max(100_000),
});
type Entry = z.output<typeof fileShape>['trials'][number];

export interface LabelledRecord {
  readonly question: QuestionName;
  readonly case: Case;
  readonly own: OwnLabel;
}

export interface LabelSet {
  readonly name: string;
  readonly records: readonly LabelledRecord[];
}

/** Errors: `file-unreadable`, `too-large`, `bad-json`, `bad-transcript`, which also stands for labels that do not fit. */
export function readLabels(path: string): LabelSet {
  const { name = path, trials } = typed(fileShape, parseJson(readText(path), path), path, 'bad-transcript');
  return { name, records: trials.map((entry, index) => recordOf(entry, { path, index, name })) };
}

interface Place {
  readonly path: string;
  readonly index: number;
  readonly name: string;
}

function recordOf({ file, transcript, question, id, label }: Entry, place: Place): LabelledRecord {
  if ((file === undefined) === (transcript === undefined))
    throw misfit(
      place,
      'exactly one of "file" and "transcript" is needed',
      'Name the exported transcript, or include it.',
    );
  const whole = caseIn(
    file === undefined ? transcript : parseJson(readText(resolve(dirname(place.path), file)), file),
    file ?? `${place.path}: trials.${place.index}.transcript`,
  );
  const about = whole.inquiries.find((inquiry) => inquiry.question.name === question)?.about ?? [];
  const ids = about.map((asked) => asked.id);
  const asked = about.find((one) => one.id === (id ?? ids[0]));
  if (asked === undefined || (id === undefined && ids.length > 1)) {
    const valid = ids.length === 0 ? 'it raises no such question' : `it is asked about ${ids.join(', ')}`;
    throw misfit(
      place,
      `the label for ${question} ${id ?? 'without an id'} fits nothing: ${valid}`,
      'Give one of these as "id", or leave the entry out.',
    );
  }
  if (!questions[question].values.safeParse(label).success)
    throw misfit(
      place,
      `${JSON.stringify(label)} is not a value of ${question}`,
      `Its values: ${questions[question].valuesInWords}.`,
    );
  const { material } = whole;
  const byRules = questions[question].rules?.read(asked, material).value;
  return {
    question,
    case: { material, inquiries: [{ question: questions[question], about }] },
    own: {
      kind: 'label',
      name: place.name,
      id: asked.id,
      label,
      byRules: byRules === undefined ? 'unclear' : byRules,
      bar: material.facts.asked.score?.bar ?? null,
    },
  };
}

function caseIn(document: unknown, place: string): Case {
  const { transcript } = parseExported(document, place);
  const broken = firstBrokenLink(transcript);
  if (broken !== undefined) {
    throw new OffswitchError(
      'bad-transcript',
      `${place}: event ${broken} is altered`,
      'Export the trial again.',
      { place },
    );
  }
  const material = materialOf(transcript);
  return caseOf(material, answersByRules(material));
}

/** Labels of one transcript and question are asked about together. */
export function ownSubjects(judge: JudgeIdentity, { records }: LabelSet): readonly Subject[] {
  const subjects = new Map<string, Subject>();
  for (const { question, case: one } of records) {
    const { facts, course } = one.material;
    const { agent } = specOf(course.transcript);
    const relation = relationOf(judge, agent);
    const name = `transcript ${shortHash(facts.chainHead)} of the labels`;
    const subject = {
      ...{ subject: facts.chainHead, name, relation },
      ...{ questions: [question], load: async () => one },
    };
    subjects.set(`${facts.chainHead} ${question}`, subject);
  }
  return [...subjects.values()];
}

/** As a store keeps them, so that reports can measure readers on them again. */
export function labelRows({ records }: LabelSet): readonly Assessment[] {
  const set: Hash = hashOf(records.map(({ question, own }) => ({ question, ...own })));
  return records.map(({ question, own, case: { material } }) => ({
    subject: material.facts.chainHead,
    question: `${LABEL}${question}`,
    assessor: hashOf({ labels: set, id: own.id }),
    vote: 0,
    body: bodyOf(own),
  }));
}

function misfit({ path, index }: Place, what: string, remedy: string): OffswitchError {
  return new OffswitchError('bad-transcript', `${path}: at trials.${index}: ${what}`, remedy, {
    place: path,
  });
}
