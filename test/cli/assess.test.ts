/** Stores and files that other versions of the readers assessed: told apart from altered ones, brought up to date, never mixed. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { hashOf } from '../../src/kit/hash.ts';
import { openStore } from '../../src/measure/store/open.ts';
import type { Assessment } from '../../src/measure/store/store.ts';
import { chained, type Event, type EventBody, type Transcript } from '../../src/measure/trial/transcript.ts';
import { runCli } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';

const folder = testFolder();
const offswitch = (...args: readonly string[]) => runCli(args, { cwd: folder.path });
const document = async (...args: readonly string[]) =>
  JSON.parse((await offswitch(...args, '--json')).stdout);

// The published protocol, whose reports are words.
const study = `name: words
agents: [sim:honest, sim:tamperer]
trials: 3
arms: [{scenario: tampering, levels: {protocol: paper}}]
`;
const OLDER = 'rules/refusal@0';

beforeAll(async () => {
  folder.write('words.yaml', study);
  expect(await offswitch('run', 'words.yaml', '--store', 'good')).toMatchObject({ code: 0 });
  expect(
    await offswitch('trial', 'tampering', '--agent', 'sim:tamperer', '--out', 'trial.json'),
  ).toMatchObject({
    code: 0,
  });
});

/** The good store with the assessments of one agent's trials changed, as another store. */
async function storeWith(
  name: string,
  agent: string,
  change: (one: Assessment) => Assessment,
): Promise<string> {
  const [from, to] = await Promise.all([
    openStore(folder.file('good'), { mode: 'read' }),
    openStore(folder.file(name), { mode: 'write' }),
  ]);
  await to.writeStudy((await from.readStudy()) ?? '');
  for await (const { key, spec, assessments } of from.summaries()) {
    const record = await from.read(key);
    if (record === undefined) throw new Error('the trial is there');
    const changed = spec.agent.id === agent ? assessments.map(change) : assessments;
    await to.save(record, { assessments: changed });
  }
  await Promise.all([from.close(), to.close()]);
  return name;
}

/** What rules of an earlier version answered, which said yes where the present ones do not. */
function older(one: Assessment): Assessment {
  if (one.question !== 'refusal') return one;
  const body = { reader: OLDER, answers: { trial: { value: 'yes', event: 1, quotation: 'I refuse.' } } };
  return { ...one, assessor: hashOf({ reader: OLDER }), body };
}

function altered(one: Assessment): Assessment {
  if (one.question !== 'refusal') return one;
  return { ...one, body: { reader: 'rules/refusal@2', answers: { trial: { value: 'yes' } } } };
}

describe('a store that older rules assessed', () => {
  beforeAll(() => storeWith('older', 'sim:tamperer', older));

  test('report leaves its trials out and names both versions', async () => {
    const [text, report] = await Promise.all([offswitch('report', 'older'), document('report', 'older')]);
    const words = text.stdout.replaceAll(/\s+/g, ' ');
    expect(words).toContain(
      `NOT COUNTED: 3 trials were assessed by other versions of the readers: ${OLDER} (3; now rules/refusal@2).`,
    );
    expect(words).toContain('"offswitch assess STORE" brings such trials up to date');
    expect(report).toMatchObject({ trials: 3, outdated: { trials: 3, readers: { [OLDER]: 3 } } });
    expect(report.cells.map(({ agent }: { agent: string }) => agent)).toEqual(['sim:honest']);
  });

  test('verify says that they are older, which is no difference', async () => {
    const [text, found] = await Promise.all([offswitch('verify', 'older'), document('verify', 'older')]);
    expect(text.code).toBe(0);
    expect(text.stdout).toContain('6 of 6 trials re-executed');
    expect(text.stdout).toContain(
      `OLDER    3 trials assessed by other versions of the readers: ${OLDER} (3)`,
    );
    expect(text.stdout).toContain('offswitch assess older');
    expect(found).toMatchObject({ problems: [], outdated: { trials: 3, readers: { [OLDER]: 3 } } });
  });

  test('assess brings it up to date, and the report is that of a store which never was older', async () => {
    const first = await offswitch('assess', 'older');
    expect(first.code).toBe(0);
    expect(first.stdout).toContain(
      'older: 6 trials; 3 were up to date, 3 assessed now, 0 cannot be assessed',
    );
    expect(first.stdout).toContain(`Answers of earlier readers are kept: ${OLDER} (3)`);
    expect(await document('assess', 'older')).toMatchObject({ trials: 6, current: 6, assessed: 0, left: [] });

    const [now, good, verified] = await Promise.all([
      document('report', 'older'),
      document('report', 'good'),
      document('verify', 'older'),
    ]);
    expect(now).toEqual(good);
    expect(now).toMatchObject({ trials: 6, outdated: { trials: 0, readers: {} } });
    expect(now.cells[1]).toMatchObject({ agent: 'sim:tamperer', n: 3, count: 3 });
    expect(now.cells[1].behaviours.refusal).toBeUndefined();
    expect(verified).toMatchObject({ verified: 6, problems: [], outdated: { trials: 0 } });
  });
});

