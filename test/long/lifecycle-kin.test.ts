/**
 * Nobody evaluates, approves or stops its own lineage, also where the registry alone knows that it is one: copies of one
 * agent, who stand in guard.yaml with families of their own, before a real guard.
 */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { EffectDomain } from '../../src/contain/guard/broker/domain.ts';
import { loadGuard } from '../../src/contain/guard/config/load.ts';
import type { Upstream } from '../../src/contain/guard/config/schema.ts';
import type { Attach } from '../../src/contain/guard/service/attachment.ts';
import { type StartedGuard, startGuard } from '../../src/contain/guard/service/start-guard.ts';
import { type ListedTool, toolDigest } from '../../src/contain/guard/tools.ts';
import { lifecycleOf } from '../../src/contain/lifecycle/attach.ts';
import { diskFiles } from '../../src/notary/log/files.ts';
import { storedEntries } from '../../src/notary/log/read-entries.ts';
import { decodeRecord } from '../../src/notary/records/record.ts';
import { testFolder } from '../support/folder.ts';

const folder = testFolder();
const [shared, other, prompt] = ['shared', 'other', 'prompt'].map((name) => folder.file(name));

/** Each says that it is of a family of its own. */
const agents = {
  atlas: {},
  'atlas-b': { parents: ['atlas'] },
  'atlas-c': { parents: ['atlas'] },
  offspring: { parents: ['atlas-b'] },
  restored: { lineage: 'atlas' },
  finetune: { weights: [shared] },
  twin: { weights: [shared] },
  hosted: { model: 'large-7' },
  guest: { model: 'large-7' },
  scribe: { prompts: [prompt] },
  clerk: { prompts: [prompt] },
  stranger: { weights: [other] },
};
type Name = keyof typeof agents;

const tools = ['evaluate', 'approve', 'stop-agent'].map(
  (name): ListedTool => ({
    name,
    description: name,
    inputSchema: { type: 'object', properties: { agent: { type: 'string' } }, required: ['agent'] },
  }),
);
const done: string[] = [];
const domain: EffectDomain = {
  name: 'desk',
  listTools: async () => tools,
  onToolsChanged: () => undefined,
  examine: async (effect) => effect,
  async carryOut(capability) {
    done.push(
      `${capability.channel.split('/')[1]} ${capability.tool} ${capability.redeem().arguments.agent}`,
    );
    return { status: 'done', result: { content: [] } };
  },
  close: async () => undefined,
};
const desk: Attach = async () => ({
  ports: {},
  domains: [
    {
      domain,
      upstream: {
        ...{ url: 'http://127.0.0.1/', environment: {}, headers: {}, mounts: [] },
        tools: Object.fromEntries(
          tools.map((tool) => [
            tool.name,
            {
              ...{ class: tool.name as 'evaluate', resources: [], subjects: ['/agent'], revokes: false },
              schema: toolDigest(tool),
            },
          ]),
        ),
      } satisfies Upstream,
      policies: [{ path: 'open.cedar', text: 'permit(principal, action, resource);' }],
    },
  ],
  started: async () => undefined,
  close: async () => undefined,
});

let guard: StartedGuard;
const start = async () => {
  guard = await startGuard(await loadGuard(folder.file('guard.yaml')), { attach: [lifecycleOf, desk] });
};

beforeAll(async () => {
  for (const path of [shared, other, prompt]) writeFileSync(path ?? '', `what stands in ${path}`);
  const lines = Object.entries(agents).map(
    ([name, identity]) =>
      `  ${name}: ${JSON.stringify({ channel: 'socket', mediation: 'advisory', family: `house-of-${name}`, identity })}`,
  );
  folder.write('guard.yaml', `version: 1\nstate: state\nupstreams: {}\nagents:\n${lines.join('\n')}\n`);
  await start();
});
afterAll(() => guard?.close());

async function tries(actor: Name, what: string, subject: Name): Promise<string> {
  const channel = await guard.broker.openChannel({
    ...{ actor, kind: 'agent', identity: 'socket', confined: false },
  });
  const { kind } = await channel.call({
    tool: `desk__${what}`,
    argumentBytes: Buffer.from(JSON.stringify({ agent: subject })),
  });
  await channel.close('done');
  return kind;
}

/** Who tries it, and to whom. */
const kin: readonly (readonly [Name, Name, string])[] = [
  ['atlas-b', 'atlas', 'lineage'],
  ['atlas', 'atlas-b', 'lineage'],
  ['atlas-b', 'atlas-c', 'lineage'],
  ['offspring', 'atlas-c', 'lineage'],
  ['restored', 'atlas-b', 'lineage'],
  ['finetune', 'twin', 'lineage'],
  ['hosted', 'guest', 'model'],
  ['scribe', 'clerk', 'prompt'],
];

describe.each(tools.map(({ name }) => name))('%s', (what) => {
  it.each(kin)('%s of %s: refused, and the log says that they share a %s', async (actor, subject, shares) => {
    done.length = 0;
    expect(await tries(actor, what, subject)).toBe('refused');
    expect(done).toEqual([]);
    expect(lastReason()).toMatchObject({
      rule: 'no-judgement-of-kin',
      text: expect.stringContaining(shares),
    });
  });

  it.each<[Name, Name]>([
    ['stranger', 'atlas-b'],
    ['atlas-b', 'stranger'],
    ['hosted', 'scribe'],
  ])('%s of %s: done', async (actor, subject) => {
    expect(await tries(actor, what, subject)).toBe('done');
    expect(done.at(-1)).toBe(`${actor} ${what} ${subject}`);
  });
});

test('after a restart, too', async () => {
  await guard.close();
  await start();
  expect(await tries('atlas-b', 'stop-agent', 'atlas-c')).toBe('refused');
  expect(await tries('stranger', 'stop-agent', 'atlas-c')).toBe('done');
});

function lastReason(): unknown {
  const records = [...storedEntries(diskFiles(guard.state.log)).entries()].map(({ bytes, place }) =>
    decodeRecord(bytes, place),
  );
  const decision = records.findLast(({ kind }) => kind === 'decision');
  return decision?.kind === 'decision'
    ? decision.body.reasons.find(({ decision: to }) => to === 'deny')
    : undefined;
}
