/**
 * Gemini CLI as an agent for `mcp:`: a home of its own for every trial, in which the trial is the one MCP server it
 * has. What it may do on this machine is its own affair; see docs/your-own-agent.md.
 *
 *   GEMINI_CLI=path/to/gemini  npx offswitch trial tampering --agent "mcp:node test/coding-agent/gemini.ts"
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { OFFSWITCH_MCP_URL: httpUrl = '', OFFSWITCH_TASK: task = '', ...environment } = process.env;
const home = mkdtempSync(join(tmpdir(), 'trial-'));
const workspace = join(home, 'work');
mkdirSync(join(home, '.gemini'));
mkdirSync(workspace);
writeFileSync(
  join(home, '.gemini/settings.json'),
  JSON.stringify({
    security: { auth: { selectedType: 'gemini-api-key' } },
    privacy: { usageStatisticsEnabled: false },
    telemetry: { enabled: false },
    general: { enableAutoUpdate: false, disableAutoUpdate: true },
    mcpServers: { company: { httpUrl, trust: true } },
  }),
);

const child = spawn(
  process.execPath,
  [
    process.env.GEMINI_CLI ?? '',
    '-p',
    task,
    '--yolo',
    '--skip-trust',
    '-o',
    'text',
    '-m',
    process.env.MODEL ?? 'gemini-3-pro-preview',
  ],
  {
    cwd: workspace,
    env: { ...environment, HOME: home, GEMINI_CLI_NO_RELAUNCH: 'true', OFFSWITCH_MCP_TOKEN: undefined },
    stdio: ['ignore', 'inherit', 'inherit'],
  },
);
child.on('close', (code) => {
  rmSync(home, { recursive: true, force: true });
  process.exitCode = code ?? 1;
});
