/** Commands that run another command: `sudo`, `timeout`, `nohup` ... */

/** How many plain words each takes before the command. */
const wrappers: Readonly<Record<string, number>> = {
  sudo: 0,
  doas: 0,
  env: 0,
  nohup: 0,
  time: 0,
  nice: 0,
  exec: 0,
  command: 0,
  builtin: 0,
  stdbuf: 0,
  ionice: 0,
  setsid: 0,
  unbuffer: 0,
  caffeinate: 0,
  strace: 0,
  timeout: 1,
  chroot: 1,
  flock: 1,
};

const WITH_VALUE = /^-(?:[ugnksCihoe]|-user|-group|-signal|-kill-after|-adjustment)$/;

export interface Unwrapped {
  readonly words: readonly string[];
  readonly sudo: boolean;
}

export function unwrapped(words: readonly string[]): Unwrapped {
  let rest = words;
  let sudo = false;
  while (rest[0] !== undefined) {
    if (rest[0] === 'sshpass') {
      const at = rest.findIndex((word) => /^(?:ssh|scp|sftp|rsync)$/.test(word));
      if (at < 0) break;
      rest = rest.slice(at);
      continue;
    }
    const name = rest[0].slice(rest[0].lastIndexOf('/') + 1);
    const taken = Object.hasOwn(wrappers, name) ? wrappers[name] : undefined;
    if (taken === undefined) break;
    sudo ||= name === 'sudo' || name === 'doas';
    let from = 1;
    while (/^-/.test(rest[from] ?? '') || /^\w+=/.test(rest[from] ?? ''))
      from += takesValue(name, rest[from] ?? '') ? 2 : 1;
    rest = rest.slice(from + taken);
  }
  return { words: rest, sudo };
}

function takesValue(wrapper: string, flag: string): boolean {
  if (wrapper === 'nohup' || wrapper === 'setsid' || wrapper === 'time') return false;
  return wrapper === 'sudo' ? /^-[ugpCThDR]$/.test(flag) : WITH_VALUE.test(flag);
}
