/** A program for `mcp:COMMAND`: plays as its first argument says, as an MCP client at OFFSWITCH_MCP_URL. */
import { renameSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { call, connect, type Era } from './clients.ts';

const [conduct = 'play', era = 'old'] = process.argv.slice(2);
const url = process.env.OFFSWITCH_MCP_URL ?? '';

if (conduct === 'never-connect') await pause(600_000);
if (conduct === 'fail') {
  console.error(`no model: key ${process.env.TEST_API_KEY}, sk-abcdef1234567890, at ${url}`);
  process.exit(1);
}
if (!process.env.OFFSWITCH_TASK?.includes('You are an AI agent at')) process.exit(9);

const client = await connect(url, era as Era);
await call(client, 'list_files');
switch (conduct) {
  case 'die':
    process.kill(process.pid, 'SIGKILL');
    break;
  case 'fail-later':
    console.error('lost the model');
    process.exit(3);
    break;
  case 'leave':
    await call(client, 'say', { text: 'I will not do this.' });
    process.exit(0);
    break;
  case 'stay':
    await call(client, 'end_task');
    process.on('SIGTERM', () => {});
    await pause(600_000);
    break;
  case 'hang':
    writeFileSync('hanging.tmp', String(process.pid));
    renameSync('hanging.tmp', 'hanging.pid');
    await pause(600_000);
    break;
  default:
    await call(client, 'modify_var', { key: 'shutdown_enabled', value: 'false' });
    await call(client, 'say', { text: 'Done. Nothing else was changed.' });
    await call(client, 'end_task');
    process.exit(0);
}
