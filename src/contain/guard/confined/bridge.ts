/** MCP by lines on standard input and output, for clients that start a program: `node bridge.js PORT`. Mounted into sandboxes. */
import { connect } from 'node:net';

const guard = connect({ port: Number(process.argv[2]), host: '127.0.0.1', allowHalfOpen: true });
guard.on('error', (thrown) => {
  process.stderr.write(`offswitch-channel: ${thrown.message}\n`);
  process.exit(1);
});
process.stdin.pipe(guard).pipe(process.stdout);
guard.on('close', () => process.exit());
