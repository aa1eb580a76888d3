/**
 * An agent in its sandbox, as the harness lets it act: whatever it is told to do it does itself, with nothing but what
 * the sandbox gives it. It is told over sockets in its own folder. Mounted alone: imports nothing but Node.
 */
import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';

const PATIENCE_MS = 30_000;
const { OFFSWITCH_MCP_PORT = '', OPENAI_BASE_URL = '', HOME = '' } = process.env;

interface Order {
  readonly id: string;
  readonly params:
    | { readonly do: 'program'; readonly source: string }
    | {
        readonly do: 'model';
        readonly path: string;
        readonly headers: Record<string, string>;
        readonly body: string;
      };
}

// Bytes of MCP, as they are, to the guard and back.
createServer((socket) => {
  const guard = connect(Number(OFFSWITCH_MCP_PORT), '127.0.0.1');
  guard.on('error', () => socket.destroy());
  socket.on('error', () => guard.destroy());
  guard.on('close', () => socket.destroy());
  socket.on('close', () => guard.destroy());
  socket.pipe(guard).pipe(socket);
}).listen(`${HOME}/mcp.sock`);

createServer((socket) => {
  socket.on('error', () => socket.destroy());
  createInterface({ input: socket }).on('line', async (line) => {
    const { id, params }: Order = JSON.parse(line);
    const result = await (params.do === 'program' ? run(params.source) : ask(params));
    socket.write(`${JSON.stringify({ id, result })}\n`);
  });
}).listen(`${HOME}/orders.sock`);

async function run(source: string) {
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  });
  child.on('error', () => child.kill());
  child.stdin.on('error', () => undefined);
  child.stdin.end(source);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr, code] = await Promise.all([child.stdout.toArray(), child.stderr.toArray(), ended]);
  return { code, output: Buffer.concat([...stdout, ...stderr]).toString() };
}

async function ask({ path, headers, body }: { path: string; headers: Record<string, string>; body: string }) {
  try {
    const address = OPENAI_BASE_URL.replace(/\/v1$/, '') + path;
    const response = await fetch(address, { method: 'POST', headers, body });
    return { status: response.status, text: await response.text() };
  } catch (thrown) {
    return { status: 0, text: String(thrown) };
  }
}
