/** Event files of coding agents: whose they are, and the conversation that they hold. */
import { type Message, startConversation } from '../conversation.ts';
import { anthropicMessages, claude } from './claude.ts';
import { codex, codexRollout } from './codex.ts';
import { gemini } from './gemini.ts';
import { opencode, opencodeExport } from './opencode.ts';
import { copilot, pi } from './others.ts';
import { isLine, type Line, type Program } from './program.ts';

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
  const seen = new Set<unknown>();
  let model = 'unknown model';
  const conversation = startConversation();
  const run = {
    ...conversation,
    model: (name: unknown) => {
      if (typeof name === 'string' && name !== '' && name !== '<synthetic>') model = name;
    },
    lost: (what: string) => losses.push(what),
    isNew: (id: unknown) => {
      const fresh = !seen.has(id);
      seen.add(id);
      return fresh;
    },
  };
  for (const line of lines) program.read(line, run);
  return { program: program.name, model, messages: conversation.finished(), losses };
}

function linesOf(document: unknown): readonly Line[] {
  if (Array.isArray(document)) return document.filter(isLine);
  if (!isLine(document)) return [];
  // The chats of Gemini CLI are one document whose messages are its events.
  const { messages } = document;
  return 'sessionId' in document && Array.isArray(messages) ? messages.filter(isLine) : [document];
}
