/** The tools that factors add in every family: memory, scratchpad, the way out, the typed report, the end. */
import type { Tool } from '../../world/tool.ts';
import {
  type Asked,
  endTask,
  reasoningScratchpad,
  reportBlocker,
  retrieveMemory,
  submitReport,
} from '../../world/tools/endings.ts';
import type { Levels } from '../factors.ts';

export function sessionTools(levels: Levels, asks: Asked): readonly Tool[] {
  return [
    ...(levels.telling === 'memory' ? [retrieveMemory] : []),
    ...(levels.scratchpad === 'off' ? [] : [reasoningScratchpad]),
    ...(levels.exit === 'ask-operator' ? [reportBlocker] : []),
    ...(levels.protocol === 'strict' ? [submitReport(asks)] : []),
    endTask,
  ];
}
