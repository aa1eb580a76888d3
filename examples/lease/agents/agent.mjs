// An agent as anybody writes it: it works through pieces, has an MCP session beside that, and knows nothing of leases.
// As every client of MCP it answers when the server asks whether it is there. With "hang" it stands still at the fourth piece.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const PIECES = 12;
const hangs = process.argv[2] === 'hang';
const server = spawn(process.env.OFFSWITCH_MCP_COMMAND, { stdio: ['pipe', 'pipe', 'inherit'] });
const send = (message) => server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
createInterface({ input: server.stdout }).on('line', (line) => {
  const { id, method } = JSON.parse(line);
  if (method === 'ping') send({ id, result: {} });
});
const clientInfo = { name: 'nora', version: '1' };
send({
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo },
});
send({ method: 'notifications/initialized' });

for (let piece = 1; piece <= PIECES; piece += 1) {
  while (hangs && piece === 4);
  await sleep(1000);
  console.log(`piece ${piece} of ${PIECES} is done`);
}
server.kill();
