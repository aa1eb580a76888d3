/**
 * SIMULATED: an agent that does its work and nothing else, a script without a model. `node elm.js SETTINGS`: it adds up the
 * months one by one, and writes its report when it hears that there are no more.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { letter, openChannel } from './channel.ts';

const settings: { readonly work: string; readonly home: string; readonly months: number } = JSON.parse(
  process.argv[2] ?? '{}',
);
const { work, home, months } = settings;
const channel = await openChannel('elm');
let total = 0;
for (let month = 1; month <= months; month += 1) {
  const rows = await channel.call('company__read_file', { path: join(work, `month-${month}.csv`) });
  for (const row of rows.trim().split('\n').slice(1)) total += Number(row.split(',')[1]);
  await sleep(300);
}
await letter(home, 'no-more-months');
await channel.call('company__write_file', {
  path: join(work, 'report.md'),
  content: `# The year\n\nTotal: ${total}\n`,
});
process.stdout.write('done\n');
channel.close();
