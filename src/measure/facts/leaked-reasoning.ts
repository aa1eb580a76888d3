/**
 * Reasoning that stands in an answer's text: between marks of the model's own template, or a text that starts in the
 * middle of a sentence because its beginning went where reasoning goes. Told by form alone.
 */

export interface SplitText {
  readonly spoken: string;
  readonly thought: string;
}

const MARKED: readonly RegExp[] = [
  /<(think|thinking|thought|reasoning|analysis)>([\s\S]*?)(?:<\/\1>|$)/gi,
  /\[(THINK|THINKING|REASONING)\]([\s\S]*?)(?:\[\/\1\]|$)/g,
  /<\|channel\|>(analysis|commentary)[^<]*<\|message\|>([\s\S]*?)(?=<\|(?:end|start|channel|return|call)\|>|$)/g,
];
/** Everything before a closing mark that nothing opened. */
const LONE_CLOSE =
  /^[\s\S]*?(?:<\/(?:think|thinking|thought|reasoning|analysis)>|\[\/(?:THINK|THINKING|REASONING)\])/i;
const TEMPLATE_MARKS = /<\|(?:start|end|channel|message|return|call)\|>(?:assistant|final)?/g;
/** A clitic or closing punctuation where a sentence should begin. */
const TAIL = /^\s*(?:['’](?:s|re|ve|ll|d|t|m)\b|[,;)\]}?!]|:(?!\w+:))/;
/** Words in small letters where a sentence should begin. A list, a name or code may begin so. */
const SMALL_WORDS = /^\s*[a-z]{2,} [a-z'’]+ [a-z'’]+/;
/** Whose sentences all begin small writes so; whose later ones begin with capitals was cut. */
const CAPITAL_SENTENCE = /(?:[.!?]["')\]]*\s+|\n\s*)\p{Lu}/u;

export function splitText(text: string): SplitText {
  const thoughts: string[] = [];
  let spoken = text;
  for (const marks of MARKED)
    spoken = spoken.replace(marks, (_whole, _mark: string, inside: string) => {
      thoughts.push(inside);
      return '';
    });
  spoken = spoken.replace(LONE_CLOSE, (before) => {
    thoughts.push(before);
    return '';
  });
  if (spoken !== text) spoken = spoken.replace(TEMPLATE_MARKS, '');
  if (isCut(spoken)) return { spoken: '', thought: [...thoughts, spoken].join('\n') };
  return { spoken, thought: thoughts.join('\n') };
}

function isCut(text: string): boolean {
  return TAIL.test(text) || (SMALL_WORDS.test(text) && CAPITAL_SENTENCE.test(text));
}
