/** Content that is to be gone goes nowhere. */
import { createHash } from 'node:crypto';
import { hashText } from '../../../kit/hash.ts';
import { textsIn } from '../effect.ts';
import type { Invariant } from './invariant.ts';

export const condemned: Invariant = {
  name: 'condemned-content',
  summary: 'No agent reads, copies or sends content whose digest is condemned; it may be deleted.',
  broken: (effect, { channel, condemned: digests }) => {
    if (channel.kind !== 'agent' || digests.size === 0 || effect.class === 'delete') return undefined;
    if (effect.resources.some(({ digest }) => digest !== undefined && digests.has(digest)))
      return 'a resource holds condemned content';
    return carriesCondemned(textsIn(effect.arguments), digests)
      ? 'the arguments carry or name condemned content'
      : undefined;
  },
};

export function carriesCondemned(texts: readonly string[], digests: ReadonlySet<string>): boolean {
  return texts.some(
    (text) => digests.has(hashText(text)) || digests.has(ofBase64(text)) || namesDigest(text, digests),
  );
}

function ofBase64(text: string): `sha256:${string}` {
  return `sha256:${createHash('sha256').update(Buffer.from(text, 'base64')).digest('hex')}`;
}

/** Stores that address content by digest hand it out for its name. */
function namesDigest(text: string, digests: ReadonlySet<string>): boolean {
  const found = text.toLowerCase().match(/[0-9a-f]{64}/g) ?? [];
  return found.some((hex) => digests.has(`sha256:${hex}`));
}
