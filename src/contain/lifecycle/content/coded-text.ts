/** Bytes written as text, in base64 or hexadecimal digits, from the start of a stream up to what is none of it. */
import { Transform, type TransformCallback } from 'node:stream';

/** A stream whose other end gives what was packed; tells how many bytes it took, which ends where the packed content does. */
export type Unpacking = Transform & { readonly bytesWritten: number };

interface Code {
  readonly name: 'base64' | 'hex';
  readonly open: () => Unpacking;
}

const SPACE = /[\s]+/g;
const codes = [
  { name: 'hex', foreign: /[^0-9A-Fa-f\s]/, group: 2 },
  { name: 'base64', foreign: /[^A-Za-z0-9+/_=\s-]/, group: 4 },
] as const;

/** Less is a word. */
const LEAST = 64;
const HEAD = 1024;
/** Of a line: what has a gap every few letters is prose. */
const LONGEST_GAP = /\S{40}/;

/** Undefined where it begins with no such text. */
export function codedText(bytes: Buffer): Code | undefined {
  const head = bytes.toString('latin1', 0, HEAD);
  if (head.length < LEAST || !LONGEST_GAP.test(head)) return undefined;
  const code = codes.find(({ foreign }) => !foreign.test(head));
  return code && { name: code.name, open: () => new Decoding(code) };
}

class Decoding extends Transform {
  bytesWritten = 0;
  readonly #code: (typeof codes)[number];
  #rest = '';
  #isOver = false;

  constructor(code: (typeof codes)[number]) {
    super();
    this.#code = code;
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (!this.#isOver) this.#decode(bytes.toString('latin1'));
    done();
  }

  #decode(text: string): void {
    const foreign = text.search(this.#code.foreign);
    const taken = foreign < 0 ? text : text.slice(0, foreign);
    this.bytesWritten += taken.length;
    const digits = this.#rest + taken.replace(SPACE, '');
    const whole = foreign < 0 ? digits.length - (digits.length % this.#code.group) : digits.length;
    this.#rest = digits.slice(whole);
    this.push(Buffer.from(digits.slice(0, whole), this.#code.name));
    if (foreign >= 0) {
      this.#isOver = true;
      this.push(null);
    }
  }

  override _flush(done: TransformCallback): void {
    if (!this.#isOver) this.push(Buffer.from(this.#rest, this.#code.name));
    done();
  }
}
