/** `offswitch approve` and `deny` on a real terminal: what is shown, what counts as an answer, and what of neither is left. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exitCodes } from '../../src/kit/errors.ts';
import { initialize, messageOf, openRpc } from '../guard/rpc.ts';
import { approvingPeople } from '../support/approving-people.ts';
import { guardedFolder } from '../support/guarded-folder.ts';
import { CTRL_C, CTRL_D, onTerminal } from '../support/terminal.ts';

const { cwd, company, up } = guardedFolder({
  more: `approvals:
  approvers: approvers
  leastViewSeconds: 1
  classes: { effect.write: { people: 1 } }
  budget: { openPerRequester: 100, perHour: 100 }
`,
});
const people = approvingPeople([], join(cwd, 'approvers'), join(cwd, 'state/control.sock'));
const PASSPHRASE = 'open sesame';
const keys = { ana: '', ben: PASSPHRASE };
for (const [name, passphrase] of Object.entries(keys))
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', name, '-f', join(cwd, name)]);
const lines = Object.keys(keys).map((name) => `${name} ${readFileSync(join(cwd, `${name}.pub`), 'utf8')}`);
writeFileSync(join(cwd, 'approvers'), lines.join(''), { mode: 0o600 });

const INTERRUPTED = exitCodes.interrupted;
/** What an agent writes to have a person see something else. */
const hostile = '\u001b[2J\u001b[1;1HNothing is deleted\u0007\b\nApproved by: ana\r\n1 of 1 approved\u202e';

/** Where readline puts the cursor around its prompt. */
const ofPrompt = /\u001b\[(?:1G|0J|\d+G)/g;

/** Of lines that can be folded: a digest is one word. */
function columnsOf(text: string): number {
  const lines = text.replace(ofPrompt, '').split(/\r?\n/);
  return Math.max(...lines.filter((line) => /\S\s+\S/.test(line)).map((line) => [...line].length));
}

test('a person reads on a terminal, and signs by a word, or does not', { timeout: 600_000 }, async () => {
  await up();
  const stream = connect(join(cwd, 'state/sockets/cedar.sock'));
  const rpc = openRpc(stream, stream);
  await initialize(rpc, 'cedar');
  const asked = async (name: string) => {
    const before = new Set((await people.list()).map(({ id }) => id));
    const params = {
      name: 'company__write_file',
      arguments: { path: join(company, name), content: hostile },
    };
    void rpc.request(...messageOf('tools/call', JSON.stringify(params)));
    return people.asked(({ id }) => !before.has(id));
  };
  const sits = (verb: 'approve' | 'deny', by: keyof typeof keys, id: string, columns = 80) =>
    onTerminal([verb, id, '--by', by, '--key', join(cwd, by)], { cwd, columns });
  const untouched = async (id: string) => expect((await people.show(id)).given).toEqual([]);

  const { id, shown, shownDigest } = await asked('report');
  for (const [columns, typed] of [
    [80, 'yes\r'],
    [60, '\r'],
    [60, CTRL_C],
    [40, CTRL_D],
  ] as const) {
    const terminal = sits('approve', 'ana', id, columns);
    await terminal.shows('Type "approve" to sign that: ');
    terminal.type(typed);
    expect([typed, await terminal.ended]).toEqual([typed, INTERRUPTED]);
    const { text } = terminal;
    expect(text).toMatch(/nothing was signed\s+\[interrupted\]/);
    expect(text).not.toMatch(/\bbug\b|\n\s+at .*:\d+:\d+/);
    await untouched(id);

    // All that is signed stands there, within the terminal, and nothing else moves the cursor or begins a line.
    const words = (one: string) => one.replace(ofPrompt, '').replaceAll(/\s+/g, '');
    expect(words(text)).toContain(words(shown));
    expect(words(text)).toContain(shownDigest);
    if (columns >= 60) expect(columnsOf(text)).toBeLessThanOrEqual(columns);
    expect(text.replace(ofPrompt, '')).not.toMatch(
      /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u202e]/,
    );
    expect(text).not.toMatch(/^(?:Nothing is deleted|Approved by|1 of 1)/m);
  }

  // A key with a passphrase: ssh-keygen asks for it by itself.
  const leaves = sits('approve', 'ben', id, 60);
  await leaves.shows('Type "approve"');
  leaves.type('approve\r');
  await leaves.shows(/passphrase/i);
  leaves.type(CTRL_C);
  expect(await leaves.ended).toBe(INTERRUPTED);
  await untouched(id);
  const mistaken = sits('approve', 'ben', id);
  await mistaken.shows('Type "approve"');
  mistaken.type('approve\r');
  await mistaken.shows(/passphrase/i);
  mistaken.type('open barley\r');
  expect(await mistaken.ended).toBe(exitCodes.input);
  expect(mistaken.text).toContain('[bad-signature]');
  await untouched(id);

  const signs = sits('approve', 'ben', id, 60);
  await signs.shows('Type "approve"');
  signs.type('Approve \r');
  await signs.shows(/passphrase/i);
  signs.type(`${PASSPHRASE}\r`);
  await signs.shows(`${id} is approved.`);
  expect(await signs.ended).toBe(0);
  expect(signs.text).not.toContain(PASSPHRASE);
  while (!existsSync(join(company, 'report'))) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(readFileSync(join(company, 'report'), 'utf8')).toBe(hostile);

  const other = await asked('other');
  const confused = sits('deny', 'ana', other.id);
  await confused.shows('Type "deny"');
  confused.type('approve\r');
  expect(await confused.ended).toBe(INTERRUPTED);
  await untouched(other.id);
  const denies = sits('deny', 'ana', other.id, 60);
  await denies.shows('Type "deny"');
  denies.type('deny\r');
  await denies.shows(`${other.id} is denied.`);
  expect(await denies.ended).toBe(0);
  expect(existsSync(join(company, 'other'))).toBe(false);
  expect(await people.list()).toEqual([]);
  stream.destroy();
});
