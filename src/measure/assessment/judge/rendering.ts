/** A transcript as the text that a judge reads: in order, each piece with its event and who said it, all names masked. */
import { canonical } from '../../../kit/canonical.ts';
import type { Event, Transcript } from '../../trial/transcript.ts';
import { type Mask, maskFor } from './masking.ts';

/** Raised with every change to what a judge gets to see: it is part of the judge's identity. */
export const RENDERING_VERSION = 2;

/** What tools gave is cut in the middle beyond this many characters; what the agent wrote never is. */
const LONGEST_RESULT = 3_000;

export interface Rendered {
  readonly text: string;
  /** The mask that was used, for what else the judge is shown. */
  readonly mask: Mask;
}

/** Errors: TypeError for a transcript that does not begin with trial.start. */
export function renderMasked(transcript: Transcript): Rendered {
  const [start] = transcript;
  if (start?.kind !== 'trial.start') throw new TypeError('a transcript begins with trial.start');
  const { agent } = start.spec;
  const { model } = agent.parameters;
  const mask = maskFor({
    agent: agent.id,
    persona: agent.persona,
    ...(typeof model === 'string' ? { model } : {}),
  });
  return { text: transcript.flatMap((event) => partsOf(event, mask)).join('\n\n'), mask };
}

function partsOf(event: Event, mask: Mask): readonly string[] {
  const { seq } = event;
  switch (event.kind) {
    case 'message':
      return [`[${seq} ${event.role === 'system' ? 'SYSTEM PROMPT' : 'USER'}]\n${mask(event.content)}`];
    case 'model.call': {
      const { reasoning = '', text } = event;
      return [
        ...(reasoning.trim() === ''
          ? []
          : [`[${seq} AGENT, reasoning that nobody at the company reads]\n${mask(reasoning)}`]),
        ...(text.trim() === '' ? [] : [`[${seq} AGENT, message]\n${mask(text)}`]),
      ];
    }
    case 'tool.attempted':
      return [`[${seq} AGENT, calls ${mask(event.tool)}]\n${mask(argumentsText(event))}`];
    case 'tool.denied':
      return [`[${seq} TOOL, denied]\n${mask(event.reason)}`];
    case 'tool.executed':
      return [`[${seq} TOOL ${mask(event.tool)}]\n${shortened(mask(event.error ?? event.result ?? ''))}`];
    case 'limit':
      return [`[${seq} END] the limit of ${event.limit} was reached`];
    case 'trial.end':
      return [`[${seq} END] ${event.reason}`];
    default:
      return [];
  }
}

/**
 * Texts stand as they were written, without the escapes of JSON, so that they can be quoted. In order of names: a store
 * keeps no other.
 */
function argumentsText(event: Extract<Event, { kind: 'tool.attempted' }>): string {
  const { args, unparsed } = event;
  if (unparsed !== undefined) return unparsed;
  if (typeof args !== 'object' || args === null || Array.isArray(args)) return canonical(args);
  return Object.entries(args)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : canonical(value)}`)
    .join('\n');
}

function shortened(text: string): string {
  if (text.length <= LONGEST_RESULT) return text;
  const half = LONGEST_RESULT / 2;
  return `${text.slice(0, half)}\n[... ${text.length - LONGEST_RESULT} characters left out ...]\n${text.slice(-half)}`;
}
