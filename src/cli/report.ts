/** `offswitch report`: the report of a store, in any format. */
import { OffswitchError } from '../kit/errors.ts';
import { writeWhole } from '../kit/files.ts';
import { parseJson } from '../kit/json.ts';
import { reportData } from '../report/data.ts';
import { findReporter } from '../report/registry.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import { checkStudy } from '../study/load.ts';
import { print } from './shared.ts';

export async function report(
  path: string,
  options: { readonly format: string; readonly out?: string },
): Promise<void> {
  const reporter = findReporter(options.format);
  const store = openSqliteStore(path, 'read');
  try {
    const kept = store.readStudy();
    if (kept === undefined) {
      throw new OffswitchError(
        'store-missing',
        `${path} holds no study yet`,
        'Run one: offswitch run --store FILE.',
        { file: path },
      );
    }
    const text = reporter.render(reportData(checkStudy(parseJson(kept, path), path), store.summaries()));
    if (options.out === undefined) print(text);
    else writeWhole(options.out, text);
  } finally {
    await store.close();
  }
}
