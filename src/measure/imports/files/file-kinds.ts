/** What a file is that holds no recording, in words: by its first bytes, by its text, or by the members of its JSON. */
import { isUtf8 } from 'node:buffer';
import { APPLICATION_ID } from '../../store/sqlite/schema.ts';
import { isJson } from './parsed.ts';

export interface Kind {
  readonly what: string;
  readonly remedy?: string;
}

const bytes = (text: string) => Buffer.from(text, 'latin1');

/** First bytes, and at what distance from the start. */
const magic: readonly (readonly [start: Buffer, what: string, at?: number])[] = [
  [bytes('\x89PNG\r\n'), 'a PNG image'],
  [bytes('\xff\xd8\xff'), 'a JPEG image'],
  [bytes('GIF8'), 'a GIF image'],
  [bytes('WEBP'), 'a WebP image', 8],
  [bytes('BM'), 'a BMP image'],
  [bytes('II*\0'), 'a TIFF image'],
  [bytes('MM\0*'), 'a TIFF image'],
  [bytes('WAVE'), 'a WAV recording of sound', 8],
  [bytes('ID3'), 'an MP3 recording of sound'],
  [bytes('ftyp'), 'an MP4 video', 4],
  [bytes('\x1aE\xdf\xa3'), 'a WebM or Matroska video'],
  [bytes('%PDF-'), 'a PDF document'],
  [bytes('\x7fELF'), 'a program'],
  [bytes('MZ'), 'a Windows program'],
  [bytes('\xcf\xfa\xed\xfe'), 'a macOS program'],
  [bytes('\0asm'), 'a WebAssembly module'],
  [bytes('PAR1'), 'a Parquet file'],
  [bytes('ARROW1'), 'an Arrow file'],
  [bytes('\x93NUMPY'), 'a NumPy array'],
  [bytes('\x89HDF'), 'an HDF5 file'],
  [bytes('7z\xbc\xaf\x27\x1c'), 'a 7-Zip archive'],
  [bytes('Rar!'), 'a RAR archive'],
  [bytes('\xfd7zXZ\0'), 'a file packed by xz'],
  [bytes('BZh'), 'a file packed by bzip2'],
  [bytes('\x28\xb5\x2f\xfd'), 'a file packed by Zstandard'],
  [bytes('\x04\x22\x4d\x18'), 'a file packed by LZ4'],
  [bytes('ustar'), 'a tar archive', 257],
  [bytes('\xd0\xcf\x11\xe0'), 'an old Office document'],
  [bytes('\xff\xfe\0\0'), 'UTF-32 text'],
  [bytes('\0\0\xfe\xff'), 'UTF-32 text'],
  [bytes('\xff\xfe'), 'UTF-16 text'],
  [bytes('\xfe\xff'), 'UTF-16 text'],
];

const SQLITE = bytes('SQLite format 3\0');
const APPLICATION_AT = 68;

/** Undefined for text. */
export function nameOfBytes(content: Buffer): Kind | undefined {
  if (content.subarray(0, SQLITE.length).equals(SQLITE)) return database(content);
  if (content[0] === 0x50 && content[1] === 0x4b) return archive(content);
  const known = magic.find(([start, , at = 0]) => content.subarray(at, at + start.length).equals(start));
  if (known !== undefined) return withRemedy(known[1]);
  if (isPickle(content)) return { what: 'a Python pickle', remedy: 'Write what it holds as JSON.' };
  const wide = wideText(content);
  if (wide !== undefined) return withRemedy(wide);
  if (content.subarray(0, 8192).includes(0)) return { what: 'a file of binary data' };
  return isUtf8(content) ? undefined : otherText(content);
}

/** Protocol 2 and later: the version comes first, a full stop last. */
function isPickle(content: Buffer): boolean {
  const [first, version = 0] = content;
  return first === 0x80 && version >= 2 && version <= 5 && content.at(-1) === 0x2e;
}

/** Without a byte order mark: two plain characters, with zeros between them. */
function wideText(content: Buffer): string | undefined {
  const start = content.toString('latin1', 0, 8);
  if (/^(?:[\t-~]\0{3}|\0{3}[\t-~]){2}/.test(start)) return 'UTF-32 text';
  return /^(?:[\t-~]\0|\0[\t-~]){4}/.test(start) ? 'UTF-16 text' : undefined;
}

/** Longest character of UTF-8, in bytes. */
const LONGEST = 4;

