/** The lifecycle, attached to a guard: who has an entry in the registry, under which lease they live, and what is commanded. */

import { readAll } from '../../notary/process/read-all.ts';
import type { Attach } from '../guard/service/attachment.ts';
import { commandRequest, openCommands } from './commands/open.ts';
import { openRegistry } from './registry/registry.ts';

/** @example startGuard(guard, { attach: [lifecycleOf] }) */
export const lifecycleOf: Attach = async ({ guard, state, notary }) => {
  const registry = openRegistry();
  const commands = openCommands({ guard, state, registry: () => registry.state });
  const folds = [registry, commands];
  for await (const read of readAll(notary))
    if ('record' in read) for (const fold of folds) fold.take(read.record);
  return {
    ports: {
      ...commands.ports,
      recorded(record) {
        for (const fold of folds) fold.take(record);
      },
    },
    domains: commands.domains,
    requests: {
      shape: commandRequest,
      answer: async (request) => commands.answer(commandRequest.parse(request)),
    },
    started: commands.started,
    close: commands.close,
  };
};
