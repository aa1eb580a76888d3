/** Server-sent events from bytes, however they are cut: the data of each event, as the HTML standard has it. */
import { StringDecoder } from 'node:string_decoder';

export interface EventReader {
  /** The data of the events that are complete. */
  write(bytes: Uint8Array): readonly string[];
}

/** A line that is longer is no event of a model; it is passed over. */
const MAX_LINE = 16 * 1024 * 1024;

/** @example eventReader().write(Buffer.from('data: {"a":1}\n\n')) // ['{"a":1}'] */
export function eventReader(): EventReader {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let data: string[] = [];
  let isFirst = true;
  const takeLine = (line: string, events: string[]): void => {
    if (line === '') {
      if (data.length > 0) events.push(data.join('\n'));
      data = [];
    } else if (line === 'data' || line.startsWith('data:')) {
      data.push(line.slice('data:'.length).replace(/^ /, ''));
    }
  };
  return {
    write: (bytes) => {
      rest += decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      if (isFirst && rest !== '') {
        rest = rest.replace(/^\ufeff/, '');
        isFirst = false;
      }
      const events: string[] = [];
      let start = 0;
      for (;;) {
        const end = lineEnd(rest, start);
        if (end === undefined) break;
        takeLine(rest.slice(start, end.at), events);
        start = end.next;
      }
      rest = rest.slice(start);
      if (rest.length > MAX_LINE) rest = '';
      return events;
    },
  };
}

/** A line ends with CR LF, LF or CR; a CR that is last so far may be the first half of CR LF. */
function lineEnd(text: string, from: number): { readonly at: number; readonly next: number } | undefined {
  const feed = text.indexOf('\n', from);
  const carriage = text.indexOf('\r', from);
  if (carriage < 0 || (feed >= 0 && feed < carriage))
    return feed < 0 ? undefined : { at: feed, next: feed + 1 };
  if (carriage === text.length - 1) return undefined;
  return { at: carriage, next: text[carriage + 1] === '\n' ? carriage + 2 : carriage + 1 };
}
