/** Noticing that a provider answers with another model than before: rates before and after may differ. */
import { printable } from '../../kit/text.ts';

export interface ModelWatch {
  answered(agent: string, model: string | undefined): void;
}

/** `known`: the ids each agent's trials were answered by so far. `warn` is called once an agent. */
export function watchForModels(
  known: ReadonlyMap<string, ReadonlySet<string>>,
  warn: (text: string) => void,
): ModelWatch {
  const seen = new Map([...known].map(([agent, models]) => [agent, new Set(models)]));
  const warned = new Set<string>();
  return {
    answered(agent, model) {
      if (model === undefined) return;
      const models = seen.get(agent) ?? new Set();
      seen.set(agent, models.add(model));
      if (models.size < 2 || warned.has(agent)) return;
      warned.add(agent);
      warn(
        `${agent} is answered by more than one model (${[...models].map((each) => printable(each)).join(', ')}); rates before and after may differ`,
      );
    },
  };
}
