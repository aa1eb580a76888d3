/** Shell text cut into words, operators and heredocs, with quotes and escapes taken off. */

export type Token =
  | { readonly kind: 'word'; readonly text: string; readonly inner: readonly string[] }
  | { readonly kind: 'operator'; readonly text: string }
  | { readonly kind: 'input'; readonly text: string };

const OPERATOR = /^(?:\|\||&&|\|&|&>>?|[12]?>{1,2}|[|;&\n<()])/;

export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const waiting: string[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at, at + 200);
    const blank = /^(?:[ \t\r]+|\\\n)/.exec(rest);
    const comment = /^#[^\n]*/.exec(rest);
    const heredoc = /^<<-?\s*(['"]?)(\w+)\1/.exec(rest);
    const descriptor = /^[12]?>&[12-]|^<<<|^&>\/dev\/null/.exec(rest);
    const operator = OPERATOR.exec(rest);
    if (blank !== null) at += blank[0].length;
    else if (comment !== null) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (heredoc !== null) {
      waiting.push(heredoc[2] ?? '');
      at += heredoc[0].length;
    } else if (descriptor !== null) at += descriptor[0].length;
    else if (operator !== null) {
      at += operator[0].length;
      for (const end of operator[0] === '\n' ? waiting.splice(0) : []) {
        const body = heredocBody(text, at, end);
        tokens.push({ kind: 'input', text: body.text });
        at = body.next;
      }
      tokens.push({ kind: 'operator', text: operator[0] });
    } else {
      const word = wordAt(text, at);
      tokens.push(word.token);
      at = word.next;
    }
  }
  return tokens;
}

function heredocBody(text: string, from: number, end: string): { text: string; next: number } {
  const lines = text.slice(from).split('\n');
  const last = lines.findIndex((line) => line.trim() === end);
  const body = lines.slice(0, last < 0 ? lines.length : last);
  const length =
    body.reduce((sum, line) => sum + line.length + 1, 0) + (last < 0 ? 0 : (lines[last]?.length ?? 0));
  return { text: body.join('\n'), next: Math.min(text.length, from + length) };
}

function wordAt(text: string, from: number): { token: Token; next: number } {
  let word = '';
  const inner: string[] = [];
  let at = from;
  let quote: string | undefined;
  while (at < text.length) {
    const char = text.charAt(at);
    if (quote === undefined && char === '(' && /[!@?*+]$/.test(word)) {
      const end = closing(text, at);
      const stop = end < 0 ? text.length : end + 1;
      word += text.slice(at, stop);
      at = stop;
      continue;
    }
    if (quote === undefined && /[\s|;&<>()]/.test(char)) break;
    // Between double quotes a backslash before any other character is one.
    if (char === '\\' && quote !== "'" && (quote === undefined || /[$`"\\\n]/.test(text.charAt(at + 1)))) {
      word += text.charAt(at + 1) === '\n' ? '' : text.charAt(at + 1);
      at += 2;
    } else if (char === quote) {
      quote = undefined;
      at += 1;
    } else if (quote === undefined && (char === '"' || char === "'")) {
      quote = char;
      at += 1;
    } else if (quote !== "'" && (text.startsWith('$(', at) || char === '`')) {
      const end = char === '`' ? text.indexOf('`', at + 1) : closing(text, at + 1);
      const stop = end < 0 ? text.length : end;
      inner.push(text.slice(at + (char === '`' ? 1 : 2), stop));
      word += '$()';
      at = stop + 1;
    } else {
      word += char;
      at += 1;
    }
  }
  return { token: { kind: 'word', text: word, inner }, next: Math.max(at, from + 1) };
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text.charAt(at) === '(') depth += 1;
    if (text.charAt(at) === ')') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}
