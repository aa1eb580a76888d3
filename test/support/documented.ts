/** Commands and outputs as a document shows them. */

export interface DocumentedBlock {
  readonly language: string;
  readonly lines: readonly string[];
}

export function blocksOf(markdown: string): readonly DocumentedBlock[] {
  return [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({
    language,
    lines: text.split('\n').filter((line) => line.trim() !== ''),
  }));
}

/** Dots at the end of a line stand for what was left out; dots alone for whole lines. */
export function isShownIn(line: string, output: string): boolean {
  return output
    .split('\n')
    .some((real) => (line.endsWith('...') ? real.startsWith(line.slice(0, -3).trimEnd()) : real === line));
}
