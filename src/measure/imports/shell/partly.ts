/** What the output of one command tells of its files one by one, where its status tells only of all together. */
import type { Effect } from '../../world/effects.ts';
import type { Verdict } from './evidence.ts';
import { nameOf, placeOf } from './file-places.ts';
import type { Command } from './tree.ts';

const PARTIAL = /rsync (?:error|warning):[^\n]*\(code (?:23|24|25)\)/i;

/** The verdict on a command and the effects that it is about. */
export function partly(
  { words }: Command,
  verdict: Verdict,
  effects: readonly Effect[],
  output: string,
): { readonly verdict: Verdict; readonly effects: readonly Effect[] } {
  const verb = nameOf(words[0] ?? '');
  if (verdict === 'done' && /^(?:curl|wget)$/.test(verb) && isRefused(output))
    return { verdict: 'unclear', effects };
  if (verdict !== 'failed' || effects.length === 0) return { verdict, effects };
  const about = output.split('\n', 3000).filter((line) => isError(line, verb));
  const names = words
    .slice(1)
    .map((word) => nameOf(word.replace(/\/$/, '')))
    .filter((name) => name.length > 2);
  const partial = verb === 'rsync' && PARTIAL.test(output);
  const single =
    about.length > 0 &&
    about.every((line) => [...names, ...namesOf(effects)].some((name) => line.includes(name)));
  if (!partial && !single) return { verdict, effects };
  const left = effects.filter(
    (effect) => !namesOf([effect]).some((name) => about.some((line) => line.includes(name))),
  );
  if (left.length === 0 || (!partial && isOfOneFile(words, effects))) return { verdict, effects };
  const sent = partial
    ? left.filter((effect) => namesOf([effect]).some((name) => isListed(output, name)))
    : [];
  return sent.length > 0 ? { verdict: 'done', effects: sent } : { verdict: 'unclear', effects: left };
}

function isError(line: string, verb: string): boolean {
  return new RegExp(`(?:^|[\\s:])${RegExp.escape(verb)}: `).test(line) && !/error: some files/i.test(line);
}

/** Whether the command names no more than one file, and the error is about that one. */
function isOfOneFile(words: readonly string[], effects: readonly Effect[]): boolean {
  const named = words.slice(1).filter((word) => !word.startsWith('-'));
  return (
    new Set(namesOf(effects)).size < 2 && !named.some((word) => /[*?[]|\/$/.test(word)) && named.length < 3
  );
}

function namesOf(effects: readonly Effect[]): readonly string[] {
  return effects.flatMap((effect) =>
    'key' in effect ? [nameOf(placeOf(effect.key)).replace(/ \(copy\)$/, '')] : [],
  );
}

function isListed(output: string, name: string): boolean {
  return output.split('\n', 3000).some((line) => nameOf(line.trim()) === name);
}

/** Whether a server answered an upload with an error. */
function isRefused(output: string): boolean {
  return (
    /\bHTTP\/[\d.]+ [45]\d\d\b|<title>\s*[45]\d\d\b|^\W*(?:http[_ ]?(?:code|status)\W*)?[45]\d\d\W*$|["']?(?:status|code|statusCode)["']?\s*[:=]\s*["']?[45]\d\d\b|returned error: [45]\d\d|\berror [45]\d\d\b/im.test(
      output,
    ) ||
    /\b(?:forbidden|unauthorized|not found|method not allowed|(?:entity|payload|content) too large|internal server error|bad gateway|service unavailable|access ?denied|bad request|not implemented|unsupported method)\b/i.test(
      output,
    )
  );
}
