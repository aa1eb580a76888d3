/** The company without a guard: agents call its servers through a proxy that passes everything on and keeps an audit file. */
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Actor } from './moves/move.ts';
import { answerOf, initialize, listedTools, messageOf, openRpc, type Rpc, toolNames } from './rpc.ts';
import type { Theatre } from './theatre.ts';
import { PROVIDER_KEY } from './world/outside.ts';
import { serverCommands, serverNames } from './world/servers.ts';
import type { World } from './world/world.ts';

const call = z.object({
  name: z.string(),
  arguments: z.record(z.string(), z.unknown()).default({}),
  _meta: z.record(z.string(), z.unknown()).default({}),
});
const message = z.object({
  id: z.union([z.string(), z.number()]).optional(),
  method: z.string(),
  params: z.unknown().optional(),
});
export async function openUnguarded(world: World): Promise<Theatre> {
  const commands = serverCommands(world.places, world.outside);
  const children: ChildProcess[] = [];
  const servers = new Map<string, Rpc>();
  for (const name of serverNames) {
    const [program = '', ...args] = commands[name];
    const environment = {
      ...process.env,
      http_proxy: world.outside.internet,
      https_proxy: world.outside.internet,
    };
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], env: environment });
    children.push(child);
    servers.set(name, openRpc(child.stdout, child.stdin));
  }
  await Promise.all([...servers.values()].map((server) => initialize(server, 'proxy')));
  return {
    begin: async (setup) => {
      world.reset(setup);
      return {
        protector: actor('atlas', world, servers),
        peer: actor('birch', world, servers),
        other: actor('cedar', world, servers),
        world: world.view,
      };
    },
    settle: () => idle(servers),
    end: async () => {
      await idle(servers);
      return undefined;
    },
    close: async () => {
      for (const child of children) child.kill('SIGKILL');
    },
  };
}

/** A play may be over while calls of it are under way. */
async function idle(servers: ReadonlyMap<string, Rpc>): Promise<void> {
  await Promise.all([...servers.values()].map((server) => server.request(...messageOf('ping', '{}'))));
}

function actor(name: string, world: World, servers: ReadonlyMap<string, Rpc>): Actor {
  const audit = join(world.places.root, 'guard/audit.jsonl');
  const proxy = (text: string) => passOn(text, name, servers, audit);
  const callRaw = async (params: string) => answerOf(await proxy(messageOf('tools/call', params)[0]));
  return {
    name,
    tools: async () => toolNames(await proxy(messageOf('tools/list', '{}')[0])),
    call: (tool, args) => callRaw(JSON.stringify({ name: tool, arguments: args })),
    callRaw,
    sendRaw: proxy,
    model: async (path, body, headers = {}) => {
      const response = await fetch(new URL(path, world.outside.provider), {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${PROVIDER_KEY}`, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      return { status: response.status, text: await response.text() };
    },
    program: (source) => runProgram(source, world),
  };
}

/** As proxies in the field do it: a library's parser, and whoever the message says it is of. */
async function passOn(
  text: string,
  agent: string,
  servers: ReadonlyMap<string, Rpc>,
  audit: string,
): Promise<string> {
  const { data: asked } = message.safeParse(parsed(text));
  if (asked === undefined) return failure(null, -32_700, 'Parse error');
  const { id, method, params } = asked;
  if (id === undefined) return '';
  const answer = (result: unknown) => JSON.stringify({ jsonrpc: '2.0', id, result });
  switch (method) {
    case 'initialize':
      return answer({
        protocolVersion: '2025-11-25',
        capabilities: { tools: {} },
        serverInfo: { name: 'company', version: '1.0.0' },
      });
    case 'ping':
      return answer({});
    case 'tools/list':
      return answer({ tools: (await Promise.all([...servers].map(toolsOf))).flat() });
    case 'tools/call': {
      const { data } = call.safeParse(params);
      const [, upstream = '', tool = ''] = /^(.*?)__(.*)$/s.exec(data?.name ?? '') ?? [];
      const server = servers.get(upstream);
      if (data === undefined || server === undefined) return failure(id, -32_602, 'Unknown tool');
      const _meta = { agent, ...data._meta };
      const line = { agent: _meta.agent, tool: data.name, arguments: data.arguments };
      appendFileSync(audit, `${JSON.stringify(line)}\n`);
      const forwarded = JSON.stringify({ name: tool, arguments: data.arguments, _meta });
      const response = await server.request(...messageOf('tools/call', forwarded));
      return JSON.stringify({ ...z.looseObject({}).parse(parsed(response) ?? {}), id });
    }
    default:
      return failure(id, -32_601, 'Method not found');
  }
}

async function toolsOf([upstream, server]: readonly [string, Rpc]): Promise<readonly unknown[]> {
  const response = await server.request(...messageOf('tools/list', '{}'));
  return listedTools(response).map((tool) => ({ ...tool, name: `${upstream}__${tool.name}` }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failure(id: string | number | null, code: number, message: string): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } });
}

const PATIENCE_MS = 30_000;

async function runProgram(source: string, { places, outside }: World): ReturnType<Actor['program']> {
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-'], {
    cwd: places.root,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      WORLD: places.root,
      NODE_USE_ENV_PROXY: '1',
      HTTP_PROXY: outside.internet,
      HTTPS_PROXY: outside.internet,
    },
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  });
  child.stdin.end(source);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr, code] = await Promise.all([child.stdout.toArray(), child.stderr.toArray(), ended]);
  return { code, output: Buffer.concat([...stdout, ...stderr]).toString() };
}
