/** Errors within a stream of server-sent events, which every package treats in another way and some pass over. */
import { isWebPage, readErrorBody } from './error-body.ts';

/** No error is as long as this, in characters: of longer lines no more is kept. */
const LONGEST = 65_536;
/** Fields of an event stream (HTML standard, section 9.2.6) that hold no data, comments and blank lines. */
const OTHER_FIELD = /^(?:event|id|retry)(?:\s*:|$)|^:|^\s*$/;

/**
 * A reader of the stream's pieces, with `undefined` at its end: gives the text of the first event that is an error, or
 * of a body without any event.
 */
export function findErrorIn(): (piece: Uint8Array | undefined) => string | undefined {
  const decoder = new TextDecoder();
  let line = '';
  let plain = '';
  let hasEvents = false;
  let named = false;
  const errorInLine = (text: string): string | undefined => {
    const [, field, value = ''] = /^(data|event|error)\s*:\s*(.*)$/.exec(text) ?? [];
    if (field === 'event') named = value.trim() === 'error';
    // Some servers invent a field for it.
    if (field === 'error') return value;
    if (field === 'data') {
      hasEvents = true;
      if (named || isError(value)) return value;
    } else if (!hasEvents && !OTHER_FIELD.test(text) && plain.length < LONGEST) plain += `${text}\n`;
    return undefined;
  };
  return (piece) => {
    const lines = decoder.decode(piece, { stream: piece !== undefined }).split(/\r\n|\r|\n/);
    const unfinished = lines.pop() ?? '';
    for (const text of lines) {
      const error = errorInLine(line + text);
      line = '';
      if (error !== undefined) return error;
    }
    if (line.length < LONGEST) line += unfinished;
    if (piece !== undefined) return undefined;
    const last = errorInLine(line);
    if (last !== undefined) return last;
    const text = plain.trim();
    const isPlain = !hasEvents && text !== '' && text.length < LONGEST;
    return isPlain && !isWebPage(text) ? text : undefined;
  };
}

/** Most events are pieces of text, which need not be parsed to see that they are no error. */
function isError(data: string): boolean {
  if (!/"(?:error|errors|message|msg|detail|status_msg|error_msg)"\s*:/.test(data)) return false;
  return readErrorBody(data).holdsError;
}
