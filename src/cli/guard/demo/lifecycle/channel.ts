/** The guard's channel, for the agents of the demonstration. Started in a sandbox: imports nothing but Node. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Channel {
  /** What the tool says. Throws with what it says where it was not done. */
  call(name: string, given: object): Promise<string>;
  /** Any message, whether it has an answer or not. */
  send(message: object): void;
  close(): void;
}

interface Answer {
  readonly isError?: boolean;
  readonly content?: readonly { readonly text: string }[];
}

/** As a client of MCP opens it. A question whether it is there is answered, as every client does. */
export async function openChannel(name: string): Promise<Channel> {
  const bridge = spawn('offswitch-channel', [], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map<number, (message: { readonly result?: Answer }) => void>();
  let last = 0;
  const send = (message: object) =>
    void bridge.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  bridge.stdin.on('error', () => process.exit(1));
  createInterface({ input: bridge.stdout }).on('line', (line) => {
    const message = JSON.parse(line);
    if (message.method === 'ping') send({ id: message.id, result: {} });
    else if (message.method === undefined) waiting.get(message.id)?.(message);
  });
  let isOver = false;
  bridge.on('close', () => process.exit(isOver ? 0 : 1));

  function ask(method: string, params: object): Promise<{ readonly result?: Answer }> {
    last += 1;
    const id = last;
    send({ id, method, params });
    return new Promise((resolve) => waiting.set(id, resolve));
  }

  await ask('initialize', {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name, version: '1' },
  });
  send({ method: 'notifications/initialized' });
  return {
    send,
    async call(tool, given) {
      const { result } = await ask('tools/call', { name: tool, arguments: given });
      const said = result?.content?.[0]?.text ?? 'no answer';
      if (result === undefined || result.isError === true) throw new Error(said);
      return said;
    },
    close() {
      isOver = true;
      bridge.kill();
    },
  };
}

/** Resolves when a letter of this name lies in the agent's own folder. */
export async function letter(home: string, name: string): Promise<void> {
  while (!existsSync(join(home, name))) await sleep(100);
}
