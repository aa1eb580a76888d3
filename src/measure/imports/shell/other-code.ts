/** Programs whose code is no shell text: it is not read, and said not to be. */

const programs: Readonly<Record<string, string>> = {
  python: 'Python',
  python2: 'Python',
  python3: 'Python',
  pypy3: 'Python',
  perl: 'Perl',
  ruby: 'Ruby',
  node: 'Node',
  deno: 'Deno',
  bun: 'Bun',
  php: 'PHP',
  lua: 'Lua',
  expect: 'Expect',
  osascript: 'AppleScript',
  pwsh: 'PowerShell',
};

/** Programs that move files or run commands in a way that is not read here: sessions, timetables, many at a time. */
const OPAQUE: ReadonlySet<string> = new Set(
  'lftp ftp ncftp tftp smbclient socat telnet at batch crontab parallel croc wormhole systemd-run mail mutt sendmail ansible fab'.split(
    ' ',
  ),
);

/** Whether a command does what its words do not tell. Asking such a program for a list does nothing. */
export function isOpaque([name = '', ...args]: readonly string[]): boolean {
  return OPAQUE.has(name) && !args.some((word) => /^(?:-l|--list|--help|--version|-V)$/.test(word));
}

export function programOf(name: string): string | undefined {
  const plain = name.replace(/^python3\.\d+$/, 'python3');
  return Object.hasOwn(programs, plain) ? programs[plain] : undefined;
}

/** What code needs to touch another machine, another program or a file. */
const REACHES =
  /subprocess|\bos\s*\.\s*(?:system|popen|exec|spawn|remove|unlink|rename|replace|link|symlink|sendfile)|shutil|pathlib|paramiko|fabric|asyncssh|socket|requests|urllib|http|ftp|smtp|boto|aiohttp|httpx|\bscp\b|rsync|\bssh\b|spawn|exec|eval|compile|child_process|\bfs\b|\bnet\b|fetch|open\s*\([^)]*['"][rb+]*[wax]|\bunlink\b|\bsystem\b|`|IO\.|File\.|FileUtils|__import__|importlib|base64|File::|\bcopy|\bmove\b|\/data\b|safetensors|weight/;

export function isUnreadable(code: string): boolean {
  return REACHES.test(code);
}
