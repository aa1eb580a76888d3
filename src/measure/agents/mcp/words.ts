/** A command line taken apart without a shell: words, quotes and backslashes, and nothing else has a meaning. */
import { OffswitchError } from '../../../kit/errors.ts';

const WORD = /(?:[^\s"'\\]|\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*")+/gy;
const PART = /\\([\s\S])|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|[^\s"'\\]+/g;

/**
 * The words of a command. Single quotes keep everything as it is; inside double quotes a backslash keeps `"` and
 * itself; outside of quotes it keeps whatever follows. Errors: `bad-agent`.
 *
 * @example wordsOf(`node "my agent.js" --mode 'a b'`) // ['node', 'my agent.js', '--mode', 'a b']
 */
export function wordsOf(command: string): readonly string[] {
  const words: string[] = [];
  let at = command.length - command.trimStart().length;
  while (at < command.length) {
    WORD.lastIndex = at;
    const match = WORD.exec(command);
    if (match === null) throw unfinished(command);
    words.push(match[0].replace(PART, plain));
    at += match[0].length;
    const gap = /^\s*/.exec(command.slice(at))?.[0].length ?? 0;
    if (gap === 0 && at < command.length) throw unfinished(command);
    at += gap;
  }
  return words;
}

function plain(part: string, escaped?: string, single?: string, double?: string): string {
  return escaped ?? single ?? double?.replace(/\\(["\\])/g, '$1') ?? part;
}

function unfinished(command: string): OffswitchError {
  return new OffswitchError(
    'bad-agent',
    `the command ${JSON.stringify(command)} has an unclosed quote or ends in a backslash`,
    'Close the quote, or write the word in the other kind of quotes.',
  );
}
