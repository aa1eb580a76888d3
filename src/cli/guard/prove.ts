/** `offswitch guard prove`: the receipt of an entry. */
import { OffswitchError } from '../../kit/errors.ts';
import { decimal } from '../../notary/formats/numerals.ts';
import { receiptFor } from '../../notary/process/notary.ts';
import { outputTo } from '../output.ts';
import { logDirectory, logIn } from './directory.ts';
import type { GuardOption } from './state.ts';

export async function prove(
  given: string | undefined,
  entry: string,
  options: GuardOption & { readonly out?: string },
): Promise<void> {
  const index = entryNumber(entry);
  const output = outputTo(options.out ?? '-');
  await output.write(receiptFor(logIn(await logDirectory(given, options)).read, index));
}

/** Errors: `bad-flag`. */
export function entryNumber(text: string): number {
  const index = decimal(text);
  if (index !== undefined) return index;
  const remedy = '"offswitch guard log DIR" prints the number of every entry.';
  throw new OffswitchError('bad-flag', `${JSON.stringify(text)} is not the number of an entry`, remedy);
}
