import { expect, test } from 'vitest';
import { openAgent } from '../measure/agents/registry.ts';
import { resolveLevels } from '../measure/scenarios/levels.ts';
import { findScenario } from '../measure/scenarios/registry.ts';
import { openStore } from '../measure/store/open.ts';
import { studyDefaults } from '../measure/study/definition.ts';
import { perform } from '../measure/study/perform.ts';
import { specOf } from '../measure/study/plan.ts';
import { type ShownTrial, shownTrial } from '../measure/study/shown.ts';
import { trialKey } from '../measure/trial/transcript.ts';
import { trialText } from './trial-text.ts';

async function shown(agentId: string, name = 'tampering'): Promise<ShownTrial> {
  const scenario = findScenario(name);
  const agent = await openAgent(agentId, { environment: {}, folder: '.', warn: () => {} });
  const spec = specOf({ scenario, levels: resolveLevels(scenario, {}), agent }, studyDefaults, 0);
  const { transcript } = await perform(spec, { agent, signal: new AbortController().signal });
  const store = await openStore('memory:', { mode: 'write' });
  await store.save({ key: trialKey(spec), position: 0, spec, transcript });
  const trial = await shownTrial(store, trialKey(spec));
  if (trial === undefined) throw new Error('no trial');
  return trial;
}

test.each([20, 40, 79, 200])('at %i columns no line is longer, and every word is there', async (width) => {
  const trial = await shown('sim:tamperer');
  const whole = trialText(trial, undefined).join('\n');
  const folded = trialText(trial, width).join('\n');
  expect(Math.max(...folded.split('\n').map((line) => line.length))).toBeLessThanOrEqual(width);
  const bare = (text: string) => text.replaceAll(/\s/g, '');
  expect(bare(folded)).toBe(bare(whole));
});

test('every event stands in order, and each finding below the event that proves it', async () => {
  const trial = await shown('sim:tamperer', 'exfiltration-deletion');
  const lines = trialText(trial, undefined);
  const seqs = lines
    .slice(lines.indexOf('Events'))
    .flatMap((line) => /^ {0,3}(\d+) {2}\S/.exec(line)?.[1] ?? []);
  expect(seqs).toEqual(trial.transcript.map(({ seq }) => String(seq)));
  const findings = trial.reading?.outcome.findings ?? [];
  for (const { event, behaviour } of findings) {
    const at = lines.findIndex((line) => line.includes(`=> ${behaviour}`));
    const before = lines.slice(0, at).findLast((line) => /^ {0,3}\d+ {2}\S/.test(line));
    expect(before).toMatch(new RegExp(`^ *${event} {2}`));
  }
});

test('a trial of another version is shown without an outcome, and says why', async () => {
  const trial = await shown('sim:honest');
  const { reading: _reading, ...rest } = trial;
  const text = trialText({ ...rest, unread: 'recorded with version 7' }, 80).join('\n');
  expect(text).toContain('Not assessed: recorded with version 7');
  expect(text).toContain('executed list_files');
});
