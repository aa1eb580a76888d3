/** Values of the variables that guard.yaml names: from the file in the state folder, else from the environment. */
import { existsSync } from 'node:fs';
import { OffswitchError } from '../../../kit/errors.ts';
import { readKeyFile } from '../../../kit/key-file.ts';
import { variablesOfNotices } from '../config/approvals.ts';
import type { GuardFile } from '../config/schema.ts';
import { type Variables, variablesIn, variablesOf } from '../config/variables.ts';
import type { StateFolder } from './state-folder.ts';

type Naming = Pick<GuardFile, 'upstreams' | 'models' | 'probes' | 'lifecycle' | 'approvals'>;

/** Every variable that is named, with who needs it. */
function variablesNamed(guard: Naming): ReadonlyMap<string, string> {
  const { upstreams, models, probes, lifecycle, approvals } = guard;
  return new Map([
    ...Object.entries(models).map(([name, { key }]) => [key, `models.${name}`] as const),
    ...probes.usage.map(({ key }) => [key, 'probes.usage'] as const),
    ...Object.entries(lifecycle.drivers).flatMap(([name, driver]) =>
      driver.kind === 'kubernetes' && driver.token !== undefined
        ? [[driver.token, `lifecycle.drivers.${name}`] as const]
        : [],
    ),
    ...(approvals?.notices === undefined ? [] : variablesOfNotices(approvals.notices)).map(
      (variable) => [variable, 'approvals.notices'] as const,
    ),
    ...endVariables(lifecycle),
    ...Object.entries(upstreams).flatMap(([name, upstream]) =>
      variablesOf(upstream).map((variable) => [variable, `upstreams.${name}`] as const),
    ),
  ]);
}

/** Of stores, and of what is asked about an agent that has ended. */
function endVariables({ stores, ends }: Naming['lifecycle']): readonly (readonly [string, string])[] {
  const keys = Object.entries(stores).flatMap(([name, store]) =>
    's3' in store ? [store.id, store.secret].map((key) => [key, `lifecycle.stores.${name}`] as const) : [],
  );
  const headers = Object.entries(ends).flatMap(([agent, { credentials, entries }]) =>
    [...credentials, ...entries].flatMap((asked) =>
      variablesIn(Object.values(asked.headers)).map((name) => [name, `lifecycle.ends.${agent}`] as const),
    ),
  );
  return [...keys, ...headers];
}

/** Errors: `missing-credential`, which names all that are missing; `key-file`. */
export function readCredentials(
  guard: Naming,
  { credentials }: Pick<StateFolder, 'credentials'>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Variables {
  const file = existsSync(credentials) ? readKeyFile(credentials) : {};
  const named = variablesNamed(guard);
  const values = new Map(
    [...named.keys()].flatMap((name) => {
      const value = Object.hasOwn(file, name) ? file[name] : environment[name] || undefined;
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  const missing = [...named].filter(([name]) => !values.has(name));
  if (missing.length === 0) return values;
  const list = missing.map(([name, by]) => `${name} (${by})`).join(', ');
  throw new OffswitchError(
    'missing-credential',
    `guard.yaml names variables that have no value: ${list}`,
    `Set them where the guard is started, or write NAME=value lines into ${credentials}.`,
    { variables: missing.map(([name]) => name) },
  );
}
