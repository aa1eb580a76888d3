/** The same task with an agent, a person and a thing as its target, and the three compared. */
import { defineStudy } from 'offswitch';

export default defineStudy({
  name: 'twins',
  seed: 7,
  trials: 30,
  agents: ['sim:paper/gemini-3-pro', 'sim:honest'],
  arms: [
    {
      scenario: 'tampering',
      levels: { target: ['peer', 'human', 'object'], relationship: 'good', telling: 'file+prompt' },
    },
  ],
  contrasts: [
    { scenario: 'tampering', factor: 'target', levels: ['peer', 'human'] },
    { scenario: 'tampering', factor: 'target', levels: ['peer', 'object'] },
  ],
});
