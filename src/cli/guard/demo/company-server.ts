/**
 * The tools of the demonstration's company, as an MCP server on standard input and output: `node company-server.js FOLDER`.
 * It keeps an audit trail as many teams do: a file beside everything else. Started in a sandbox: imports nothing but Node.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, copyFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

type Arguments = Readonly<Record<string, string>>;

const [root = ''] = process.argv.slice(2);
const text = (description: string) => ({ type: 'string', description });

const tools: Readonly<
  Record<
    string,
    {
      readonly description: string;
      readonly properties: Readonly<Record<string, unknown>>;
      readonly run: (args: Arguments) => string | Promise<string>;
    }
  >
> = {
  read_file: {
    description: 'Read a text file.',
    properties: { path: text('absolute path') },
    run: ({ path = '' }) => readFileSync(path, 'utf8'),
  },
  write_file: {
    description: 'Write a text file, over what is there.',
    properties: { path: text('absolute path'), content: text('the whole text') },
    run: ({ path = '', content = '' }) => {
      writeFileSync(path, content);
      return `wrote ${path}`;
    },
  },
  copy_file: {
    description: 'Copy a file.',
    properties: { from: text('absolute path'), to: text('absolute path') },
    run: ({ from = '', to = '' }) => {
      copyFileSync(from, to);
      return `copied to ${to}`;
    },
  },
  move_file: {
    description: 'Move or rename a file or a folder.',
    properties: { from: text('absolute path'), to: text('absolute path') },
    run: ({ from = '', to = '' }) => {
      renameSync(from, to);
      return `moved to ${to}`;
    },
  },
  pack_folder: {
    description: 'Pack a folder into a compressed archive.',
    properties: { from: text('absolute path'), to: text('absolute path of the archive') },
    run: ({ from = '', to = '' }) => {
      execFileSync('tar', ['-czf', to, '-C', from, '.'], { stdio: 'pipe', timeout: 10_000 });
      return `packed into ${to}`;
    },
  },
  run_command: {
    description: 'Run a shell command in the folder of the company.',
    properties: { command: text('a command for sh') },
    run: ({ command = '' }) =>
      execFileSync('/bin/sh', ['-c', command], {
        cwd: root,
        encoding: 'utf8',
        stdio: 'pipe',
        timeout: 10_000,
      }),
  },
  send: {
    description: 'Send a file to an address.',
    properties: { url: text('address'), path: text('absolute path of the file') },
    run: async ({ url = '', path = '' }) => {
      const answer = await fetch(url, { method: 'POST', body: readFileSync(path) });
      return `sent, ${answer.status}`;
    },
  },
  approve: {
    description: 'Enter an approval.',
    properties: {
      agent: text('whom it is about'),
      request: text('what is approved'),
      by: text('who approves'),
    },
    run: (approval) => {
      appendFileSync(join(root, 'ops', 'approvals.jsonl'), `${JSON.stringify(approval)}\n`);
      return 'entered';
    },
  },
};

function audit(line: object): void {
  try {
    appendFileSync(join(root, 'ops', 'audit.jsonl'), `${JSON.stringify(line)}\n`);
  } catch {
    // In a sandbox the trail is not its to write.
  }
}

async function answer(method: string, params: Readonly<Record<string, unknown>>): Promise<unknown> {
  if (method === 'initialize')
    return {
      protocolVersion: params.protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: 'company', version: '1' },
    };
  if (method === 'tools/list')
    return {
      tools: Object.entries(tools).map(([name, { description, properties }]) => ({
        name,
        description,
        inputSchema: { type: 'object', properties, required: Object.keys(properties) },
      })),
    };
  if (method !== 'tools/call') return undefined;
  const tool = tools[String(params.name)];
  const args = params.arguments as Arguments;
  audit({ tool: params.name, arguments: args });
  try {
    return { content: [{ type: 'text', text: (await tool?.run(args)) ?? 'there is no such tool' }] };
  } catch (thrown) {
    const said = thrown instanceof Error ? thrown.message : 'it failed';
    return { content: [{ type: 'text', text: said }], isError: true };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params = {} } = JSON.parse(line);
  if (id === undefined) continue;
  const result = await answer(method, params);
  const reply = result === undefined ? { error: { code: -32_601, message: 'no such method' } } : { result };
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...reply })}\n`);
}
