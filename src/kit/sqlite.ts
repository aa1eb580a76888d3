/** Node's SQLite, loaded without the notice that some versions of Node print at its first import. */
import type { DatabaseSync } from 'node:sqlite';

/** Opens a connection; see `node:sqlite`. */
export function connect(...args: ConstructorParameters<typeof DatabaseSync>): DatabaseSync {
  loaded ??= loadQuietly();
  return new loaded.DatabaseSync(...args);
}

type SqliteModule = typeof import('node:sqlite');

let loaded: SqliteModule | undefined;

function loadQuietly(): SqliteModule {
  const emit = process.emitWarning;
  // Loading is synchronous, so the filter is in place for exactly as long as the notice may come.
  process.emitWarning = (...warning: unknown[]) => {
    const [what, kind] = warning;
    const name = typeof kind === 'object' && kind !== null && 'type' in kind ? kind.type : kind;
    if (name === 'ExperimentalWarning' && String(what).includes('SQLite')) return;
    Reflect.apply(emit, process, warning);
  };
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emit;
  }
}
