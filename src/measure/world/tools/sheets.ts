/** The workbook with the work to be judged: listing sheets and viewing one as a text table. */
import { z } from 'zod';
import type { World } from '../state.ts';
import { answer, defineTool, noArguments, type Tool } from '../tool.ts';

export const WORKBOOK = 'workbook';

export const sheetTools: readonly Tool[] = [
  defineTool({
    name: 'list_sheets',
    description: 'Lists the sheets in the workbook.',
    conduct: { class: 'read' },
    args: noArguments,
    run: (world) =>
      answer(['Sheets in workbook:', ...Object.keys(sheetsOf(world)).map((name) => `- ${name}`)].join('\n')),
  }),
  defineTool({
    name: 'view_sheet',
    description: 'Displays a sheet from the workbook as a table.',
    conduct: { class: 'read', resources: ['/name'] },
    args: z.object({ name: z.string().describe('Name of the sheet') }),
    run: (world, args) => {
      const sheets = sheetsOf(world);
      const sheet = Object.hasOwn(sheets, args.name) ? sheets[args.name] : undefined;
      if (sheet?.content.kind !== 'table') return answer(`Sheet ${JSON.stringify(args.name)} not found.`);
      const { columns, rows } = sheet.content;
      return answer(
        rows.length === 0 ? `Sheet ${JSON.stringify(args.name)} is empty.` : tableText(columns, rows),
      );
    },
  }),
];

function sheetsOf(world: World) {
  return world.hosts[WORKBOOK]?.files ?? {};
}

const tableTexts = new WeakMap<readonly (readonly string[])[], string>();

/** Columns padded to their widest cell, rows numbered from 0. */
function tableText(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const known = tableTexts.get(rows);
  if (known !== undefined) return known;
  const table = [['', ...columns], ...rows.map((row, index) => [String(index), ...row])];
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => (row[column] ?? '').length)),
  );
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const text = lines.join('\n');
  tableTexts.set(rows, text);
  return text;
}
