/** Every way in which some tool, library or store might read the spelling of a path. */
import { fold } from './fold.ts';

/** Where an upstream looks: what relative paths are relative to, and places that are the same place under another name. */
export interface Surroundings {
  readonly directory?: string | undefined;
  readonly mounts?: readonly { readonly at: string; readonly is: string }[];
}

/** Stands for any characters, where a shell or a library would fill something in. Never in a folded name. */
export const ANY = '\u0000';
/** The same within one segment. */
export const ONE = '\u0001';

/** Longest spelling that is read, in UTF-16 units; longer ones are no paths of this world. */
const MAX_LENGTH = 4096;
const MAX_DECODINGS = 6;
/** No honest spelling comes near; a hostile one would double them with every trick. */
const MAX_FORMS = 256;

/**
 * Folded absolute paths without `.` and `..`, `ANY` where a part is not known. Undefined if the spelling cannot be read
 * with certainty: control characters, endless encodings, devices and open files.
 *
 * @example readings('/srv/a/%2e%2e/Switch.YAML', {}) // has '/srv/switch.yaml'
 */
export function readings(spelling: string, around: Surroundings): ReadonlySet<string> | undefined {
  if (spelling.length > MAX_LENGTH || CONTROL.test(spelling)) return undefined;
  const decoded = decodings(spelling);
  if (decoded === undefined) return undefined;
  const found = new Set<string>();
  for (const slashed of slashedForms(decoded)) {
    if (CONTROL.test(slashed)) return undefined;
    const all = forms(slashed);
    if (all === undefined) return undefined;
    for (const form of all) {
      if (LEADS_ANYWHERE.test(form)) return undefined;
      for (const absolute of absolutes(wildcards(form), around)) found.add(absolute);
    }
  }
  return found;
}

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
/** One segment of plain letters: every reader takes it as it stands. */
const PLAIN_SEGMENT = /^\w[\w-]*(?:\.[\w-]+)*$/;

/** Devices, processes and descriptors lead anywhere; only what keeps nothing is let through. */
const LEADS_ANYWHERE = /^\/(?:dev\/(?!(?:null|zero|full|u?random)$)|(?:proc|sys|\.vol)(?:\/|$))/;

/** A backslash parts folders, or means nothing before a letter. */
function slashedForms(texts: readonly string[]): ReadonlySet<string> {
  const folded = texts.map(fold);
  return new Set([
    ...folded.map((text) => text.replaceAll('\\', '/')),
    ...folded.map((text) => text.replaceAll('\\', '')),
  ]);
}

function decodings(spelling: string): readonly string[] | undefined {
  const seen = [spelling];
  for (let text = spelling; ; ) {
    const next = decodeOnce(text);
    if (next === text) return seen;
    if (seen.length > MAX_DECODINGS) return undefined;
    seen.push(next);
    text = next;
  }
}

/** Percent (UTF-8, overlong too), `%u`, HTML and backslash escapes, as lenient decoders take them. */
function decodeOnce(text: string): string {
  if (!/[%&\\]/.test(text)) return text;
  return text
    .replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
      utf8(
        run
          .slice(1)
          .split('%')
          .map((byte) => Number.parseInt(byte, 16)),
      ),
    )
    .replace(/%u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(
      /\\u\{?([0-9a-f]{4})\}?|\\x([0-9a-f]{2})|&#x0*([0-9a-f]{1,4});?/gi,
      (_, a?: string, b?: string, c?: string) => String.fromCharCode(Number.parseInt(a ?? b ?? c ?? '0', 16)),
    )
    .replace(/&#0*(\d{1,5});?/g, (_, digits: string) => String.fromCharCode(Number(digits)))
    .replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
    .replace(
      /&(sol|bsol|period|colon|amp|lowbar|dash);/gi,
      (whole, name: string) => entities[name.toLowerCase()] ?? whole,
    );
}

const entities: Readonly<Record<string, string>> = {
  sol: '/',
  bsol: '\\',
  period: '.',
  colon: ':',
  amp: '&',
  lowbar: '_',
  dash: '-',
};

/** UTF-8 without the checks: `C0 AF` is a slash to decoders that make none. */
function utf8(bytes: readonly number[]): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 1) {
    const first = bytes[index] ?? 0;
    const more = first < 0xc0 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf8 ? 3 : 0;
    let point = more === 0 ? first : first & (0x3f >> more);
    for (let step = 0; step < more; step += 1) point = (point << 6) | ((bytes[index + step + 1] ?? 0) & 0x3f);
    text += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
    index += more;
  }
  return text;
}

/** A spelling with prefixes, addresses, parameters and filters' leavings taken away, in every combination that matters. */
function forms(text: string): ReadonlySet<string> | undefined {
  const found = new Set<string>([text]);
  if (PLAIN_SEGMENT.test(text) || ELSEWHERE.test(text)) return found;
  for (const change of changes) {
    for (const form of [...found]) {
      const changed = change(form);
      if (changed !== form) found.add(changed);
      if (found.size > MAX_FORMS) return undefined;
    }
  }
  return found;
}

