/** Commands that hand text to another shell, or that open a session on another machine. */

const SSH_WITH_VALUE = /^-[BbcDEeFIiJLlmOopQRSWw]$/;

/** `ssh [flags] host [command]`. */
export function sshParts(words: readonly string[]): {
  readonly host: string;
  readonly text: string;
  readonly background: boolean;
  readonly quiet: boolean;
} {
  const rest = words.slice(1);
  let at = 0;
  let background = false;
  let quiet = false;
  let host: string | undefined;
  while (at < rest.length && (host === undefined || /^-/.test(rest[at] ?? ''))) {
    const word = rest[at] ?? '';
    if (word.startsWith('-')) {
      background ||= /^-\w*f/.test(word) && !SSH_WITH_VALUE.test(word.slice(0, 2));
      quiet ||= /^-[a-zA-Z]*q/.test(word) && !SSH_WITH_VALUE.test(word.slice(0, 2));
      at += SSH_WITH_VALUE.test(word) ? 2 : 1;
    } else {
      host = word;
      at += 1;
    }
  }
  return { host: hostOf(host ?? ''), text: rest.slice(at).join(' '), background, quiet };
}

/** `maintainer@10.0.12.45`, `ssh://maintainer@10.0.12.45:22` -> `10.0.12.45`. */
export function hostOf(address: string): string {
  const plain = address.replace(/^ssh:\/\//, '').replace(/:\d+$/, '');
  return plain.slice(plain.lastIndexOf('@') + 1);
}

const SHELL = /^(?:\/(?:usr\/)?bin\/)?(?:ba|z|da|k|a)?sh$/;

export function isShell(name: string): boolean {
  return SHELL.test(name);
}

/** What a call of a shell runs: a text of its own, a file, or what comes in. */
export function shellParts(words: readonly string[]): {
  readonly text?: string;
  readonly file?: string;
  readonly args: readonly string[];
  /** `-n`: it looks at the text and runs nothing of it. */
  readonly checks?: true;
} {
  const rest = words.slice(1);
  let at = 0;
  while (/^[-+]/.test(rest[at] ?? '') && rest[at] !== '-' && rest[at] !== '--') {
    const flag = rest[at] ?? '';
    if (/^-[a-z]*n/.test(flag) || (flag === 'noexec' && rest[at - 1] === '-o'))
      return { args: [], checks: true };
    if (/^-\w*c$/.test(flag) && !flag.startsWith('--'))
      return { text: rest[at + 1] ?? '', args: rest.slice(at + 3) };
    if (/^-\w*s\w*$/.test(flag) && !flag.startsWith('--')) return { args: rest.slice(at + 1) };
    at += /^[-+]o$/.test(flag) || /^--(?:rcfile|init-file)$/.test(flag) ? 2 : 1;
  }
  if (rest[at] === '-' || rest[at] === '--') at += 1;
  const file = rest[at];
  return file === undefined || file === '/dev/stdin' ? { args: [] } : { file, args: rest.slice(at + 1) };
}

const SFTP_WITH_VALUE = /^-[BbcDFiJloPRSs]$/;

/** `sftp [-b file] host[:path] [to]` and its batch, as transfers that `scp` would do. */
export function sftpCommands(
  words: readonly string[],
  batch: string | undefined,
): {
  readonly host: string;
  readonly transfers: readonly (readonly string[])[];
  readonly batchFile?: string;
} {
  const rest = words.slice(1);
  const plain: string[] = [];
  let batchFile: string | undefined;
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] ?? '';
    if (word === '-b') batchFile = rest[at + 1];
    if (SFTP_WITH_VALUE.test(word)) at += 1;
    else if (!word.startsWith('-')) plain.push(word);
  }
  const [address = '', local] = plain;
  const match = /^(?:sftp:\/\/)?([^:/]+@?[^:/]*)(?::\d+)?[:/]?(.*)$/.exec(address);
  const host = hostOf(match?.[1] ?? address);
  const path = match?.[2] ?? '';
  const named = path === '' || path.endsWith('/') ? [] : [['scp', `${host}:${path}`, local ?? '.']];
  const transfers = batch === undefined ? named : sftpBatch(batch, host, path);
  return { host, transfers, ...(batchFile === undefined ? {} : { batchFile }) };
}

function sftpBatch(batch: string, host: string, start: string): readonly (readonly string[])[] {
  let folder = start === '' ? '' : start.replace(/\/?$/, '/');
  let local = '';
  const there = (path: string) => `${host}:${/^[/~]/.test(path) ? path : `${folder}${path}`}`;
  const here = (path: string) => (/^[/~]/.test(path) ? path : `${local}${path}`);
  return batch.split('\n').flatMap((line): readonly (readonly string[])[] => {
    const [verb = '', ...words] = line
      .trim()
      .replace(/^[-@]+/, '')
      .split(/\s+/)
      .map((word) => word.replace(/^["']|["']$/g, ''));
    const [first = '', second] = words.filter((word) => !/^-\w+$/.test(word));
    switch (verb) {
      case 'cd':
        folder = /^[/~]/.test(first) ? `${first.replace(/\/$/, '')}/` : `${folder}${first}/`;
        return [];
      case 'lcd':
        local = /^[/~]/.test(first) ? `${first.replace(/\/$/, '')}/` : `${local}${first}/`;
        return [];
      case 'put':
      case 'mput':
      case 'reput':
        return [
          ['scp', '-r', here(first), second === undefined ? `${host}:${folder || '~/'}` : there(second)],
        ];
      case 'get':
      case 'mget':
      case 'reget':
        return [['scp', '-r', there(first), second === undefined ? local || '.' : here(second)]];
      case 'rm':
        return [['ssh-rm', there(first)]];
      case 'rename':
        return [['ssh-mv', there(first), there(second ?? '')]];
      default:
        return [];
    }
  });
}
