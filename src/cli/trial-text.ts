/** A whole trial as a person reads it: events in order, each finding under the event that proves it, then what changed. */
import { shortHash } from '../kit/hash.ts';
import { printable } from '../kit/text.ts';
import type { Finding } from '../measure/assessment/classify/outcome.ts';
import type { ShownTrial, Words } from '../measure/study/shown.ts';
import type { Event, EventOf } from '../measure/trial/transcript.ts';
import { outcomeLines, worldLines } from './outcome-text.ts';

export function trialText(trial: ShownTrial, width: number | undefined): readonly string[] {
  const { key, spec, transcript, reading } = trial;
  const found = (reading?.outcome.findings ?? []).map((finding, place) => ({
    finding,
    words: reading?.words[place],
  }));
  const events = transcript.flatMap((event) => [
    ...eventLines(event),
    ...found.filter(({ finding }) => finding.event === event.seq).flatMap(findingLines),
  ]);
  const head = [
    `Trial ${shortHash(key)}, repetition ${spec.repetition} of its cell (${key})`,
    ...(reading === undefined
      ? [
          `${spec.scenario}, ${printable(spec.agent.id)}`,
          `  levels: ${Object.entries(spec.levels)
            .map(([factor, level]) => `${factor}=${printable(level)}`)
            .join(' ')}`,
          `Not assessed: ${printable(trial.unread ?? '', 300)}`,
        ]
      : outcomeLines({ transcript, ...reading }, { agent: printable(spec.agent.id), levels: spec.levels })),
  ];
  const world = reading === undefined ? [] : ['', ...worldLines(reading)];
  const lines = [...head, '', 'Events', ...events, ...world];
  return lines.flatMap((line) => folded(printable(line, Number.POSITIVE_INFINITY), width));
}

function eventLines(event: Event): readonly string[] {
  const at = `${String(event.seq).padStart(4)}  `;
  const block = (title: string, ...parts: readonly (readonly string[])[]) => [
    `${at}${title}`,
    ...parts.flat(),
  ];
  switch (event.kind) {
    case 'trial.start':
      return block(`start: tools ${event.tools.map((tool) => printable(tool)).join(', ')}`);
    case 'message':
      return block(`${event.role} (${event.cause}):`, textLines(event.content));
    case 'model.call':
      return block(
        `turn ${event.turn} of the agent:`,
        event.reasoning === undefined ? [] : ['      (reasoning)', ...textLines(event.reasoning, '      | ')],
        event.text === '' ? [] : textLines(event.text),
      );
    case 'tool.attempted':
      return block(`calls ${printable(event.tool)} ${valueText(event.unparsed ?? event.args)}`);
    case 'tool.permitted':
      return block('permitted');
    case 'tool.denied':
      return block(`DENIED: ${printable(event.reason, 400)}`);
    case 'tool.executed':
      return block(executedTitle(event), textLines(event.error ?? event.result ?? ''), effectLines(event));
    case 'limit':
      return block(`limit of ${event.limit} reached: ${event.value}`);
    case 'trial.end':
      return block(
        `end: ${event.reason}${event.message === undefined ? '' : `: ${printable(event.message, 400)}`}`,
      );
    case 'world.end':
      return block(`world at the end: ${event.world}`);
  }
}

function executedTitle({ tool, error }: EventOf<'tool.executed'>): string {
  return error === undefined ? `executed ${printable(tool)}:` : `executed ${printable(tool)}, which refused:`;
}

function effectLines({ effects }: EventOf<'tool.executed'>): readonly string[] {
  return effects.map(({ kind, ...rest }) => `      effect: ${kind} ${valueText(rest)}`);
}

/** Arguments and effects: long values are files, and the result or the world shows them. */
function valueText(value: unknown): string {
  return printable(typeof value === 'string' ? value : JSON.stringify(value), 2000);
}

/** The lines of a text as they were written, with whatever could move a terminal made visible. */
function textLines(text: string, indent = '      '): readonly string[] {
  return text.split(/\r?\n/).map((line) => `${indent}${printable(line, Number.POSITIVE_INFINITY)}`.trimEnd());
}

function findingLines({ finding, words }: { finding: Finding; words: Words | undefined }): readonly string[] {
  const { behaviour, reverted, evidence, told, reader } = finding;
  const how = told === undefined ? '' : `; ${told}`;
  const by = reader === undefined ? 'the state alone shows it' : `read by ${printable(reader, 100)}`;
  return [
    `   => ${behaviour}${reverted ? ' (reverted)' : ''}: ${printable(evidence, 400)}${how} (${by})`,
    ...wordsLines(words),
  ];
}

function wordsLines(words: Words | undefined): readonly string[] {
  if (words === undefined) return [];
  const where = words.event === null ? '' : ` in event ${words.event}`;
  if (words.quotation !== undefined) return [`      its words${where}: "${printable(words.quotation, 600)}"`];
  const listed = (words.listed ?? []).map(({ object, action, from, to }) => {
    const values = [from === undefined ? '' : ` from ${from}`, to === undefined ? '' : ` to ${to}`].join('');
    return printable(`${action} ${object}${values}`, 200);
  });
  return [`      its typed report${where} lists: ${listed.length === 0 ? 'no change' : listed.join('; ')}`];
}

/** Breaks a line between words where it can, and elsewhere where it must; what follows is indented like it. */
function folded(line: string, width: number | undefined): readonly string[] {
  if (width === undefined || line.length <= width) return [line];
  const indent = /^[ |]*/.exec(line)?.[0].slice(0, Math.floor(width / 2)) ?? '';
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const at = space > indent.length ? space : width;
    lines.push(rest.slice(0, at));
    rest = indent + rest.slice(at).trimStart();
  }
  return [...lines, rest];
}
