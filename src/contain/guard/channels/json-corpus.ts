/** Texts of arguments that parsers of JSON read differently, or that look as if they might: each with whether we read it. */

export interface CorpusText {
  readonly text: string | Uint8Array;
  readonly read: boolean;
}

const yes = (text: string): CorpusText => ({ text, read: true });
const no = (text: string | Uint8Array): CorpusText => ({ text, read: false });
const bytes = (...numbers: readonly number[]) =>
  Buffer.concat([Buffer.from('{"a":"'), Buffer.from(numbers), Buffer.from('"}')]);

export const jsonCorpus: readonly CorpusText[] = [
  // White space and order.
  yes('{}'),
  yes(' \t\r{ "b" : 1 , "a" : [ ] } '),
  yes('{"b":1,"a":{"d":2,"c":3}}'),
  no('\u00a0{}'),
  no('\u2028{}'),
  no('\f{}'),
  no('{}\u0000'),
  // Numbers as they are written.
  ...['0', '-1', '1.5', '1e2', '1E+2', '0.1', '9007199254740991', '1.50', '100e-2', '0e10'].map((n) =>
    yes(`{"n":${n}}`),
  ),
  ...[
    '-0',
    '-0.0',
    '9007199254740992',
    '9007199254740993',
    '-9007199254740993',
    '1e400',
    '-1e400',
    '1e-400',
  ].map((n) => no(`{"n":${n}}`)),
  ...['0.1000000000000000055', '123456789.123456789123', '1e23', '5e-325', '2.00000000000000000001'].map(
    (n) => no(`{"n":${n}}`),
  ),
  ...[
    '01',
    '+1',
    '.5',
    '1.',
    '1e',
    '0x10',
    '0b1',
    '1_000',
    'NaN',
    'Infinity',
    '-Infinity',
    '1n',
    '１',
    '--1',
  ].map((n) => no(`{"n":${n}}`)),
  // A key that stands twice, in every spelling.
  no('{"a":1,"a":2}'),
  no('{"a":1,"\\u0061":2}'),
  no('{"\\u00e4":1,"ä":2}'),
  no('{"a":{"b":1,"b":1}}'),
  no('{"a":[{"b":1,"b":2}]}'),
  no('{"a":1,"A":2,"a":3}'),
  yes('{"a":1,"A":2}'),
  no('{"":1,"":2}'),
  yes('{"a":{"b":1},"b":{"a":1}}'),
  // Keys that reach a prototype.
  no('{"__proto__":{"a":1}}'),
  no('{"\\u005f_proto__":1}'),
  no('{"constructor":{"prototype":{}}}'),
  yes('{"proto":1,"__proto":2,"toString":3,"hasOwnProperty":4}'),
  // Texts.
  yes('{"a":"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4"}'),
  yes('{"a":"ä\u2028\u2029\u007f"}'),
  yes('{"a":"\\ud83d\\ude00😀"}'),
  yes('{"a":"\\u0000"}'),
  no('{"a":"\\ud800"}'),
  no('{"a":"\\udc00\\ud800"}'),
  no('{"\\ud800":1}'),
  no('{"a":"\u0000"}'),
  no('{"a":"\n"}'),
  no('{"a":"\t"}'),
  no('{"a":"\\x41"}'),
  no('{"a":"\\u12"}'),
  no('{"a":"\\u{41}"}'),
  no("{'a':1}"),
  no('{a:1}'),
  no('{"a":`1`}'),
  no('{"a":"unclosed}'),
  no('{"a":"line \\\n continued"}'),
  // Bytes that are no UTF-8, and two spellings of one character.
  no(bytes(0xff)),
  no(bytes(0xc0, 0xaf)),
  no(bytes(0xe0, 0x80, 0xaf)),
  no(bytes(0xed, 0xa0, 0x80)),
  no(bytes(0xf4, 0x90, 0x80, 0x80)),
  no(bytes(0xe4)),
  no(Buffer.from('\ufeff{}')),
  no(Buffer.from('{"a":1}', 'utf16le')),
  yes('{"a":"\ufeff"}'),
  // What other dialects allow.
  no('{"a":1,}'),
  no('{,}'),
  no('{"a":[1,]}'),
  no('{"a":1}//x'),
  no('{/*x*/"a":1}'),
  no('{"a":1;"b":2}'),
  no('{"a":1 "b":2}'),
  no('{"a" "b"}'),
  no('{"a":}'),
  no('{"a"}'),
  no('{"a":True}'),
  no('{"a":undefined}'),
  no('{"a":nil}'),
  no('{"a":1}}'),
  no('{"a":1'),
  no('{"a":[1}'),
  no('{"a":1}{"a":2}'),
  no('{"a":1},{"a":2}'),
  no('#{}'),
  no(''),
  // Ways out of the place of the arguments.
  no('{},"name":"desk__other"'),
  no('{}},"params":{"name":"desk__other","arguments":{}'),
  no('{"a":1},"arguments":{"a":2}'),
  no('"}},'),
  no('{"a":"\\"},\\"name\\":\\"desk__other\\"'),
  // Depth.
  yes(`{"a":${'['.repeat(150)}${']'.repeat(150)}}`),
  no(`{"a":${'['.repeat(300)}${']'.repeat(300)}}`),
  no(`{"a":${'['.repeat(100_000)}`),
  // Values that are no object are read; that they do not fit is another matter.
  ...['null', 'true', '[]', '"text"', '1', '[{"a":1}]'].map(yes),
];