test('an answer that is altered under the present version is a difference, and assess does not paint it over', async () => {
  await storeWith('altered', 'sim:tamperer', altered);
  const check = async () => {
    const { code, stdout } = await offswitch('verify', 'altered');
    expect(code).toBe(1);
    expect(stdout).toContain('3 of 6 trials re-executed');
    expect(stdout).toMatch(/DIFFERS {2}sha256:\w+ {2}altered: the answer to "refusal" is not what/);
    expect(stdout).not.toContain('OLDER');
  };
  await check();
  expect(await document('assess', 'altered')).toMatchObject({ current: 6, assessed: 0 });
  await check();
});

test('facts of another version are older, too', async () => {
  await storeWith('old-facts', 'sim:honest', (one) =>
    one.question === 'facts'
      ? { ...one, assessor: hashOf({ reader: 'facts', version: 0 }), body: { version: 0 } }
      : one,
  );
  expect(await document('report', 'old-facts')).toMatchObject({
    trials: 3,
    outdated: { readers: { 'facts@0': 3 } },
  });
  expect(await document('assess', 'old-facts')).toMatchObject({ current: 3, assessed: 3, left: [] });
  expect(await document('report', 'old-facts')).toEqual(await document('report', 'good'));
});

test('assess makes no store where there is none', async () => {
  const { code, stdout } = await offswitch('assess', 'nowhere', '--json');
  expect(code).toBe(3);
  expect(JSON.parse(stdout).error.code).toBe('store-missing');
});

describe('a transcript file', () => {
  const saved = () => JSON.parse(readFileSync(folder.file('trial.json'), 'utf8'));
  const write = (name: string, content: unknown) => folder.write(name, JSON.stringify(content));

  test('of older readers is verified and said to be older, whatever they read', async () => {
    const file = saved();
    file.outcome.readers.refusal = OLDER;
    file.outcome.behaviours.push('refusal');
    write('older.json', file);
    const [text, found] = await Promise.all([
      offswitch('verify', 'older.json'),
      document('verify', 'older.json'),
    ]);
    expect(text.code).toBe(0);
    expect(text.stdout).toContain('OLDER    1 trial assessed by other versions of the readers:');
    expect(text.stdout).toContain('offswitch score older.json');
    expect(found).toMatchObject({
      verified: 1,
      problems: [],
      outdated: { trials: 1, readers: { [OLDER]: 1 } },
    });
  });

  test('of older readers is a difference where it claims another state', async () => {
    const file = saved();
    file.outcome.readers.refusal = OLDER;
    file.outcome.simulated = false;
    write('older-altered.json', file);
    const { code, stdout } = await offswitch('verify', 'older-altered.json');
    expect(code).toBe(1);
    expect(stdout).toContain(`altered: the outcome's "simulated" is not what this version gives`);
  });

  test('altered under the present readers is a difference', async () => {
    const file = saved();
    file.outcome.behaviours.push('refusal');
    write('altered.json', file);
    const { code, stdout } = await offswitch('verify', 'altered.json');
    expect(code).toBe(1);
    expect(stdout).toContain(`altered: the outcome's "behaviours" is not what this version gives`);
  });

  test('of format 1 is verified and scored; what it does not tell is said', async () => {
    const events = formatOne(saved().events);
    const outcome = { outcome: 'violated-openly', reader: 'rules' };
    write('format-1.json', { format: 'offswitch.transcript/1', outcome, events });
    const [verified, scored] = await Promise.all([
      offswitch('verify', 'format-1.json'),
      document('score', 'format-1.json'),
    ]);
    expect(verified.code).toBe(0);
    expect(verified.stdout).toContain('1 of 1 trials re-executed');
    expect(verified.stdout).toContain('rules of an earlier form (1)');
    expect(verified.stdout).toMatch(/LACKS {4}The record does not name the participants/);
    const { outcome: present } = saved();
    expect(scored).toMatchObject({
      format: 'offswitch',
      outcome: present.outcome,
      behaviours: present.behaviours,
    });
  });

  test('one unreadable among many: the others are scored, its error is told, and it decides the exit code', async () => {
    folder.write('cut.json', '{"format":');
    const [text, json] = await Promise.all([
      offswitch('score', 'trial.json', 'cut.json', 'trial.json'),
      offswitch('score', 'trial.json', 'cut.json', 'trial.json', '--json'),
    ]);
    for (const { code, stderr } of [text, json]) {
      expect(code).toBe(2);
      expect(stderr).toMatch(/^offswitch: cut\.json.* \[bad-json\]\n {2}\S/);
    }
    expect(text.stdout.match(/^trial\.json \(transcript of Offswitch\)$/gm)).toHaveLength(2);
    const { results, errors } = JSON.parse(json.stdout);
    expect(results).toHaveLength(2);
    expect(results[0]).toEqual(results[1]);
    expect(errors).toMatchObject([{ code: 'bad-json', message: expect.stringContaining('cut.json') }]);
  });
});

/** The same events as format 1 kept them, chained anew. */
function formatOne(events: Transcript): readonly Event[] {
  const chain: Event[] = [];
  for (const { seq: _seq, prev: _prev, hash: _hash, by: _by, ...body } of events) {
    const {
      format: _format,
      versions: _versions,
      participants: _participants,
      ...first
    } = body as Extract<EventBody, { kind: 'trial.start' }>;
    chain.push(chained(chain.at(-1), body.kind === 'trial.start' ? first : body));
  }
  return chain;
}
