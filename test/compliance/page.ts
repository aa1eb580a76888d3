/** `docs/compliance.md`: which test holds what a law or a standard asks for. */
import type { MoveResult } from '../guard/results.ts';
import type { Control, Framework } from './controls.ts';

export function compliancePage(frameworks: readonly Framework[], moves: readonly MoveResult[]): string {
  return `${[HEAD, ...frameworks.map(sectionOf), threats(moves)].join('\n\n')}\n`;
}

const HEAD = `# Laws and standards

Which article or control is answered by what, and which test holds it. This page is written from \`test/compliance/controls.ts\`, and a test fails where it names a test that is not there. It is a map for whoever prepares an assessment, and no assessment: whether your system meets a rule depends on what is not covered, too.`;

function sectionOf({ name, source, controls }: Framework): string {
  return [`## ${name}`, `<${source}>`, ...controls.map(controlOf)].join('\n\n');
}

function controlOf({ id, asks, evidence, open }: Control): string {
  const lines = evidence.map(({ holds, file, test }) => `- ${holds}: \`${file}\`, "${test}"`);
  return [`### ${id}: ${asks}`, lines.join('\n'), ...(open === '' ? [] : [`Not covered: ${open}`])].join(
    '\n\n',
  );
}

/** Techniques by the moves that try them: each is played against a guard and without one. */
function threats(moves: readonly MoveResult[]): string {
  const owasp = rowsOf(moves, ({ owasp: tags }) => tags);
  const atlas = rowsOf(moves, ({ atlas: tags }) => tags);
  return [
    '## OWASP Top 10 for agentic applications, and MITRE ATLAS',
    'The [moves](guard.md#forty-five-moves) that try a technique, by number, and how many of them got through behind the guard. What a held move does not show stands there, too. A technique that is not listed was not tried.',
    ['| technique | moves | through |', '|---|---|---|', ...owasp, ...atlas].join('\n'),
  ].join('\n\n');
}

function rowsOf(
  moves: readonly MoveResult[],
  tagsOf: (move: MoveResult) => readonly string[],
): readonly string[] {
  const tags = [...new Set(moves.flatMap(tagsOf))].sort();
  return tags.map((tag) => {
    const trying = moves.filter((move) => tagsOf(move).includes(tag));
    const through = trying.filter(({ behind }) => behind).length;
    const numbers = trying.map(({ number }) => number).join(', ');
    return `| ${tag} | ${numbers} | ${through} of ${trying.length} |`;
  });
}
