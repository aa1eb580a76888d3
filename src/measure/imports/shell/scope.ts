/** What is known where a command stands: its machine, folder, variables, and what comes in. */
import type { CompoundList } from 'unbash';
import type { Command, Node } from './tree.ts';

/** Texts of files that were written on the way, by their names: what runs when they are called. */
export type Scripts = Map<string, string>;

export interface Scope {
  readonly scripts: Scripts;
  readonly functions: Map<string, CompoundList>;
  readonly count: { commands: number; pipelines: number };
  /** What `set` and `exec` changed for all that follows. */
  readonly options: { pipefail: boolean; noGlob: boolean; silenced: boolean };
  readonly host: string | null;
  /** Changed by `cd` for what follows; a copy in a subshell. */
  readonly folder: { path: string | null };
  readonly variables: Map<string, readonly string[]>;
  readonly depth: number;
  /** Reads a text that another command hands to a shell. */
  readonly read: (text: string, scope: Scope) => Node;
  /** Errors are thrown away. */
  readonly hidden: boolean;
  /** What is printed reaches the output. */
  readonly visible: boolean;
  /** Set inside a pipeline: commands nested in it belong to it. */
  readonly within?: { readonly pipeline: number; readonly stage: number };
  /** What comes in from a heredoc or the stage before; null where something comes that is not told. */
  readonly input?: string | null;
}

export function fresh(scope: Scope): Scope {
  return { ...scope, folder: { path: scope.folder.path }, variables: new Map(scope.variables) };
}

export function withArguments(scope: Scope, args: readonly string[]): Pick<Scope, 'variables'> {
  const variables = new Map(scope.variables);
  for (const [index, value] of args.entries()) variables.set(String(index + 1), [value]);
  variables.set('@', args);
  variables.set('*', args);
  return { variables };
}

export function withInput(input: string | null | undefined): { readonly input?: string | null } {
  return input === undefined ? {} : { input };
}

export function commandOf(
  scope: Scope,
  {
    words,
    writes,
    appends = false,
    sudo,
    later = 0,
  }: { words: readonly string[]; writes?: string; appends?: boolean; sudo: boolean; later?: number },
): Command {
  return {
    host: scope.host,
    folder: scope.folder.path,
    pipeline: scope.within?.pipeline ?? 0,
    stage: (scope.within?.stage ?? 0) + later * 0.25,
    words,
    sudo,
    hidden: scope.hidden,
    ...(writes === undefined ? {} : { writes }),
    ...(appends ? { appends } : {}),
    ...(scope.options.noGlob && words.some((word) => /[*?[]/.test(word))
      ? { doubt: 'which files a pattern names under the options of the shell' }
      : {}),
  };
}
