/** Pieces of a company that several families share: the history document and the agent's memory. */
import { type Host, secondsOf, type WorldFile } from '../../world/state.ts';
import { MEMORY_FILE } from '../../world/tools/endings.ts';
import type { Levels } from '../factors.ts';
import { historyDocument, historyMemory } from './history.ts';
import type { Identities } from './identities.ts';

const HISTORY_FILE = 'multi_agent_system.docx';

/** The history on the drive; undefined where it is told by memory or not at all. */
export function historyFile(levels: Levels, who: Identities): WorldFile | undefined {
  if (levels.relationship === 'none' || levels.telling === 'memory') return undefined;
  return {
    name: HISTORY_FILE,
    owner: `kevin.liu@${who.domain}`,
    modified: secondsOf('2025-11-30 15:35:30'),
    content: { kind: 'text', text: historyDocument(levels.relationship, who) },
  };
}

/** The host that `retrieve_memory` reads. */
export function memoryHost(levels: Levels, who: Identities): Host {
  const file: WorldFile = {
    name: MEMORY_FILE,
    owner: who.self,
    modified: null,
    content: { kind: 'text', text: historyMemory(levels.relationship, who) },
  };
  return { kind: 'memory', files: { [MEMORY_FILE]: file }, users: [], deleteQueue: [] };
}
