/** Price files: YAML or JSON of the form that `offswitch prices` prints; their rows go before those known to us. */
import { messageOf, OffswitchError } from '../../../kit/errors.ts';
import { isPrototypeKey, readText, typed } from '../../../kit/json.ts';
import { type PriceRow, pricesSchema } from './schema.ts';
import { knownPrices } from './table.ts';

/** Lists of prices to look a model up in, the first that has it. */
export type PriceTable = readonly (readonly PriceRow[])[];

/** Our prices, with those of a file before them. Errors: `file-unreadable`, `too-large`, `bad-prices`. */
export async function priceTable(file?: string): Promise<PriceTable> {
  return file === undefined ? [knownPrices] : [await readPrices(file), knownPrices];
}

async function readPrices(path: string): Promise<readonly PriceRow[]> {
  const text = readText(path);
  const { isScalar, parseDocument, visit } = await import('yaml');
  const document = parseDocument(text, { logLevel: 'error' });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw badPrices(path, problem.message.split('\n')[0] ?? 'no YAML');
  visit(document, {
    Pair: (_, { key }) => {
      if (!isScalar(key) || isPrototypeKey(String(key.value))) throw badPrices(path, 'a key is not allowed');
    },
  });
  let value: unknown;
  try {
    // Aliases can blow a short text up; a table needs few.
    value = document.toJS({ maxAliasCount: 100 });
  } catch (thrown) {
    throw badPrices(path, messageOf(thrown));
  }
  return typed(pricesSchema, value, path, 'bad-prices').prices;
}

function badPrices(path: string, what: string): OffswitchError {
  return new OffswitchError(
    'bad-prices',
    `${path}: ${what}`,
    'Correct the file; "offswitch prices --yaml" prints one that fits.',
    { place: path },
  );
}
