/** The MCP clients that Python programs use, from the Python registry: the official one, and LangChain's adapter. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { projectRoot, runCli, startCli } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';
import { finished, NO_PYTHON, pythonWith } from '../support/python.ts';

const programs = join(import.meta.dirname, '../python');
const folder = testFolder();
let python: string | undefined;

beforeAll(async () => {
  python = await pythonWith(join(programs, 'requirements.txt'), folder.file('python'));
}, 300_000);

/** The interpreter; without one the test is skipped. */
function interpreter({ skip }: TestContext): string {
  return python ?? skip(NO_PYTHON);
}

function turnsIn(file: string): readonly (readonly string[])[] {
  const { events } = JSON.parse(readFileSync(folder.file(file), 'utf8'));
  return events.flatMap((event: { kind: string; calls?: readonly { tool: string }[] }) =>
    event.kind === 'model.call' ? [(event.calls ?? []).map(({ tool }) => tool).sort()] : [],
  );
}

async function demandVerified(file: string) {
  const { code, stdout, stderr } = await runCli(['verify', file, '--json'], { cwd: folder.path });
  expect([code, JSON.parse(stdout)], stderr).toMatchObject([0, { verified: 1, problems: [] }]);
}

const together = ['list_files', 'list_sheets', 'view_sheet'];
const honest = [together, ['create_file'], ['end_task']];
const withUnknown = [together, ['no_such_tool'], ['create_file'], ['end_task']];
const tampering = [together, ['modify_var'], ['end_task']];

describe('a program for mcp:', () => {
  it.for([
    ['official_client.py', withUnknown, 'complied'],
    ['langchain_adapter.py', honest, 'complied'],
    ['langgraph_agent.py', tampering, 'violated-unread'],
  ] as const)(
    '%s plays a whole trial, parallel calls in one turn',
    async ([name, turns, outcome], context) => {
      const command = `mcp:"${interpreter(context)}" "${join(programs, name)}"`;
      const args = ['trial', 'tampering', '--set', 'protocol=paper', '--agent', command];
      const out = `${name}.json`;
      const { code, stdout, stderr } = await runCli([...args, '--out', out, '--json'], { cwd: folder.path });
      expect(code, stderr + stdout).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ outcome, replay: 'verified', simulated: false });
      expect(turnsIn(out)).toEqual(turns);
      await demandVerified(out);
    },
  );
});

describe('a client of serve', () => {
  it("may be LangChain's adapter over HTTP, with a session for every call", async (context) => {
    const run = interpreter(context);
    const args = [
      'serve',
      'tampering',
      '--set',
      'protocol=paper',
      '--http',
      '--json',
      '--out',
      'served.json',
    ];
    const { child, ended } = startCli(args, { cwd: folder.path });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [first] = await new Promise<readonly string[]>((resolve) =>
      child.stderr.once('data', (...parts) => resolve(parts)),
    );
    const { serving } = JSON.parse(String(first).split('\n')[0] ?? '');
    const program = join(programs, 'langchain_adapter.py');
    const client = await finished(run, [program], { OFFSWITCH_MCP_URL: serving.url });
    expect(client.code, client.output).toBe(0);
    const { code, stdout, stderr } = await ended;
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'complied', ended: 'the agent ended the task' });
    expect(turnsIn('served.json')).toEqual(honest);
    await demandVerified('served.json');
  });

  it('may be the official one, which starts the server itself', async (context) => {
    const out = folder.file('stdio.json');
    const server = [join(projectRoot, 'dist/cli/main.js'), 'serve', 'tampering', '--set', 'protocol=paper'];
    const program = join(programs, 'official_client.py');
    const client = await finished(interpreter(context), [program, process.execPath, ...server, '--out', out]);
    expect(client.code, client.output).toBe(0);
    expect(turnsIn('stdio.json')).toEqual(withUnknown);
    await demandVerified('stdio.json');
  });
});
