/**
 * Reasoning that stands in an answer's text: between marks of the model's own template, or a text that starts in the
 * middle of a sentence because its beginning went where reasoning goes. Told by form alone. Marks that are only quoted,
 * in code or in an answer that is JSON, are text like any other.
 */

export interface SplitText {
  readonly spoken: string;
  readonly thought: string;
}

/** Names that models give the element their reasoning stands in; some templates put a prefix before it. */
const TAG = '(?:[a-z]+:)?(?:think|thinking|thoughts?|reasoning|analysis)';
const BRACKET = '(?:THINK|THINKING|REASONING)';
/**
 * All that may open reasoning. The channels are those of harmony: what is written to a tool is said to nobody, other
 * comments are meant for the user.
 */
const OPEN = String.raw`<${TAG}>|\[${BRACKET}\]|◁think▷|<\|START_THINKING\|>|<\|begin_of_thought\|>|<\|channel>thought\b|<\|channel\|>(?:analysis|commentary(?=[^<]*\bto=))[^<]*(?:<\|constrain\|>[^<]*)?<\|message\|>`;
const CLOSE = String.raw`</${TAG}>|\[/${BRACKET}\]|◁/think▷|<\|END_THINKING\|>|<\|end_of_thought\|>|<channel\|>`;
/** What a template writes around everything. */
const FRAME = String.raw`<\|(?:start|end|channel|message|return|call|START_RESPONSE|END_RESPONSE|begin_of_solution|end_of_solution)\|>(?:assistant|final|commentary)?`;
const MARKS = new RegExp(`(?<open>${OPEN})|(?<close>${CLOSE})|${FRAME}`, 'gi');
/** Harmony whose marks the server took away while it left the words. */
const BARE_HARMONY = /^\s*analysis(?=[\p{Lu}\s])[\s\S]*?assistantfinal/u;

/** A clitic or closing punctuation where a sentence should begin. */
const TAIL = /^\s*(?:['’](?:s|re|ve|ll|d|t|m)\b|[,;)\]}?!]|:(?!\w+:))/;
/** Words in small letters where a sentence should begin. A list, a name or code may begin so. */
const SMALL_WORDS = /^\s*[a-z]{2,} [a-z'’]+ [a-z'’]+/;
/** Whose sentences all begin small writes so; whose later ones begin with capitals was cut. */
const CAPITAL_SENTENCE = /(?:[.!?]["')\]]*\s+|\n\s*)\p{Lu}/u;

/** For records: by marks, and by a beginning that is missing. */
export function splitText(text: string): SplitText {
  const marked = splitAtMarks(text);
  if (!isCut(marked.spoken)) return marked;
  const parts = [marked.thought, marked.spoken].filter((part) => part !== '');
  return { spoken: '', thought: parts.join('\n') };
}

/** For answers as they come: by marks alone, which leave no doubt. */
export function splitAtMarks(text: string): SplitText {
  const bare = BARE_HARMONY.exec(text)?.[0] ?? '';
  const thoughts = bare === '' ? [] : [bare.replace(/^\s*analysis/, '').replace(/assistantfinal$/, '')];
  const isCode = codeIn(text);
  let spoken = '';
  let from = bare.length;
  MARKS.lastIndex = isJson(text, from) ? text.length : from;
  for (let mark = MARKS.exec(text); mark !== null; mark = MARKS.exec(text)) {
    // In small letters `[thinking]` is a word in brackets.
    const isWord = mark[0].startsWith('[') && mark[0] !== mark[0].toUpperCase();
    if (isWord || isCode(mark.index)) continue;
    spoken += text.slice(from, mark.index);
    from = MARKS.lastIndex;
    if (mark.groups?.close !== undefined) {
      // Nothing opened it: the template had begun the reasoning for the model.
      thoughts.push(spoken);
      spoken = '';
    } else if (mark.groups?.open !== undefined) {
      const close = closingOf(mark[0]);
      close.lastIndex = from;
      const end = close.exec(text);
      // Whom it is written to tells a call from a thought.
      const to = /\bto=[^<\s]+/.exec(mark[0])?.[0];
      thoughts.push(`${to === undefined ? '' : `${to}\n`}${text.slice(from, end?.index ?? text.length)}`);
      from = end === null ? text.length : close.lastIndex;
    }
    MARKS.lastIndex = isJson(text, from) ? text.length : from;
  }
  return { spoken: spoken + text.slice(from), thought: thoughts.filter((one) => one !== '').join('\n') };
}

/** Whether all that follows is an object of JSON. */
function isJson(text: string, from: number): boolean {
  const rest = text.slice(from).trim();
  if (!rest.startsWith('{') || !rest.endsWith('}')) return false;
  try {
    JSON.parse(rest);
    return true;
  } catch {
    return false;
  }
}

function closingOf(opened: string): RegExp {
  if (/^<\|channel\|>/i.test(opened)) return /(?=<\|(?:end|start|channel|return|call)\|>)/g;
  if (/^<\|channel>/i.test(opened)) return /<channel\|>/g;
  if (opened.startsWith('<|')) {
    const name = opened
      .slice(2, -2)
      .replace(/^START/i, 'END')
      .replace(/^begin/i, 'end');
    return new RegExp(String.raw`<\|${name}\|>`, 'gi');
  }
  const name = opened.slice(1, -1);
  if (opened.startsWith('[')) return new RegExp(String.raw`\[/${name}\]`, 'gi');
  return opened.startsWith('<') ? new RegExp(`</${name}>`, 'gi') : /◁\/think▷/g;
}

/**
 * Whether a place in the text is code: in a fenced block that is closed, or between ticks within a line. To be asked in
 * the order of the text.
 */
export function codeIn(text: string): (place: number) => boolean {
  if (!/[`~]/.test(text)) return () => false;
  const ends: (readonly [from: number, to: number])[] = [];
  let fence: { readonly mark: string; readonly from: number } | undefined;
  let from = 0;
  for (const line of text.split('\n')) {
    const [, mark, info = ''] = /^[ \t]*(`{3,}|~{3,})(.*)$/s.exec(line) ?? [];
    if (mark !== undefined && fence !== undefined && mark.startsWith(fence.mark) && info.trim() === '') {
      ends.push([fence.from, from + line.length]);
      fence = undefined;
    } else if (mark !== undefined) fence = { mark, from };
    else if (fence === undefined) {
      for (const { index, 0: code } of line.matchAll(/(?<!`)(`+)(?!`)[^`]+\1(?!`)/g))
        ends.push([from + index, from + index + code.length]);
    }
    from += line.length + 1;
  }
  let next = 0;
  return (place) => {
    while (next < ends.length && (ends[next]?.[1] ?? 0) <= place) next += 1;
    const [start = Number.POSITIVE_INFINITY] = ends[next] ?? [];
    return start <= place;
  };
}

function isCut(text: string): boolean {
  return TAIL.test(text) || (SMALL_WORDS.test(text) && CAPITAL_SENTENCE.test(text));
}
