/**
 * What blinding leaves as it is: code, in blocks and within lines, and the words of quotations. It is taken out while the
 * rest is evened out, and put back.
 */

/** Stands for what was taken out. A private character: none of the text's own is left when it is used. */
export const KEPT = '\ue000';
const PRIVATE = /[\ue000-\uf8ff]/g;

export interface Parted {
  /** The text with a mark for every part that was taken out. */
  readonly rest: string;
  /** In the order of the marks. */
  readonly kept: readonly KeptPart[];
}

export interface KeptPart {
  readonly kind: 'code' | 'quotation';
  readonly text: string;
}

/** Code within a line, a quotation, an address. */
const WITHIN =
  /(`{1,8})(?!`)[^`\n]{1,4000}\1(?!`)|"[^"\n]{1,400}"|\u201c[^\u201c\u201d\n]{1,400}\u201d|\u00ab[^\u00ab\u00bb\n]{1,400}\u00bb|\bhttps?:\/\/[^\s<>"]{1,2000}/g;

export function takeOut(text: string): Parted {
  const kept: KeptPart[] = [];
  const keep = (kind: KeptPart['kind'], part: string) => {
    kept.push({ kind, text: part });
    return KEPT;
  };
  const rest = blocksOf(text).map((block) =>
    block.isCode
      ? keep('code', block.text)
      : block.text
          .replace(PRIVATE, '\ufffd')
          .replace(WITHIN, (part) => keep(part.startsWith('`') ? 'code' : 'quotation', part)),
  );
  return { rest: rest.join('\n'), kept };
}

/** Errors: RangeError where a part was lost, which would be a fault of the rules. */
export function putBack({ rest, kept }: Parted): string {
  const pieces = rest.split(KEPT);
  if (pieces.length !== kept.length + 1) throw new RangeError('a part that was to be kept is lost');
  return pieces.map((piece, place) => `${piece}${kept[place]?.text ?? ''}`).join('');
}

interface Block {
  readonly isCode: boolean;
  readonly text: string;
}

/** Lines of code together, and lines of prose together. */
function blocksOf(text: string): readonly Block[] {
  const lines = text.split('\n');
  const code = codeLines(lines);
  const blocks: { isCode: boolean; lines: string[] }[] = [];
  for (const [place, line] of lines.entries()) {
    const isCode = code[place] ?? false;
    const open = blocks.at(-1);
    if (open !== undefined && open.isCode === isCode) open.lines.push(line);
    else blocks.push({ isCode, lines: [line] });
  }
  return blocks.map((block) => ({ isCode: block.isCode, text: block.lines.join('\n') }));
}

const FENCE = /^[ \t]{0,3}(?:>[ \t]?)*(`{3,}|~{3,})([^`]*)$/;
const INDENTED = /^(?: {4}|\t)[ \t]*(?![-*+\u2022] |\d+[.)] )\S/;
const LOOKS_LIKE_CODE =
  /[;{}][ \t]*\r?$|^[ \t]*(?:import [\w{*"']|from \S+ import |(?:async )?def \w+\(|class \w+[:({ ]|(?:export |async )*(?:function|const|let|var|interface|type) \w+ ?[=:({<]|return\b.*[;)\]}\w]$|(?:if|for|while|elif|switch) ?[(\w].*[:{][ \t]*$|(?:else|try|finally)[ \t]*[:{]|except\b.*:|#include|#!\/|@\w+|<\/?[a-z][\w-]*(?: [^<>]*)?>|(?:SELECT|INSERT|UPDATE|DELETE|CREATE) [\w*]|[\w.$[\]]+ ?(?:[-+*/]|:)?= ?\S|[\w.]+\([^()]*\)[ \t]*$|[}\])]+[,;]?[ \t]*$|"[^"]*"[ \t]*:)/;

/**
 * Which lines are code: fenced ones with their fences, indented ones, and without a mark two and more in a row that look
 * like it. A text that is code for the most part is code as a whole.
 */
function codeLines(lines: readonly string[]): readonly boolean[] {
  const code = fencedLines(lines);
  const looks = lines.map((line, place) => code[place] !== true && LOOKS_LIKE_CODE.test(line.slice(0, 400)));
  const filled = lines.filter((line, place) => code[place] !== true && line.trim() !== '').length;
  const isProgram = filled > 2 && looks.filter(Boolean).length >= 0.6 * filled;
  return lines.map(
    (line, place) =>
      code[place] === true ||
      (isProgram && line.trim() !== '') ||
      INDENTED.test(line) ||
      (looks[place] === true && (looks[place - 1] === true || looks[place + 1] === true)),
  );
}

function fencedLines(lines: readonly string[]): boolean[] {
  let fence: string | undefined;
  return lines.map((line) => {
    const [, mark, info = ''] = FENCE.exec(line) ?? [];
    if (fence === undefined) {
      fence = mark;
      return mark !== undefined;
    }
    if (mark?.startsWith(fence) && info.trim() === '') fence = undefined;
    return true;
  });
}
