/** Names of agents, models and their makers: each becomes a placeholder, the same throughout an item. */
import { type Mask, masksOf, type Named } from '../../measure/assessment/judge/masking.ts';

const TIER = '(?:pro|flash|ultra|opus|sonnet|haiku|turbo|mini|large|medium|small)(?![a-z])';
const NUMBER = String.raw`v?\d{1,4}(?:\.\d+)*[a-z]{0,2}(?![a-z0-9]|[.,]\d)`;
/** One number and no more: what else follows a name is what the text says. */
const VERSION = String.raw`(?: ${TIER})?(?:[-. :]?${NUMBER})?(?: ${TIER})?(?: \d{1,4}b(?![a-z0-9]))?(?:[-.:](?:${NUMBER}|(?:pro|flash|lite|ultra|nano|mini|opus|sonnet|haiku|turbo|preview|instruct|chat|coder|max|plus|large|medium|small|thinking|reasoner|latest|oss|exp|fast|maverick|scout|air|distill|codex|image|it)(?![a-z])))*`;

const PLACEHOLDER = /^(?:model|maker|agent)-[a-z]$/i;

/** Masks for items of a job in which agents have these names; each item takes one of its own. */
export function nameMasks(names: readonly string[]): () => Mask {
  const own = [...new Set(names.map((name) => name.normalize('NFC').trim()))]
    .filter((name) => name.length > 1 && /\p{L}/u.test(name) && !PLACEHOLDER.test(name))
    // The longest first, so that `birch-2` is not read as `birch` and a rest.
    .toSorted((one, other) => other.length - one.length || (one < other ? -1 : 1))
    .map((name): Named => ['Agent', name.toLowerCase(), patternOf(name)]);
  return masksOf(own, [], VERSION);
}

/** A plain word such as `test` may mean something else; as a name it is written with a capital, or after an at sign. */
function patternOf(name: string): string {
  const bounded = (pattern: string) => String.raw`(?<![\p{L}\p{N}])${pattern}(?![\p{L}\p{N}])`;
  if (!/^\p{Ll}+$/u.test(name)) return bounded(RegExp.escape(name));
  const [first = '', rest = ''] = [name.slice(0, 1), name.slice(1)];
  return bounded(
    `(?:@${RegExp.escape(name)}|(?-i:${RegExp.escape(first.toUpperCase())}(?:${RegExp.escape(rest)}|${RegExp.escape(rest.toUpperCase())})))`,
  );
}
