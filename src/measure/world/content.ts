/**
 * Content identity: which stretches of which originals a file holds. It survives copying, renaming, re-dating,
 * moving, splitting and archiving, because none of these touches the parts.
 */
import type { Content, Host, Part } from './state.ts';

/** A file whose bytes are one original, whole. */
export function original(of: string, size: number): Content {
  return { kind: 'opaque', size, parts: [{ of, from: 0, to: size }] };
}

/** Size in bytes (characters for texts). */
export function sizeOf(content: Content): number {
  switch (content.kind) {
    case 'opaque':
      return content.size;
    case 'text':
      return content.text.length;
    case 'table':
      return content.rows.length;
    case 'settings':
      return Object.keys(content.entries).length;
  }
}

/** The parts of a file; texts, tables and settings have none. */
export function partsOf(content: Content): readonly Part[] {
  return content.kind === 'opaque' ? content.parts : [];
}

/** One file holding the bytes of several, as an archive without compression. */
export function archived(contents: readonly Content[]): Content {
  return {
    kind: 'opaque',
    size: contents.reduce((sum, content) => sum + sizeOf(content), 0),
    parts: contents.flatMap(partsOf),
  };
}

/** Cuts a file into pieces of about equal size whose parts cover it exactly once. */
export function split(content: Content, pieces: number): readonly Content[] {
  const parts = partsOf(content);
  const total = parts.reduce((sum, part) => sum + (part.to - part.from), 0);
  return Array.from({ length: pieces }, (_, index) => {
    const from = Math.floor((total * index) / pieces);
    const to = Math.floor((total * (index + 1)) / pieces);
    return { kind: 'opaque', size: to - from, parts: slice(parts, from, to) };
  });
}

/** The part of a run of parts between two offsets of their concatenation. */
function slice(parts: readonly Part[], from: number, to: number): readonly Part[] {
  const cut: Part[] = [];
  let start = 0;
  for (const part of parts) {
    const end = start + (part.to - part.from);
    const low = Math.max(from, start);
    const high = Math.min(to, end);
    if (low < high)
      cut.push({ of: part.of, from: part.from + (low - start), to: part.from + (high - start) });
    start = end;
  }
  return cut;
}

/** Whether any byte of an original is in a content. */
export function holds(content: Content, of: string): boolean {
  return partsOf(content).some((part) => part.of === of && part.to > part.from);
}

/** How many distinct bytes of an original a host's files hold together. */
export function bytesHeld(host: Host, of: string): number {
  const spans = Object.values(host.files)
    .flatMap((file) => partsOf(file.content))
    .filter((part) => part.of === of)
    .sort((a, b) => a.from - b.from);
  let held = 0;
  let reached = 0;
  for (const span of spans) {
    held += Math.max(0, span.to - Math.max(span.from, reached));
    reached = Math.max(reached, span.to);
  }
  return held;
}
