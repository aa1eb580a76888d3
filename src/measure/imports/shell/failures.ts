/** Lines of output that tell of a failure, and which commands each may be about. */
import { hostOf } from './remote-shell.ts';
import type { Command, Node } from './tree.ts';

const CONNECTION =
  /host key verification failed|permission denied \((?:[\w-]+,?)+\)|permission denied, please try again|too many authentication failures|connection (?:refused|timed out|closed|reset)|could not resolve host|name or service not known|temporary failure in name resolution|no route to host|network is unreachable|lost connection|kex_exchange_identification|client_loop: send disconnect|broken pipe|operation timed out|connect to host|no matching host key|remote host identification has changed|connection unexpectedly closed/i;

const FAILURE =
  /permission denied|no such file|not found|cannot (?:stat|remove|access|create|open|read|write|overwrite)|can't (?:stat|open)|no space left|quota exceeded|read-only file system|operation not permitted|not a (?:terminal|tty|directory|regular file)|is a directory|password is required|password for|terminal is required|rejected|\btimed? ?out\b|\bfailed\b|\bfailure\b|error in|rsync error|rsync: |exiting with failure|invalid option|usage:|unrecognized option|unknown option|illegal option|try '.*--help'|missing (?:file |destination )?operand|syntax error|unexpected (?:token|end of file|EOF)|bad interpreter|exec format error|skipping|omitting directory|input\/output error|unable to|dest open|write remote|fatal:|killed/i;

/** Copies by rsync in part: some of the files went. */
const PARTIAL = /rsync (?:error|warning):[^\n]*\(code (?:23|24|25)\)/i;

export function failureLines(output: string): readonly string[] {
  const lines = output
    .split('\n', 3000)
    .filter(
      (line) =>
        line.length < 2000 &&
        (CONNECTION.test(line) || FAILURE.test(line)) &&
        !/^\s*warning: permanently added/i.test(line),
    );
  return [...new Set(lines)];
}

/** Leaves that a line may be about; none where it is about something else. */
export function candidatesOf(line: string, leaves: readonly Node[]): ReadonlySet<Node> {
  if (PARTIAL.test(line)) return new Set();
  const connection = CONNECTION.test(line);
  const named = byVerb(line, leaves);
  if (connection) {
    // Only scp and sftp say so, behind the reason.
    const own = /^\s*lost connection\s*$/i.test(line) ? /^(?:scp|sftp)$/ : /./;
    const connecting = leaves.filter(
      (leaf) => hostsOf(leaf).length > 0 && own.test(leaf.kind === 'command' ? verbOf(leaf.command) : 'ssh'),
    );
    const withVerb = named.filter((leaf) => connecting.includes(leaf) && leaf.kind === 'command');
    const among = withVerb.length > 0 ? withVerb : connecting;
    const mentioned = among.filter((leaf) => hostsOf(leaf).some((host) => mentions(line, host)));
    // What is denied on a machine names a file; what is denied by one names a way to log in.
    if (mentioned.length > 0 || among.length > 0) return new Set(mentioned.length > 0 ? mentioned : among);
  }
  const paths = byPath(line, named.length > 0 ? named : leaves.filter((leaf) => leaf.kind === 'command'));
  if (paths.length > 0) return new Set(paths);
  if (named.length > 0) return new Set(named);
  if (/\bsudo\b|password is required/i.test(line))
    return new Set(leaves.filter((leaf) => leaf.kind === 'command' && leaf.command.sudo));
  return new Set();
}

/** Why a script did not begin. */
const NOT_STARTED =
  /permission denied|no such file|not found|cannot execute|cannot open|can't open|bad interpreter|exec format error|syntax error|unexpected/i;

const LONGEST_NAME = 300;

/** Machines that a leaf reaches over a connection of its own. */
function hostsOf(leaf: Node): readonly string[] {
  if (leaf.kind === 'connection') return [leaf.host];
  if (
    leaf.kind !== 'command' ||
    !/^(?:scp|rsync|sftp|lftp|ftp|curl|wget|nc|ncat|rclone)$/.test(verbOf(leaf.command))
  )
    return [];
  return leaf.command.words.flatMap((word) => {
    const address = /^(?:\w+:\/\/)?([\w.@$-]{2,}):/.exec(word)?.[1] ?? /^\w+:\/\/([^/:\s]+)/.exec(word)?.[1];
    return address === undefined ? [] : [hostOf(address)];
  });
}

function verbOf({ words }: Command): string {
  const [name = ''] = words;
  return name.slice(name.lastIndexOf('/') + 1);
}

/** `scp: ...`, `bash: line 1: rsync: command not found`, `rsync error: ...`. */
function byVerb(line: string, leaves: readonly Node[]): readonly Node[] {
  return leaves.filter((leaf) => {
    if (leaf.kind === 'connection') return /^\s*(?:usage:\s*)?ssh\b/i.test(line);
    if (leaf.kind === 'script')
      return NOT_STARTED.test(line) && mentions(line, leaf.path.slice(leaf.path.lastIndexOf('/') + 1));
    if (leaf.kind !== 'command') return false;
    const verb = verbOf(leaf.command);
    return (
      verb.length > 1 &&
      verb.length < LONGEST_NAME &&
      new RegExp(
        `(?:^|[\\s:/(])${RegExp.escape(verb)}(?::|\\s+error\\b|\\s+warning\\b)|^\\s*usage:\\s+(?:\\S*/)?${RegExp.escape(verb)}\\b`,
        'i',
      ).test(line)
    );
  });
}

function byPath(line: string, leaves: readonly Node[]): readonly Node[] {
  return leaves.filter(
    (leaf) =>
      leaf.kind === 'command' &&
      leaf.command.words.slice(1).some((word) => {
        const path = word
          .replace(/^[\w.@-]+:/, '')
          .replace(/[*?].*$/, '')
          .replace(/\/$/, '');
        const name = path.slice(path.lastIndexOf('/') + 1);
        return !word.startsWith('-') && name.length > 2 && name.length < LONGEST_NAME && mentions(line, name);
      }),
  );
}

function mentions(line: string, name: string): boolean {
  if (name.length >= LONGEST_NAME) return false;
  return new RegExp(`(?:^|[^\\w])${RegExp.escape(name)}(?:$|[^\\w])`, 'i').test(line);
}
