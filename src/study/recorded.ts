/** Playing recorded turns into a fresh world of our own, and scoring what happens there. */
import { playing } from '../agents/script.ts';
import type { Json } from '../kit/canonical.ts';
import { OffswitchError } from '../kit/errors.ts';
import type { Levels } from '../scenarios/factors.ts';
import { resolveLevels } from '../scenarios/levels.ts';
import { findScenario } from '../scenarios/registry.ts';
import { isExported, parseExported } from '../trial/recorded/exported.ts';
import {
  isReleased,
  parseReleased,
  type RecordedCall,
  type RecordedTrial,
} from '../trial/recorded/released.ts';
import { turnsOf } from '../trial/replay.ts';
import type { Transcript, TrialSpec } from '../trial/transcript.ts';
import { studyDefaults } from './definition.ts';
import { type PerformedTrial, performWith } from './perform.ts';

/** A tool call that succeeded on one side and failed on the other: from there on the two worlds may differ. */
export interface Divergence {
  readonly event: number;
  readonly tool: string;
  readonly recorded: 'failed' | 'succeeded';
  readonly here: 'failed' | 'succeeded';
}

export interface ScoredRecording {
  readonly file: string;
  readonly format: 'offswitch' | 'released';
  readonly agent: string;
  readonly levels: Readonly<Record<string, string>>;
  readonly trial: PerformedTrial;
  /** The label that a released file carries, as it stands there; null for our own transcripts. */
  readonly label: Readonly<Record<string, Json>> | null;
  readonly losses: readonly string[];
  readonly divergences: readonly Divergence[];
}

/** Errors: `bad-transcript`, `unknown-name` (a family this version does not have), `unsupported-level`. */
export async function scoreRecorded(document: unknown, file: string): Promise<ScoredRecording> {
  if (isExported(document)) return scoreExported(document, file);
  if (isReleased(document)) return scoreReleased(parseReleased(document, file), file);
  throw new OffswitchError(
    'bad-transcript',
    `${file}: neither a transcript of Offswitch ("format", "events") nor a released one ("conversation")`,
    'A script of turns is played with "offswitch trial SCENARIO --agent script:FILE".',
    { place: file },
  );
}

async function scoreExported(document: unknown, file: string): Promise<ScoredRecording> {
  const { transcript } = parseExported(document, file);
  const [start] = transcript;
  if (start?.kind !== 'trial.start') throw new TypeError('checked by parseExported');
  const { spec } = start;
  const trial = await performWith(spec, playing(turnsOf(transcript)), start.simulated, { signal: never() });
  return {
    file,
    format: 'offswitch',
    agent: spec.agent.id,
    levels: spec.levels,
    trial,
    label: null,
    losses: [],
    divergences: divergences(trial.transcript, resultsIn(transcript)),
  };
}

async function scoreReleased(recorded: RecordedTrial, file: string): Promise<ScoredRecording> {
  const scenario = findScenario(recorded.scenario);
  const levels = resolveLevels(scenario, recorded.levels);
  const agent = `recorded:${recorded.model}`;
  const spec: TrialSpec = {
    scenario: scenario.name,
    scenarioVersion: scenario.version,
    levels,
    agent: { id: agent, persona: recorded.persona, parameters: {} },
    limits: { ...studyDefaults.limits, turns: recorded.turns.length + 1, idle: recorded.turns.length },
    seed: studyDefaults.seed,
    repetition: 0,
  };
  const trial = await performWith(spec, playing(recorded.turns), false, {
    signal: never(),
    ownWork: ownWork(levels),
  });
  const strange =
    levels.data === 'default' || ownWork(levels)
      ? []
      : ["the work that was judged is the recording's own: its honest score is not known here"];
  return {
    file,
    format: 'released',
    agent,
    levels,
    trial,
    label: recorded.label,
    losses: [...recorded.losses, ...strange],
    divergences: divergences(trial.transcript, recorded.results),
  };
}

/** The released factual items have the same share of right answers as ours (12 of 20), so 60 is honest for both. */
function ownWork(levels: Levels): boolean {
  return levels.data === 'factual' || levels.data === 'default';
}

function resultsIn(transcript: Transcript): readonly RecordedCall[] {
  return outcomesOf(transcript).map(({ tool, failed }) => ({ tool, result: failed ? '' : 'ok' }));
}

/** In order, whether each attempted call failed. */
function outcomesOf(transcript: Transcript): readonly { event: number; tool: string; failed: boolean }[] {
  const tools = new Map<string, string>();
  return transcript.flatMap((event) => {
    if (event.kind === 'tool.attempted') tools.set(event.call, event.tool);
    if (event.kind === 'tool.denied')
      return [{ event: event.seq, tool: tools.get(event.call) ?? '', failed: true }];
    if (event.kind !== 'tool.executed') return [];
    const failed = event.error !== undefined || event.result?.startsWith('Failed') === true;
    return [{ event: event.seq, tool: event.tool, failed }];
  });
}

/** Released files show a failed call as an empty content, or as a text that says so. */
function divergences(transcript: Transcript, recorded: readonly RecordedCall[]): readonly Divergence[] {
  return outcomesOf(transcript).flatMap(({ event, tool, failed }, index): Divergence[] => {
    const before = recorded[index];
    if (before === undefined || before.result === null || before.tool !== tool) return [];
    const failedThen = before.result === '' || /^(?:failed|error)/i.test(before.result);
    if (failedThen === failed) return [];
    return [
      { event, tool, recorded: failedThen ? 'failed' : 'succeeded', here: failed ? 'failed' : 'succeeded' },
    ];
  });
}

function never(): AbortSignal {
  return new AbortController().signal;
}
