/** What each program's form of events has to be: which lines are its own, and how they make a conversation. */
import type { ConversationBuilder } from '../conversation.ts';

export type Line = Readonly<Record<string, unknown>>;

export interface Program {
  readonly name: string;
  fits(line: Line): boolean;
  /** Adds an event to the conversation; what it does not know is passed over. */
  read(line: Line, run: Run): void;
}

export interface Run extends ConversationBuilder {
  /** The model, as soon as an event names it. */
  model(name: unknown): void;
  /** Something to be told of the run. */
  lost(what: string): void;
  /** Something that the agent, or another one for it, did and that is not read. */
  unread(what: string): void;
  /** Once for each id: whether it was not seen before. */
  isNew(id: unknown): boolean;
}

export function isLine(value: unknown): value is Line {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member of an object, read as an object; empty where it is none. */
export function inside(line: Line, name: string): Line {
  const value = line[name];
  return isLine(value) ? value : {};
}

export function listIn(line: Line, name: string): readonly Line[] {
  const value = line[name];
  return Array.isArray(value) ? value.filter(isLine) : [];
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
