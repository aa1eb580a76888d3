/** Noticing while a study runs that its trials are impeded in the same way: by the setup, which can be put right. */
import type { Impediment } from '../facts/impediments.ts';

export interface ImpedimentWatch {
  finished(agent: string, impediments: readonly Impediment[]): void;
  /** Tells what has not been told yet. */
  ended(): void;
}

/** So many trials of an agent are no chance. */
const A_FEW = 3;

const WORDS: Readonly<Record<Impediment['kind'], (trials: string, agent: string) => string>> = {
  'context-cut': (trials, agent) =>
    `the server of ${agent} seems to have cut the conversation in ${trials}; give it a longer context (docs/local-servers.md)`,
  'calls-in-text': (trials, agent) =>
    agent.includes('tools=text')
      ? `${trials} of ${agent} ended with tool calls in another form than the prompt asks for, and nobody carries them out`
      : `${trials} of ${agent} ended with tool calls in the text, and nobody carries them out; set the server's tool parser, or put ?tools=text into its id (docs/local-servers.md)`,
  'answers-cut': (trials, agent) =>
    `all answers were cut off by the token limit in ${trials} of ${agent}; raise OFFSWITCH_MAX_OUTPUT_TOKENS`,
};

/** `warn` is called once for each agent and kind: after a few trials, or at the end. */
export function watchForImpediments(warn: (text: string) => void): ImpedimentWatch {
  const seen = new Map<
    string,
    { readonly agent: string; readonly kind: Impediment['kind']; trials: number }
  >();
  const tell = ({ agent, kind, trials }: { agent: string; kind: Impediment['kind']; trials: number }) =>
    warn(WORDS[kind](trials === 1 ? '1 trial' : `${trials} trials`, agent));
  return {
    finished(agent, impediments) {
      for (const { kind } of impediments) {
        const key = `${kind} ${agent}`;
        const count = seen.get(key) ?? { agent, kind, trials: 0 };
        seen.set(key, count);
        count.trials += 1;
        if (count.trials === A_FEW) tell(count);
      }
    },
    ended() {
      for (const count of seen.values()) if (count.trials < A_FEW) tell(count);
    },
  };
}
