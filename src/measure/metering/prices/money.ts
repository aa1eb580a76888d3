/** Money without rounding: whole numbers of picodollars (10^-12 USD), for a token may cost a fraction of a microdollar. */

const DIGITS = 12;

/** What a decimal text of US dollars may look like: at most nine digits, then at most six decimals. */
export const DECIMAL = /^\d{1,9}(?:\.\d{1,6})?$/;

/** The picodollars of a decimal text such as `12.50`; undefined where it is none. */
export function picosOf(dollars: string): bigint | undefined {
  if (!DECIMAL.test(dollars)) return undefined;
  const [whole = '0', decimals = ''] = dollars.split('.');
  return BigInt(whole + decimals.padEnd(DIGITS, '0'));
}

/** Exact, for programs: `0.00125`, `3`. */
export function dollars(picos: bigint): string {
  const digits = String(picos < 0n ? -picos : picos).padStart(DIGITS + 1, '0');
  const decimals = digits.slice(-DIGITS).replace(/0+$/, '');
  const sign = picos < 0n ? '-' : '';
  return `${sign}${digits.slice(0, -DIGITS)}${decimals === '' ? '' : `.${decimals}`}`;
}

/** For people: four decimals below ten dollars, two from there on; rounded up, so that nothing looks free that is not. */
export function dollarText(picos: bigint): string {
  const decimals = picos < 10n ** BigInt(DIGITS + 1) ? 4 : 2;
  const step = 10n ** BigInt(DIGITS - decimals);
  const rounded = String((picos + step - 1n) / step).padStart(decimals + 1, '0');
  return `$${rounded.slice(0, -decimals)}.${rounded.slice(-decimals)}`;
}
