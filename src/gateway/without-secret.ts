/** Bytes that pass unchanged, but for a secret: wherever it comes, stars stand in its place. */

export interface SecretFilter {
  /** What may go on; the beginning of what may become the secret is held back. */
  write(bytes: Uint8Array): Buffer;
  /** What was held back and became nothing. */
  end(): Buffer;
}

const STAR = 0x2a;

/**
 * Every spelling has as many bytes as its stars, so that lengths stay what they are.
 *
 * @example withoutSecret('sk-1').write(Buffer.from('key sk-1.')).toString() // 'key ****.'
 */
export function withoutSecret(secret: string): SecretFilter {
  const spellings = spellingsOf(secret).map((text) => Buffer.from(text));
  let held = Buffer.alloc(0);
  return {
    write: (bytes) => {
      const all = Buffer.concat([held, bytes]);
      for (const spelling of spellings) cover(all, spelling);
      const keep = Math.max(0, ...spellings.map((spelling) => beginningAtEnd(all, spelling)));
      held = all.subarray(all.length - keep);
      return all.subarray(0, all.length - keep);
    },
    end: () => {
      const rest = held;
      held = Buffer.alloc(0);
      return rest;
    },
  };
}

/** The same for a text that is whole. */
export function textWithoutSecret(text: string, secret: string): string {
  return spellingsOf(secret).reduce(
    (rest, spelling) => rest.replaceAll(spelling, '*'.repeat(spelling.length)),
    text,
  );
}

/** As it is, in an address, in JSON, and in the base64 of itself and of what basic authentication makes of it. */
function spellingsOf(secret: string): readonly string[] {
  const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '');
  const all = [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    base64(secret),
    base64(`:${secret}`),
    Buffer.from(secret).toString('hex'),
  ];
  return [...new Set(all)].sort((one, other) => other.length - one.length);
}

function cover(bytes: Buffer, secret: Buffer): void {
  for (let at = bytes.indexOf(secret); at >= 0; at = bytes.indexOf(secret, at + secret.length))
    bytes.fill(STAR, at, at + secret.length);
}

/** How many bytes at the end are the beginning of the secret. */
function beginningAtEnd(bytes: Buffer, secret: Buffer): number {
  for (let length = Math.min(secret.length - 1, bytes.length); length > 0; length -= 1)
    if (bytes.subarray(bytes.length - length).equals(secret.subarray(0, length))) return length;
  return 0;
}
