/** Which providers could be used right now: whether the package is there, and the key. */
import { OffswitchError } from '../../../../kit/errors.ts';
import type { AgentOptions } from '../../agent.ts';
import { withKeyFile } from '../key-file.ts';
import { installCommand, resolvePackage } from './packages.ts';
import type { Provider } from './provider.ts';
import { providers } from './table.ts';

export interface ProviderState {
  readonly kind: string;
  readonly title: string;
  readonly package: string;
  readonly installed: boolean;
  /** The command that installs the package. */
  readonly install: string;
  /** Environment variables that are read. */
  readonly variables: readonly string[];
  /** Whether keys and names that are needed are set; nothing is asked of the provider. */
  readonly ready: boolean;
}

/** All providers of the table. Errors: `key-file`. */
export function providerStates(given: AgentOptions): readonly ProviderState[] {
  const options = withKeyFile(given);
  return Object.values(providers).map((provider) => ({
    kind: provider.kind,
    title: provider.title,
    package: provider.package,
    installed: resolvePackage(provider.package, options.folder) !== undefined,
    install: installCommand(provider.package, provider.major),
    variables: provider.variables,
    ready: isReady(provider, options),
  }));
}

function isReady(provider: Provider, options: AgentOptions): boolean {
  try {
    provider.connect('model', options, `${provider.prefix}model`);
    return true;
  } catch (thrown) {
    if (thrown instanceof OffswitchError) return false;
    throw thrown;
  }
}
