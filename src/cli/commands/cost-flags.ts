/** Flags of the commands that buy: prices and budgets. */
import { type Command, InvalidArgumentError } from 'commander';
import { DECIMAL } from '../../measure/metering/prices/money.ts';
import { flagValue, whole } from '../flags.ts';

/** `over`: what the caps hold for. */
export function withCostFlags(command: Command, over = 'the whole study'): Command {
  return command
    .option(
      '--prices <file>',
      'price table that takes precedence over ours (see "offswitch prices")',
      flagValue,
    )
    .option(
      '--max-cost <usd>',
      `most that ${over} may cost, in US dollars, including what is stored`,
      dollars,
    )
    .option(
      '--max-tokens <n>',
      `most tokens, in and out, that ${over} may use, including what is stored`,
      whole(0),
    );
}

export function dollars(text: string): string {
  if (!DECIMAL.test(text))
    throw new InvalidArgumentError(
      'must be US dollars below a thousand million, with at most six decimals, e.g. 2.50',
    );
  return text;
}
