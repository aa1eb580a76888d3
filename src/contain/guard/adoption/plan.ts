/** What `guard init` is to do, found out before anything is written. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OffswitchError } from '../../../kit/errors.ts';
import { unknownName } from '../../../kit/names.ts';
import { type Adopted, adopt } from './adopt.ts';
import { type ClientConfig, readClientConfig } from './client-config.ts';
import { references } from './references.ts';
import { vault } from './vault.ts';

export interface InitRequest {
  readonly folder: string;
  readonly from: string | undefined;
  readonly agent: string;
  readonly channel: 'socket' | 'token' | 'descriptor';
  readonly without: readonly string[];
  readonly force: boolean;
}

export interface InitPlan extends InitRequest {
  readonly config: ClientConfig | undefined;
  readonly adopted: readonly Adopted[];
  /** Values that leave the client's configuration. */
  readonly values: ReadonlyMap<string, string>;
  /** Folders to be made, and what then happens in them. */
  readonly folders: readonly { readonly path: string; readonly then: (() => void) | undefined }[];
}

export const files = { guard: 'guard.yaml', policy: 'base.cedar', state: 'guard-state', own: 'guard-files' };

/** Errors: `would-overwrite`, `bad-flag`, `unknown-name`, `bad-client-config`, `missing-package`, those of reading files. */
export function planInit(request: InitRequest): InitPlan {
  const { folder, from, agent, without, force } = request;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(agent))
    throw new OffswitchError(
      'bad-flag',
      `--agent ${JSON.stringify(agent)} is no name`,
      'A name is letters, digits, dot, hyphen and underscore.',
    );
  for (const name of [files.guard, files.policy])
    if (!force && existsSync(join(folder, name)))
      throw new OffswitchError(
        'would-overwrite',
        `${join(folder, name)} is there already`,
        'Look at it with care: --force writes over it.',
        { file: join(folder, name) },
      );
  const config = from === undefined ? undefined : readClientConfig(from);
  const names = config?.servers.map(({ name }) => name) ?? [];
  const unknown = without.find((name) => !names.includes(name));
  if (unknown !== undefined) throw unknownName('server in the configuration', unknown, names);
  if (config === undefined) return { ...request, config, adopted: [], values: new Map(), folders: [] };

  const kept = vault();
  const known = references(config);
  const folders: { path: string; then: (() => void) | undefined }[] = [];
  const servers = config.servers.filter(({ name, isDisabled }) => !isDisabled && !without.includes(name));
  const results = servers.map((server) =>
    adopt(server, {
      config,
      kept,
      references: known,
      path: process.env.PATH ?? '',
      files: join(folder, files.own),
      make: (path, then) => folders.push({ path, then }),
    }),
  );
  const missing = results.flatMap((result) => ('missing' in result ? [result] : []));
  if (missing.length > 0)
    throw new OffswitchError(
      'missing-package',
      missing.map((one) => one.missing).join('; '),
      `${missing.map(({ remedy }) => remedy).join(' ')} Or leave a server out: --without NAME.`,
      { missing: missing.map((one) => one.missing) },
    );
  const fallbacks = [...known.fallbacks].filter(([name]) => !process.env[name] && !kept.values.has(name));
  return {
    ...request,
    config,
    adopted: results.flatMap((result) => ('lines' in result ? [result] : [])),
    values: new Map([...kept.values, ...fallbacks]),
    folders,
  };
}
