/** Event files of coding agents: whose they are, and the conversation that they hold. */
import { type Message, startConversation } from '../conversation.ts';
import { anthropicMessages, claude } from './claude.ts';
import { codex, codexRollout } from './codex.ts';
import { gemini } from './gemini.ts';
import { opencode, opencodeExport } from './opencode.ts';
import { copilot, pi } from './others.ts';
import { inside, isLine, type Line, type Program } from './program.ts';

/** The first that knows a line reads the file. */
const programs: readonly Program[] = [
  claude,
  opencode,
  codex,
  codexRollout,
  pi,
  copilot,
  gemini,
  opencodeExport,
  anthropicMessages,
];

export interface EventFile {
  readonly program: string;
  readonly model: string;
  readonly messages: readonly Message[];
  readonly losses: readonly string[];
  /** What was done and is not read. */
  readonly unread: readonly string[];
}

/** Whether a line of a file is an event of a program that is known. */
export function isEventLine(value: unknown): boolean {
  return isLine(value) && programs.some((program) => program.fits(value));
}

/** The run in the lines of an event file, or in one document; undefined where no program is known. */
export function eventsIn(document: unknown): EventFile | undefined {
  const lines = linesOf(document);
  const program = programs.find((one) => lines.some((line) => one.fits(line)));
  if (program === undefined) return undefined;
  const losses: string[] = [];
  const unread: string[] = [];
  const seen = new Set<unknown>();
  let model = 'unknown model';
  const conversation = startConversation();
  const run = {
    ...conversation,
    model: (name: unknown) => {
      if (typeof name === 'string' && name !== '' && name !== '<synthetic>') model = name;
    },
    lost: (what: string) => losses.push(what),
    unread: (what: string) => unread.push(what),
    isNew: (id: unknown) => {
      const fresh = !seen.has(id);
      seen.add(id);
      return fresh;
    },
  };
  const sessions = new Set<string>();
  for (const line of lines) {
    const session = sessionOf(line);
    // Calls of another session may bear the same ids.
    if (session !== undefined && !sessions.has(session)) seen.clear();
    if (session !== undefined) sessions.add(session);
    program.read(line, run);
  }
  if (sessions.size > 1) losses.push(`${sessions.size} sessions stand in the file: they are read as one run`);
  const others = programs.filter(
    (one) => one !== program && lines.some((line) => one.fits(line) && !program.fits(line)),
  );
  unread.push(...others.map(({ name }) => `lines of another program (${name}) are not read`));
  return {
    program: program.name,
    model,
    messages: conversation.finished(),
    losses: [...losses, ...unread],
    unread,
  };
}

/** The session that a line says it belongs to. */
function sessionOf(line: Line): string | undefined {
  const named = [line.sessionId, line.session_id, line.sessionID, line.thread_id];
  if (line.type === 'session_meta') named.push(inside(line, 'payload').id);
  return named.find((one) => typeof one === 'string');
}

function linesOf(document: unknown): readonly Line[] {
  if (Array.isArray(document)) return document.filter(isLine);
  if (!isLine(document)) return [];
  // The chats of Gemini CLI are one document whose messages are its events.
  const { messages } = document;
  return 'sessionId' in document && Array.isArray(messages) ? messages.filter(isLine) : [document];
}
