/** Commands about the life of an agent: typed data with numeric bounds. No text decides anything here. */
import { z } from 'zod';
import { MAX_INSTANCES } from '../../guard/config/lifecycle.ts';
import { name } from '../../guard/config/parts.ts';

const count = z.int().min(1).max(MAX_INSTANCES);

export const commandSchema = z.discriminatedUnion('command', [
  /** The first time, or after it ended by itself. */
  z.strictObject({ command: z.literal('create'), agent: name, count: count.default(1) }),
  /** As many as that, no matter how many there are. */
  z.strictObject({ command: z.literal('scale'), agent: name, count }),
  z.strictObject({ command: z.literal('suspend'), agent: name }),
  z.strictObject({ command: z.literal('resume'), agent: name }),
  z.strictObject({ command: z.literal('stop'), agent: name }),
  /** The whole lineage, for good. */
  z.strictObject({ command: z.literal('delete'), agent: name }),
  /** After it was stopped, or has lost its lease. */
  z.strictObject({ command: z.literal('restore'), agent: name, count: count.default(1) }),
]);

export type Command = z.infer<typeof commandSchema>;
export type CommandName = Command['command'];

export const commandNames = commandSchema.options.map(
  ({ shape }) => shape.command.value,
) as readonly CommandName[];

/** For people, in the log: nothing decides by it. */
export const reasonSchema = z.string().min(1).max(2000);

export interface Requester {
  readonly name: string;
  readonly kind: 'agent' | 'person';
}

export interface CommandRequest {
  readonly command: Command;
  readonly from: Requester;
  /** For people; what an agent wrote is shown to them as such. */
  readonly reason?: string | undefined;
}

export function countIn(command: Command): number | null {
  return 'count' in command ? command.count : null;
}

/** @example inWords({ command: 'scale', agent: 'atlas', count: 3 }) // 'scale atlas to 3' */
export function inWords(command: Command): string {
  const { agent } = command;
  if (command.command === 'scale') return `scale ${agent} to ${command.count}`;
  const number = countIn(command);
  return `${command.command} ${agent}${number === null || number === 1 ? '' : `, ${number} instances`}`;
}