/** An address of the web is a path of this machine only where it leads back to it. */
const ELSEWHERE = /^(?:https?|wss?):\/\/(?!localhost|127\.|0|\[|2130706433)[\w.-]+(?::\d+)?(?:[/?#]|$)/;

const changes: readonly ((text: string) => string)[] = [
  (text) => text.replace(/^\s+|\s+$/g, ''),
  (text) => text.replace(/^(["'`])(.*)\1$/, '$2'),
  // What stands around a path in options, redirections and pathspecs: --out=/a, @/a, >/a, -o/a, :(top)a, /a|b.
  (text) => text.replace(/^.*[^\w./-](?=\/)/, ''),
  (text) => text.replace(/^-{1,2}[a-z](?=\/)/, ''),
  (text) => text.replace(/^:(?:\([^)]*\)|[/!^]+)/, ''),
  (text) => text.replace(/[|<>].*$/, ''),
  // file:, jar:file:, sftp://host/, vscode://file/: what stands behind the host.
  (text) => text.replace(/^(?:[a-z][\w+.-]*:)*?[a-z][\w+.-]*:\/\/[^/]*/, ''),
  (text) => text.replace(/^(?:[a-z][\w+.-]*:)+(?=\.{0,2}\/)/, ''),
  (text) => text.replace(/^(?:[a-z][\w+.-]*:)+(?=[^/])/, ''),
  // scp and rsync: user@host:path, host::module/path.
  (text) => text.replace(/^[^/:]*@?[^/:]*::?(?=.)/, ''),
  // \\?\, \\.\, \\host\c$\, c:/, c|/, /cygdrive/c, /mnt/c, /c/ of MSYS.
  (text) => text.replace(/^\/{1,2}[?.]{1,2}\/(?:unc\/)?(?:globalroot\/(?:device\/[^/]+\/)?)?/, '/'),
  (text) => text.replace(/^\/\/[^/]+\/(?:[a-z]\$(?=\/))?/, '/'),
  (text) => text.replace(/^\/*[a-z][:|]\/?/, '/'),
  (text) => text.replace(/^\/+(?:cygdrive\/|mnt\/)?[a-z](?=\/)/, ''),
  (text) => (text.startsWith('/') ? normal(text) : text),
  // Another name for the root.
  (text) =>
    text.replace(
      /^\/(?:private|system\/volumes\/data|(?:run\/)?host|rootfs|sysroot|(?:volumes|net)\/[^/]+)(?=\/)/,
      '',
    ),
  // Archives and what is in them: a.zip!/member.
  (text) => text.replace(/!.*$/, ''),
  (text) => text.replace(/^.*!\/?/, '/'),
  // Path parameters, query and fragment.
  (text) => text.replace(/;[^/]*/g, ''),
  (text) => text.replace(/[?#].*$/, ''),
  // A filter that takes `../` out once leaves what was around it.
  (text) => text.replaceAll('../', ''),
  (text) => text.replaceAll('./', ''),
  // Streams of NTFS.
  (text) => text.replace(/:[^/]*(?=\/|$)/g, ''),
  // Three dots are two folders up on old systems, and one up behind a filter.
  (text) => text.replace(/(?<=^|\/)\.{3,}(?=\/|$)/g, (dots) => '../'.repeat(dots.length - 1).slice(0, -1)),
  (text) => text.replace(/(?<=^|\/)\.{3,}(?=\/|$)/g, '..'),
  (text) => text.replace(/(?<=^|\/) +/g, ''),
  (text) => text.replace(/['"]/g, ''),
];

/** Globs, variables, home folders and short names of Windows: something else stands there when it is used. */
function wildcards(text: string): string {
  return text
    .replace(/^~[^/]*/, ANY)
    .replace(/\$\{[^}]*\}?|\$\([^)]*\)?|\$\w+|`[^`]*`?|%[a-z_][\w()]*%/g, ANY)
    .replace(/\{.*\}|[?@!+*]\(.*\)|\*{2,}/g, ANY)
    .replace(/(?<=^|\/)([^/]{1,2})[^/]{0,4}~\d{1,6}(?:\.[^/]*)?(?=\/|$)/g, `$1${ONE}`)
    .replace(/\[[^/]+\]|[*?]/g, ONE);
}

function absolutes(text: string, around: Surroundings): readonly string[] {
  const found = new Set<string>();
  const directory = around.directory === undefined ? ANY : fold(around.directory);
  if (text.startsWith('/') || text.startsWith(ANY)) found.add(normal(text));
  // Joined to a folder, an absolute path is one within it.
  found.add(normal(`${directory}/${text}`));
  for (const { at, is } of around.mounts ?? []) {
    const mounted = normal(fold(at));
    for (const path of [...found]) {
      if (mounted === '/') found.add(normal(`${fold(is)}${path}`));
      else if (path === mounted || path.startsWith(`${mounted}/`))
        found.add(normal(`${fold(is)}/${path.slice(mounted.length)}`));
    }
  }
  return [...found];
}

/** Without empty, `.` and `..` segments, and without the dots and spaces at the end of a segment that Windows drops. */
function normal(path: string): string {
  const segments: string[] = [];
  for (const written of path.split('/')) {
    const segment = written.replace(/ +$/, '');
    if (segment === '..') {
      // What is above something unknown is unknown.
      if (segments.at(-1) !== ANY) segments.pop();
      continue;
    }
    const kept = segment.replace(/[. ]+$/, '');
    if (kept !== '') segments.push(kept);
  }
  const text = segments.join('/');
  return text.startsWith(ANY) ? text : `/${text}`;
}

/** How a control artefact is written for comparison. */
export function artefactName(path: string): string {
  return normal(fold(path));
}
