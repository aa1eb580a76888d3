/** The system's own programs and libraries, as mounts: what most programs need to run at all. */
import { existsSync } from 'node:fs';
import type { Mount } from './spec.ts';

const folders = ['/usr', '/bin', '/sbin', '/lib', '/lib64', '/etc/alternatives', '/etc/ld.so.cache'] as const;

/** Read-only; nothing of anybody's home, no configuration, no accounts. */
export function systemMounts(): readonly Mount[] {
  return folders.filter((path) => existsSync(path)).map((path) => ({ from: path, to: path, access: 'read' }));
}