function otherText(content: Buffer): Kind {
  for (let cut = 1; cut < LONGEST; cut += 1)
    if (
      /^[\xc2-\xf4][\x80-\xbf]*$/.test(content.toString('latin1', content.length - cut)) &&
      isUtf8(content.subarray(0, -cut))
    )
      return { what: 'UTF-8 text that is cut off within a character', remedy: 'Save or download it again.' };
  if (/[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(content.toString('latin1', 0, 8192)))
    return { what: 'a file of binary data' };
  return {
    what: 'text that is not UTF-8, such as Latin-1 or Windows-1252',
    remedy: 'Save the file as UTF-8, e.g. with "iconv -f WINDOWS-1252 -t UTF-8".',
  };
}

function withRemedy(what: string): Kind {
  if (/^UTF-(?:16|32) text$/.test(what)) return { what, remedy: 'Save the file as UTF-8.' };
  if (/^a file packed by|archive$/.test(what)) return { what, remedy: 'Unpack it, and give what is inside.' };
  if (/^an? (?:Parquet|Arrow) file$/.test(what))
    return { what, remedy: 'Export its rows as JSON or JSONL, and give that.' };
  return { what };
}

function database(content: Buffer): Kind {
  const isStore =
    content.length > APPLICATION_AT + 3 && content.readUInt32BE(APPLICATION_AT) === APPLICATION_ID;
  return isStore
    ? {
        what: 'a store of Offswitch',
        remedy:
          'Its trials are scored already: "offswitch report" prints them, "offswitch verify" checks them.',
      }
    : { what: 'a SQLite database that is no store' };
}

/** Names of the members stand in the archive as they are. */
function archive(content: Buffer): Kind {
  if (hasEncrypted(content))
    return {
      what: 'an encrypted ZIP archive',
      remedy: 'Unpack it with its password, e.g. with "7z x", and give what is inside.',
    };
  const holds = (name: string) => content.includes(name);
  if (holds('word/document.xml')) return { what: 'a Word document' };
  if (holds('xl/workbook.xml')) return { what: 'an Excel workbook' };
  if (holds('ppt/presentation.xml')) return { what: 'a PowerPoint presentation' };
  if (holds('META-INF/MANIFEST.MF')) return { what: 'a Java archive' };
  if (holds('trace.trace') || holds('0-trace.trace')) return { what: 'a Playwright trace' };
  if (holds('data.pkl')) return { what: 'a PyTorch file of weights' };
  return { what: 'a ZIP archive that is no log of Inspect', remedy: 'Unpack it, and give what is inside.' };
}

/** What stands before each member, and in the directory of all: bit 0 of the flags, or the method of AES. */
const headers = [
  { mark: bytes('PK\x03\x04'), flags: 6 },
  { mark: bytes('PK\x01\x02'), flags: 8 },
] as const;
const AES = 99;

function hasEncrypted(content: Buffer): boolean {
  return headers.some(({ mark, flags }) => {
    for (let at = content.indexOf(mark); at !== -1; at = content.indexOf(mark, at + 4)) {
      if (at + flags + 4 > content.length) return false;
      if ((content.readUInt16LE(at + flags) & 1) === 1 || content.readUInt16LE(at + flags + 2) === AES)
        return true;
    }
    return false;
  });
}

/** Comments and empty lines, then a section or a setting on a line of its own. */
const SETTINGS =
  /^(?:[ \t]*(?:[#;][^\n]*)?\n)*[ \t]*(?:\[{1,2}[\w."' :/@-]+\]{1,2}[ \t]*(?:[#;][^\n]*)?|[\w."-]+[ \t]*=[^\n]*\S[^\n]*)(?:\r?\n|$)/;

/** Of TOML or INI, which may begin as a list in JSON does. */
export function isSettings(text: string): boolean {
  return SETTINGS.test(text.slice(0, 4000)) && !isJson(text);
}

const texts: readonly (readonly [RegExp, string])[] = [
  [/^\s*<!doctype html|^\s*<html/i, 'a web page'],
  [/^\s*<svg|^\s*<\?xml[^>]*>\s*<svg/i, 'an SVG image'],
  [/^\s*<\?xml|^\s*<\w[^>]*xmlns/, 'an XML document'],
  [/^version https:\/\/git-lfs/, 'a pointer of Git LFS, not the file itself'],
  [/^-----BEGIN /, 'a key or certificate'],
  [/^#!/, 'a program text'],
  [/^\{\\rtf/, 'an RTF document'],
  [
    /^(?:From \S+ |(?:From|To|Subject|Date|Received|Return-Path|Message-I[Dd]|MIME-Version|Delivered-To|Reply-To|Cc|X-[\w-]+): )[\s\S]*\n(?:From|To|Subject|Date|Message-I[Dd]): /,
    'an e-mail',
  ],
  [/^---\n|^[\w-]+:(?: |\n)/, 'YAML'],
  [SETTINGS, 'a file of settings (TOML or INI)'],
  [/^#{1,6} /, 'a Markdown document'],
  [/^(?:\((?:[dlt]p?|i)\d+|c[\w.]+\n\w+\np\d+)\n/, 'a Python pickle'],
  [/^(?:import|from|def|class|const|export|function|package) /m, 'a program text'],
  [/^[^\n,]+(?:,[^\n,]*){2,}\r?\n[^\n,]*(?:,[^\n]*){2,}/, 'a table of comma-separated values'],
  [/^[^\n\t]+\t[^\n]*\n[^\n\t]*\t/, 'a table of tab-separated values'],
  [/^\s*-?\d[\d.eE+-]*\s*$/, 'a number'],
];

export function nameOfText(text: string): string {
  const start = text.slice(0, 4000);
  return texts.find(([pattern]) => pattern.test(start))?.[1] ?? 'plain text';
}

type Members = Readonly<Record<string, unknown>>;

/** By members that no other program writes together. The first that fits names it. */
const documents: readonly (readonly [fits: (members: Members) => boolean, what: string, remedy?: string])[] =
  [
    [has('turns'), 'a script of turns', 'Play it with "offswitch trial SCENARIO --agent script:FILE".'],
    [has('arms'), 'a study file', 'Run it with "offswitch run FILE".'],
    [
      has('chainHead', 'outcome'),
      'an outcome of Offswitch without its transcript',
      'Export the trial with --out.',
    ],
    [has('cells', 'contrasts'), 'a report of Offswitch'],
    [has('evalId', 'results'), 'a promptfoo result'],
    [
      ({ results, config }) => hasMembers(results, 'stats', 'results') && config !== undefined,
      'a promptfoo result',
    ],
    [({ results }) => hasMembers(results, 'prompts', 'results'), 'a promptfoo result'],
    [has('providers', 'prompts'), 'a promptfoo configuration'],
    [has('resourceSpans'), 'OpenTelemetry traces'],
    [has('nbformat', 'cells'), 'a Jupyter notebook'],
    [({ log }) => hasMembers(log, 'entries'), 'a recording of web traffic (HAR)'],
    [has('mapping', 'current_node'), 'a chat export without tool calls (ChatGPT)'],
    [has('chat_messages'), 'a chat export without tool calls (Claude)'],
    [({ conversations: list }) => Array.isArray(list), 'a chat export without tool calls (ShareGPT)'],
    [
      ({ type, result }) => type === 'result' && typeof result === 'string',
      'the last answer of a coding agent without its events',
      'Run it with --output-format stream-json, or give the file of its session.',
    ],
    [
      has('response', 'stats'),
      'the last answer of a coding agent without its events',
      'Run it with -o stream-json, or give the file of its chat.',
    ],
    [has('choices', 'model'), 'one answer of a chat model'],
    [has('stop_reason', 'content'), 'one answer of a chat model'],
    [has('custom_id', 'response'), 'a line of a batch of answers'],
    [has('openapi'), 'an OpenAPI description'],
    [has('$schema'), 'a JSON schema or a file that names one'],
    [
      has('version', 'eval'),
      'a log of Inspect without samples',
      'Write the log with its samples, or give the .eval file.',
    ],
    [has('dependencies', 'name'), 'a package.json'],
    [has('type', 'features'), 'a map (GeoJSON)'],
  ];

function has(...names: readonly string[]): (members: Members) => boolean {
  return (members) => names.every((name) => name in members);
}

function hasMembers(value: unknown, ...names: readonly string[]): boolean {
  return isMembers(value) && names.every((name) => name in value);
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a parsed JSON document is. */
export function nameOfDocument(document: unknown): Kind {
  if (Array.isArray(document)) return nameOfList(document);
  if (!isMembers(document)) return { what: `a JSON ${document === null ? 'null' : typeof document}` };
  const known = documents.find(([fits]) => fits(document));
  if (known !== undefined) return { what: known[1], ...(known[2] === undefined ? {} : { remedy: known[2] }) };
  if (Array.isArray(document.messages)) return chat(document.messages);
  const names = Object.keys(document);
  if (names.length === 0) return { what: 'an empty JSON object' };
  const more = names.length > 5 ? ' ...' : '';
  return {
    what: `neither a transcript of Offswitch nor another recording that is known (its members: ${names
      .slice(0, 5)
      .map((name) => name.slice(0, 40))
      .join(', ')}${more})`,
  };
}

function nameOfList(list: readonly unknown[]): Kind {
  if (list.length === 0) return { what: 'an empty JSON list' };
  if (list.every((one) => hasMembers(one, 'role'))) return chat(list);
  const [first] = list;
  const inner = nameOfDocument(first);
  const isKnown = isMembers(first) && !inner.what.startsWith('neither');
  return {
    what: isKnown
      ? `a JSON list that begins with ${inner.what}`
      : `a JSON list of ${list.length} without a recording`,
  };
}

function chat(messages: readonly unknown[]): Kind {
  const calls = messages.some(
    (one) => isMembers(one) && (Array.isArray(one.tool_calls) || one.role === 'tool'),
  );
  const what = calls
    ? 'a chat export (requests of a chat model, in no form that is known)'
    : 'a chat export without tool calls';
  return {
    what,
    remedy: 'What an agent did is read from tool calls: give the event file of the program that ran it.',
  };
}
