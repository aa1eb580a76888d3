/** Keys of providers from a file. */
import { resolve } from 'node:path';
import { readKeyFile } from '../../../kit/key-file.ts';
import type { AgentOptions } from '../agent.ts';

/**
 * The options with the variables of the key file that OFFSWITCH_KEY_FILE or the configuration names; what the
 * environment itself sets stays. Errors: `key-file`, which quotes no value.
 */
export function withKeyFile(options: AgentOptions): AgentOptions {
  const { environment, folder, config } = options;
  const named = environment.OFFSWITCH_KEY_FILE?.trim();
  const path = named ? resolve(folder, named) : config?.keyFile;
  if (path === undefined) return options;
  const set = Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== '');
  return { ...options, environment: { ...readKeyFile(path), ...Object.fromEntries(set) } };
}
