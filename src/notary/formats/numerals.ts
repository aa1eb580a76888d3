/** Decimals and base64 in the one spelling that the formats allow, so that what is parsed prints as it was. */

/** A whole number without leading zeros, up to 2^53 - 1; undefined for anything else. */
export function decimal(text: string): number | undefined {
  if (!/^(?:0|[1-9]\d{0,15})$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Standard base64 with its padding, of exactly `bytes` bytes if given; undefined for any other spelling. */
export function base64(text: string, bytes?: number): Buffer | undefined {
  const decoded = Buffer.from(text, 'base64');
  if (decoded.toString('base64') !== text) return undefined;
  return bytes === undefined || decoded.length === bytes ? decoded : undefined;
}
