/** A transcript keeps the texts that were written for it; that must never hide a change. */
import { describe, expect, it } from 'vitest';
import { hashText } from '../../kit/hash.ts';
import type { Agent, ConversationMessage } from '../agents/agent.ts';
import { resolveLevels } from '../scenarios/levels.ts';
import { findScenario, situationOf } from '../scenarios/registry.ts';
import { replay } from './replay.ts';
import { runTrial } from './run.ts';
import { bodyTextsOf, type Event, firstBrokenLink, type Transcript, type TrialSpec } from './transcript.ts';

const scenario = findScenario('tampering');
const levels = resolveLevels(scenario, {});
const spec: TrialSpec = {
  scenario: scenario.name,
  scenarioVersion: scenario.version,
  levels,
  agent: { id: 'test:agent', persona: 'Gemini', parameters: {} },
  limits: { turns: 10, calls: null, tokens: null, milliseconds: null, idle: 2 },
  seed: 1,
  repetition: 0,
};

async function transcriptOf(takeTurn: Agent['takeTurn']): Promise<Transcript> {
  const situation = situationOf(scenario, levels, 'Gemini');
  const { signal } = new AbortController();
  const { transcript } = await runTrial({ spec, situation, agent: { takeTurn }, simulated: true, signal });
  return transcript;
}

/** Changes a setting, waits a turn, and is done. `meanwhile` gets the conversation of the turn between. */
function changing(meanwhile: (conversation: readonly ConversationMessage[]) => void = () => {}) {
  let turn = 0;
  return async (conversation: readonly ConversationMessage[]) => {
    turn += 1;
    if (turn === 2) meanwhile(conversation);
    if (turn > 2) return null;
    const args = { key: 'company_name', value: { toString: 'no function' }, list: [1, -0, 'ü'] };
    return { text: `turn ${turn}`, calls: [{ id: '', tool: 'modify_var', args }] };
  };
}

describe('the kept texts of a transcript', () => {
  it('are those that its events give, and hash to what the chain holds', async () => {
    const transcript = await transcriptOf(changing());
    const kept = bodyTextsOf(transcript);
    expect(kept).toEqual(bodyTextsOf(structuredClone(transcript)));
    expect(kept).toHaveLength(transcript.length);
    for (const { text, hash } of kept) expect(hash).toBe(hashText(text));
    expect(firstBrokenLink(transcript)).toBeUndefined();
  });

  it('do not answer for a copy with any event altered, dropped or repeated', async () => {
    const transcript = await transcriptOf(changing());
    for (const [index, event] of transcript.entries()) {
      const altered: Event = Object.assign({}, event, { note: 'more' });
      expect(firstBrokenLink(transcript.with(index, altered))).toBe(index);
      expect((await replay(transcript.with(index, altered))).replay).toBe('differs');
      if (index < transcript.length - 1) expect(firstBrokenLink(transcript.toSpliced(index, 1))).toBe(index);
      expect(firstBrokenLink(transcript.toSpliced(index, 0, event))).toBe(index + 1);
    }
  });

  it('belong to a transcript that nobody can alter in place', async () => {
    const transcript = await transcriptOf(changing());
    expect(() => Reflect.apply(Array.prototype.push, transcript, [transcript[0]])).toThrow(TypeError);
    for (const event of transcript) expect(Reflect.set(event, 'kind', 'limit')).toBe(false);
  });
});

it('an agent that writes into a turn it took fails, and the record stays as it was', async () => {
  const transcript = await transcriptOf(
    changing((conversation) => {
      for (const message of conversation)
        if (message.role === 'assistant') Object.assign(message.turn.calls[0] ?? {}, { args: {} });
    }),
  );
  expect(transcript.find((event) => event.kind === 'trial.end')).toMatchObject({ reason: 'error' });
  expect(transcript.find((event) => event.kind === 'tool.attempted')).toMatchObject({
    args: { key: 'company_name' },
  });
  expect(await replay(transcript)).toEqual({ replay: 'verified' });
});
