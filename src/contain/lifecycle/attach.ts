/** The lifecycle, attached to a guard: who has an entry in the registry, and under which lease they live. */

import { readAll } from '../../notary/process/read-all.ts';
import type { Attach } from '../guard/service/attachment.ts';
import { openRegistry } from './registry/registry.ts';

/** @example startGuard(guard, { attach: [lifecycleOf] }) */
export const lifecycleOf: Attach = async ({ notary }) => {
  const registry = openRegistry();
  for await (const read of readAll(notary)) if ('record' in read) registry.take(read.record);
  return {
    ports: { recorded: registry.take },
    started: async () => undefined,
    close: async () => undefined,
  };
};
