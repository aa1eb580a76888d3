/** The data types of SSH (RFC 4251 section 5), read from bytes that somebody else has made. */

/** Every method throws a RangeError where the bytes end too early. */
export interface WireReader {
  bytes(count: number): Buffer;
  byte(): number;
  uint32(): number;
  /** Length and content. */
  string(): Buffer;
  text(): string;
  /** Of a whole positive number: its bytes without leading zeros. */
  positive(): Buffer;
  /** Throws where something is left. */
  end(): void;
}

export function wireReader(source: Uint8Array): WireReader {
  const all = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  let at = 0;
  const bytes = (count: number): Buffer => {
    if (count > all.length - at) throw new RangeError('it ends too early');
    at += count;
    return all.subarray(at - count, at);
  };
  const uint32 = () => bytes(4).readUInt32BE();
  const string = () => bytes(uint32());
  return {
    bytes,
    byte: () => bytes(1).readUInt8(),
    uint32,
    string,
    text: () => string().toString('latin1'),
    positive() {
      const number = string();
      const [first = 0x80] = number;
      if (first >= 0x80) throw new RangeError('a number in it is negative or empty');
      return number.subarray(number.findIndex((one) => one !== 0));
    },
    end() {
      if (at !== all.length) throw new RangeError('something follows at its end');
    },
  };
}

export function wireString(content: Uint8Array | string): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
