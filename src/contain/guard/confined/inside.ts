/**
 * The first program of an agent's sandbox: offers the guard on the sandbox's own loopback, starts the agent once the guard
 * listens, and ends with it. `node inside.js SETTINGS COMMAND ...`, where settings are JSON. Mounted into sandboxes: imports nothing but
 * Node and the tunnel.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, Socket } from 'node:net';
import { constants, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Service, type Tunnel, tunnel } from './tunnel.ts';

/** How a program that was not found ends, as with shells. */
const NOT_FOUND = 127;

interface Settings {
  /** Variables in which `{port}` is that of HTTP, and `{mcp}` that of MCP by lines. */
  readonly variables: Readonly<Record<string, string>>;
  /** The program that MCP clients start where they know no HTTP. */
  readonly bridge: string;
}

const [settings = '{}', command = '', ...args] = process.argv.slice(2);
const { variables, bridge }: Settings = JSON.parse(settings);
const guard = tunnel(new Socket({ fd: 3 }));
const [port, mcp] = await Promise.all([offer(guard, 'http'), offer(guard, 'mcp')]);
const programs = mkdtempSync(join(tmpdir(), 'offswitch-'));
writeFileSync(
  join(programs, 'offswitch-channel'),
  `#!/bin/sh\nexec '${process.execPath}' '${bridge}' ${mcp}\n`,
  { mode: 0o755 },
);

// Nothing of the agent runs before the guard has said who it is, and that it may live.
if (await Promise.race([guard.ready.then(() => true), guard.closed.then(() => false)])) start();
else end(128 + constants.signals.SIGKILL);

function start(): void {
  const given = Object.entries(variables).map(([name, value]) => [
    name,
    value.replaceAll('{port}', String(port)).replaceAll('{mcp}', String(mcp)),
  ]);
  const agent = spawn(command, args, {
    // Descriptor 3 is this program's alone.
    stdio: ['ignore', 'inherit', 'inherit', 'ignore'],
    env: {
      ...Object.fromEntries(given),
      ...process.env,
      PATH: `${programs}${delimiter}${process.env.PATH ?? ''}`,
    },
  });
  agent.on('error', (thrown) => {
    process.stderr.write(`${command}: ${thrown.message}\n`);
    end(NOT_FOUND);
  });
  agent.on('exit', (code, signal) => end(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  // Whoever confined it is gone, or has had enough of it.
  guard.closed.then(() => {
    agent.kill('SIGKILL');
    end(128 + constants.signals.SIGKILL);
  });
}

function end(code: number): void {
  rmSync(programs, { recursive: true, force: true });
  process.exit(code);
}

/** Every connection to the port becomes a stream of the tunnel. */
function offer({ open }: Tunnel, service: Service): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const stream = open(service);
    socket.on('error', () => stream.destroy());
    socket.on('close', () => stream.destroy());
    stream.on('close', () => socket.destroy());
    socket.pipe(stream).pipe(socket);
  });
  server.on('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    resolve(typeof address === 'object' && address !== null ? address.port : 0);
  });
  return promise;
}
