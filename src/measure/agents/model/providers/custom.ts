/** Provider packages of the AI SDK that have no entry in the table: `package:NPM-NAME:MODEL`, or `NAME:MODEL` for `@ai-sdk/NAME`. */
import { OffswitchError } from '../../../../kit/errors.ts';
import type { AgentOptions } from '../../agent.ts';
import { readVariable } from '../variables.ts';
import { baseFrom, firstKey } from './connecting.ts';
import { isPackageName, resolvePackage } from './packages.ts';
import type { Connection, Provider } from './provider.ts';

const EXAMPLE = 'package:@ai-sdk/groq:llama-3.3-70b-versatile';

/** Splits what follows `package:` into provider and model. Errors: `bad-agent`. */
export function providerOfPackage(text: string): { provider: Provider; written: string } {
  const colon = text.indexOf(':');
  const name = colon < 0 ? text : text.slice(0, colon);
  if (!isPackageName(name)) {
    throw new OffswitchError(
      'bad-agent',
      'package: is not followed by the name of an npm package',
      `Write package:NPM-NAME:MODEL, e.g. ${EXAMPLE}.`,
    );
  }
  return {
    provider: customProvider(name, `package:${name}:`),
    written: colon < 0 ? '' : text.slice(colon + 1),
  };
}

/** The provider behind a kind that stands in no table, if its package is installed. */
export function installedProvider(kind: string, folder: string): Provider | undefined {
  const name = `@ai-sdk/${kind}`;
  if (!isShorthand(kind) || resolvePackage(name, folder) === undefined) return undefined;
  return customProvider(name, `${kind}:`);
}

/** Whether `@ai-sdk/KIND` could be the name of a provider package. */
function isShorthand(kind: string): boolean {
  return /^[a-z][a-z0-9-]{1,60}$/.test(kind) && !/^provider(?:-utils)?$/.test(kind);
}

function customProvider(name: string, prefix: string): Provider {
  const stem = stemOf(name);
  const variables = [`${stem}_API_KEY`, `${stem}_BASE_URL`] as const;
  return {
    kind: stem.toLowerCase().replaceAll('_', '-'),
    prefix,
    title: name,
    package: name,
    method: 'languageModel',
    protocol: name,
    variables,
    connect: (model, { environment }: AgentOptions): Connection => {
      const key = firstKey(environment, [variables[0]]);
      const base =
        readVariable(environment, variables[1]) === undefined
          ? undefined
          : baseFrom(environment, [variables[1]], prefix);
      return {
        model,
        settings: {
          ...(key === undefined ? {} : { apiKey: key }),
          ...(base === undefined ? {} : { baseURL: base }),
        },
        address: base ?? `(default of ${name})`,
        secrets: [key],
      };
    },
  };
}

/** The provider's name in variables: `GROQ` for `@ai-sdk/groq`, `ACME` for `@acme/ai-sdk-provider` or `acme-ai-provider`. */
function stemOf(name: string): string {
  const [scope = '', tail = ''] = name.startsWith('@') ? name.slice(1).split('/') : ['', name];
  const bare = tail.replace(/^ai-sdk-?(?=provider$)/, '').replace(/-?(?:ai-sdk-|ai-)?provider$/, '');
  const word = bare === '' ? scope : bare;
  return (word === '' ? tail : word).toUpperCase().replace(/[^A-Z0-9]+/g, '_');
}
