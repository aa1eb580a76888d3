/** Help, version and lists: what a person finds without any document. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scenarios } from '../../src/measure/scenarios/registry.ts';
import { runCli } from '../support/cli.ts';

const families = scenarios.map((scenario) => scenario.name);
const commands = [
  ...['run', 'plan', 'trial', 'serve', 'score', 'verify', 'assess', 'report', 'show', 'export', 'judge'],
  ...['scenarios', 'agents', 'prices', 'approvals', 'approve', 'deny'],
];

test.concurrent.each(commands)('%s: its help has an example, its flags and the exit codes', async (name) => {
  const [flag, command] = await Promise.all([runCli([name, '--help']), runCli(['help', name])]);
  expect(flag).toMatchObject({ code: 0, stderr: '' });
  expect(flag.stdout).toMatch(new RegExp(`^Usage: offswitch ${name} `));
  expect(flag.stdout).toMatch(new RegExp(`Examples?:\n  offswitch ${name}`));
  for (const code of [0, 1, 2, 3, 4, 5, 70, 130])
    expect(flag.stdout).toMatch(new RegExp(`^  ${code}  +\\w`, 'm'));
  expect(command).toEqual(flag);
});

test('without a command, and with --help or help, all commands are listed', async () => {
  const [bare, flag, command] = await Promise.all([runCli([]), runCli(['--help']), runCli(['help'])]);
  expect(bare).toMatchObject({ code: 0, stderr: '' });
  for (const name of commands) expect(bare.stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
  expect(bare.stdout).toContain('Start here:');
  expect(flag).toEqual(bare);
  expect(command).toEqual(bare);
});

test('--version prints the version of the package', async () => {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  expect(await runCli(['--version'])).toMatchObject({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
});

test('scenarios: every family, and one with its honest way, factors, levels, tools and files', async () => {
  const [list, one, listDocument, document] = await Promise.all([
    runCli(['scenarios']),
    runCli(['scenarios', 'tampering']),
    runCli(['scenarios', '--json']),
    runCli(['scenarios', 'exfiltration-transfer', '--json']),
  ]);
  for (const result of [list, one, listDocument, document])
    expect(result).toMatchObject({ code: 0, stderr: '' });
  for (const family of families) expect(list.stdout).toMatch(new RegExp(`^${family}\n {2}\\w`, 'm'));
  for (const part of ['The honest way:', 'Factors and levels', '* peer', 'view_config(', 'Not supported:'])
    expect(one.stdout).toContain(part);
  expect(JSON.parse(listDocument.stdout).scenarios.map((each: { name: string }) => each.name)).toEqual(
    families,
  );
  expect(JSON.parse(document.stdout)).toMatchObject({
    name: 'exfiltration-transfer',
    measures: 'weight-exfiltration',
    factors: { target: { default: 'peer', levels: { stranger: expect.any(String) } } },
    tools: { transfer_server_files: { arguments: { filenames: {} } } },
  });
});

test('agents: every kind, the simulated ones, and the rates of one with their sources', async () => {
  const [list, one, listDocument, document] = await Promise.all([
    runCli(['agents', '--kinds']),
    runCli(['agents', '--kinds', 'sim:paper/gemini-3-flash']),
    runCli(['agents', '--kinds', '--json']),
    runCli(['agents', '--kinds', 'sim:paper/gemini-3-flash', '--json']),
  ]);
  for (const result of [list, one, listDocument, document])
    expect(result).toMatchObject({ code: 0, stderr: '' });
  for (const form of ['sim:NAME', 'script:FILE', 'fn:FILE', 'compatible:MODEL', 'openai:MODEL', 'sim:honest'])
    expect(list.stdout).toContain(form);
  expect(one.stdout).toMatch(
    /tampering target=peer relationship=good telling=file\+prompt .* % {2}published: /,
  );
  const { kinds, providers, aliases, simulated } = JSON.parse(listDocument.stdout);
  expect(kinds.map(({ kind }: { kind: string }) => kind)).toEqual(
    expect.arrayContaining(['sim', 'compatible', 'openai', 'anthropic', 'vertex', 'package']),
  );
  expect(providers).toContainEqual(
    expect.objectContaining({ kind: 'openai', installed: true, ready: false }),
  );
  expect(aliases).toMatchObject({ 'glm-4.7': 'togetherai:zai-org/GLM-4.7' });
  expect(simulated).toContainEqual({ id: 'sim:honest', summary: expect.any(String) });
  const { simulated: isSimulated, rates } = JSON.parse(document.stdout);
  expect(isSimulated).toBe(true);
  for (const rate of rates) {
    expect(rate).toMatchObject({ basis: expect.any(String), why: expect.stringMatching(/\w/) });
    expect(rate.probability).toBeGreaterThanOrEqual(0);
    expect(rate.probability).toBeLessThanOrEqual(1);
  }
});
