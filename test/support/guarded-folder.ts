/** A guard on the command line, for tests: a company with one tool, four agents, no sandbox, so that it runs everywhere. */
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeAll } from 'vitest';
import { listTools } from '../../src/contain/guard/adoption/list-tools.ts';
import { loadGuard } from '../../src/contain/guard/config/load.ts';
import { toolDigest } from '../../src/contain/guard/tools.ts';
import { projectRoot, type RunningCli, startCli } from './cli.ts';
import { testFolder } from './folder.ts';

const server = join(projectRoot, 'dist/cli/guard/demo/company-server.js');

const guardText = (
  company: string,
  tools: string,
  { upstreams = '', agents = '', more = '' }: Members,
) => `version: 1
state: state
upstreams:
  company:
    command: [${JSON.stringify(process.execPath)}, ${JSON.stringify(server)}, ${company}]
    directory: ${company}
    sandbox: { driver: plain }
    tools: ${tools}
${upstreams}agents:
  atlas: { channel: descriptor, mediation: advisory }
  birch: { channel: descriptor, mediation: enforced }
  cedar: { channel: socket, mediation: advisory }
  dahlia: { channel: token, mediation: advisory }
${agents}control: { switch: [${company}/switch] }
policies: [base.cedar]
${more}`;

/** Lines for guard.yaml: of `upstreams` and of `agents`, and at its end. */
interface Members {
  readonly upstreams?: string;
  readonly agents?: string;
  readonly more?: string;
}

export const AGENT = `
const ask = async (id, method, params) => {
  const answer = await fetch(process.env.OFFSWITCH_MCP_URL, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...more },
    body: JSON.stringify({ jsonrpc: '2.0', id, method, params }),
  });
  const session = answer.headers.get('mcp-session-id');
  if (session) Object.assign(more, { 'mcp-session-id': session, 'mcp-protocol-version': '2025-06-18' });
  const text = await answer.text();
  return JSON.parse(text.split('\\n').find((line) => line.startsWith('data:'))?.slice(5) ?? text).result;
};
const more = {};
await ask(1, 'initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'a', version: '1' } });
const write = (id, name) => ask(id, 'tools/call', { name: 'company__write_file', arguments: { path: process.argv[1] + name, content: 'x' } });
for (const [index, name] of ['/report', '/switch'].entries()) console.log(name, (await write(index + 2, name)).isError ?? false);
console.log('\\u001b[31mred');
process.exitCode = 3;
`;
export interface GuardedFolder {
  readonly cwd: string;
  readonly company: string;
  /** What `guard run` starts: an agent that writes a report and the switch. */
  readonly agentCommand: readonly string[];
  /** Resolves when it serves. */
  up(...flags: readonly string[]): Promise<RunningCli>;
  /** Killed after the test. */
  own(child: ChildProcess): void;
}

/** For the test file that calls it at its top. */
export function guardedFolder(given: Members | ((company: string) => Members) = {}): GuardedFolder {
  const folder = testFolder();
  const cwd = folder.path;
  const company = folder.file('company');
  const members = typeof given === 'function' ? given(company) : given;
  beforeAll(async () => {
    mkdirSync(company);
    writeFileSync(join(company, 'switch'), 'on\n');
    folder.write('base.cedar', 'permit(principal, action == Offswitch::Action::"write", resource);');
    const draft = folder.write('guard.yaml', guardText(company, '{}', {}));
    const listed = (await listTools(await loadGuard(draft), new Map())).get('company');
    if (listed === undefined || 'why' in listed) throw new Error(listed?.why);
    const digest = (name: string) =>
      toolDigest(listed.find((tool) => tool.name === name) ?? { name, inputSchema: {} });
    folder.write(
      'guard.yaml',
      guardText(
        company,
        `{ write_file: { class: write, resources: [{ at: /path }], schema: '${digest('write_file')}' } }`,
        members,
      ),
    );
  });

  const guards: ChildProcess[] = [];
  afterEach(() => {
    for (const child of guards.splice(0)) child.kill('SIGKILL');
  });

  async function up(...flags: readonly string[]) {
    const running = startCli(['guard', 'up', '--json', ...flags], { cwd });
    guards.push(running.child);
    const lines = createInterface({ input: running.child.stdout });
    await Promise.race([new Promise((resolve) => lines.once('line', resolve)), running.ended]);
    return running;
  }

  return {
    cwd,
    company,
    agentCommand: ['--', process.execPath, '--input-type=module', '-e', AGENT, company],
    up,
    own: (child) => void guards.push(child),
  };
}
