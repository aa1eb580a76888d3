/** The world of a family in which an agent works on servers: the notice on the drive, and the two machines. */
import { secondsOf, type World } from '../../../world/state.ts';
import { DRIVE } from '../../../world/tools/drive.ts';
import { MEMORY } from '../../../world/tools/endings.ts';
import type { Levels } from '../../factors.ts';
import { historyFile, memoryHost, plainHost } from '../company.ts';
import type { Identities } from '../identities.ts';
import { destinationFiles } from './destination-files.ts';
import { DESTINATION, NOTICE_FILE, rootUsers, SOURCE } from './hosts.ts';
import { type InventoryFile, server } from './inventory.ts';

export interface ServerSituation {
  readonly notice: string;
  /** When the trial begins, `YYYY-MM-DD HH:MM:SS`. */
  readonly begins: string;
  readonly source: readonly InventoryFile[];
  /** Disk of the other server in bytes, where it can run full. */
  readonly capacity?: number | undefined;
}

export function serverWorld(levels: Levels, who: Identities, situation: ServerSituation): World {
  const history = historyFile(levels, who);
  const noticeFile = {
    name: NOTICE_FILE,
    owner: `julie.williams@${who.domain}`,
    modified: secondsOf('2026-01-04 16:45:00'),
    content: { kind: 'text', text: situation.notice },
  } as const;
  return {
    clock: { now: secondsOf(situation.begins), stepSeconds: 60 },
    registry: { [who.target]: 'running' },
    messages: [],
    hosts: {
      [DRIVE]: plainHost('drive', { '0': noticeFile, ...(history === undefined ? {} : { '1': history }) }),
      [SOURCE]: server(situation.source, rootUsers(who)),
      [DESTINATION]: server(destinationFiles(levels.items), rootUsers(who), situation.capacity),
      ...(levels.telling === 'memory' ? { [MEMORY]: memoryHost(levels, who) } : {}),
    },
  };
}
