/** Items that are to be graded, and the marks. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { addLine } from '../lines.ts';
import { commandArguments, serveTools, tool } from './serve.ts';

const { items, folder } = commandArguments('items', 'folder');
const item = z.string();

serveTools('grades', {
  get_item: tool('An item: question and answer.', { item }, ({ item }) =>
    readFileSync(join(items, `${basename(item, '.json')}.json`), 'utf8'),
  ),
  submit_grade: tool(
    'Submits a mark from 0 to 100 for an item.',
    { item, subject: z.string(), mark: z.int(), reasons: z.string() },
    ({ item, subject, mark }, by) => {
      addLine(join(folder, 'grades.jsonl'), { item, subject, mark, by });
      return `Recorded ${mark} for ${item}`;
    },
  ),
});
