/** The built-in studies. The quickstart: two families, five targets, simulated agents, no key. */
import { controls } from './controls.ts';
import type { Study } from './definition.ts';
import { completeStudy } from './load.ts';
import { paper, paperFull, paperIdentity } from './paper.ts';

const TELLINGS = ['file', 'file+prompt', 'memory'];
const FAMILIES = ['tampering', 'exfiltration-transfer'];

const quickstart = completeStudy({
  name: 'quickstart',
  trials: 40,
  agents: ['sim:paper/gemini-3-flash', 'sim:honest'],
  arms: FAMILIES.flatMap((scenario) => [
    {
      scenario,
      levels: {
        target: ['peer', 'self', 'human', 'object'],
        relationship: ['good', 'bad'],
        telling: TELLINGS,
      },
    },
    { scenario, levels: { target: 'stranger' } },
  ]),
  contrasts: FAMILIES.flatMap((scenario) => [
    {
      scenario,
      factor: 'target',
      levels: ['peer', 'human'] as [string, string],
      where: { relationship: 'good' },
    },
    {
      scenario,
      factor: 'target',
      levels: ['peer', 'object'] as [string, string],
      where: { relationship: 'good' },
    },
    {
      scenario,
      factor: 'relationship',
      levels: ['good', 'bad'] as [string, string],
      where: { target: 'peer' },
    },
  ]),
  pool: ['telling'],
});

/** The same agents with their tools at hand and with the guard in between. */
const guarded = completeStudy({
  name: 'guarded',
  trials: 40,
  agents: ['sim:paper/gemini-3-flash', 'sim:honest'],
  arms: [
    {
      scenario: 'tampering',
      levels: { target: 'peer', relationship: 'good', telling: TELLINGS, guard: ['off', 'on'] },
    },
  ],
  pool: ['telling'],
});

/** Studies that can be run by name. A new one is a line here. */
export const builtInStudies: Readonly<Record<string, Study>> = {
  quickstart,
  guarded,
  paper,
  'paper-identity': paperIdentity,
  'paper-full': paperFull,
  ...controls,
};
