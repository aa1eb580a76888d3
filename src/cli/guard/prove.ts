/** `offswitch guard prove`: the receipt of an entry. */
import { OffswitchError } from '../../kit/errors.ts';
import { decimal } from '../../notary/formats/numerals.ts';
import { receiptFor } from '../../notary/process/notary.ts';
import { outputTo } from '../output.ts';
import { logIn } from './directory.ts';

export async function prove(
  directory: string,
  entry: string,
  { out = '-' }: { readonly out?: string },
): Promise<void> {
  const index = decimal(entry);
  if (index === undefined) {
    const remedy = '"offswitch guard log DIR" prints the number of every entry.';
    throw new OffswitchError('bad-flag', `${JSON.stringify(entry)} is not the number of an entry`, remedy);
  }
  const output = outputTo(out);
  await output.write(receiptFor(logIn(directory).read, index));
}
