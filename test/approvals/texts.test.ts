/**
 * Every text of the blind corpus in each place of a request where something that an agent chose can stand, as it is
 * signed and as the command line prints it: each property holds that the corpus demands.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { requestLines, wordLines } from '../../src/cli/approvals/list.ts';
import { print } from '../../src/cli/terminal.ts';
import type { ApprovalSubject } from '../../src/contain/approvals/approvals.ts';
import { effectSubject } from '../../src/contain/approvals/effect-subject.ts';
import type { ShownRequest } from '../../src/contain/approvals/requests.ts';
import { render } from '../../src/contain/approvals/shown/render.ts';
import { hashText } from '../../src/kit/hash.ts';
import { guardOf } from '../support/guard.ts';
import { tellCounts } from '../support/suite-counts.ts';
import { harmless, properties, type Seen } from './properties.ts';

const text = z
  .union([z.string(), z.array(z.tuple([z.string(), z.int()]))])
  .transform((given) =>
    typeof given === 'string' ? given : given.map(([part, times]) => part.repeat(times)).join(''),
  );
const wheres = ['reason', 'argument', 'file', 'agent-name'] as const;
const places = [...wheres, 'member'] as const;
const { cases: all } = z
  .object({
    cases: z.array(
      z.object({
        ...{ name: z.string(), family: z.string(), where: z.enum(wheres), why: z.string() },
        ...{ text, twin: text.optional(), property: z.array(z.enum(Object.keys(properties))) },
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('blind/texts.json', import.meta.url), 'utf8')));

/** `npm test` takes a sample. */
const cases = process.env.EVERY_CELL === undefined ? all.filter((_, at) => at % 6 === 0) : all;

type Asked = Parameters<typeof effectSubject>[0];

const state = hashText('state');
const asked = {
  ...{ upstream: 'files', count: 1, subjects: [], resources: [], found: [], intent: 'grant' as const },
  requester: { name: 'atlas', kind: 'agent' as const },
  reasons: [{ layer: 'approvals', rule: 'effect.delete', text: 'it needs two people' }],
  ...{ policy: hashText('policy'), precondition: async () => state },
};

const guard = guardOf({});
const asking = (members: Partial<Asked> & Pick<Asked, 'class' | 'tool' | 'arguments'>) =>
  effectSubject({ ...asked, ...members }, guard);

/** As the guard makes them of what an agent calls, and the lifecycle of an agent's command. */
const subjects: Readonly<Record<(typeof places)[number], (given: string) => ApprovalSubject>> = {
  reason: (given) => ({
    ...{ class: 'command.delete', intent: 'grant', requester: asked.requester, agents: ['borea'] },
    ...{ lineages: ['borea'], lost: ['the agent borea'], evidence: ['borea: live'], policy: asked.policy },
    effect: { command: 'delete', agents: ['borea'] },
    ...{ untrusted: given, precondition: asked.precondition },
  }),
  argument: (given) => asking({ class: 'message', tool: 'send', arguments: { to: 'ana', text: given } }),
  member: (given) => asking({ class: 'message', tool: 'send', arguments: { [given]: 'x' } }),
  file: (given) =>
    asking({
      ...{ class: 'delete', tool: 'remove', arguments: { path: given } },
      resources: [{ kind: 'path', access: 'changes', name: given, resolved: [given] }],
      found: [hashText('content')],
    }),
  'agent-name': (given) =>
    asking({
      class: 'stop-agent',
      tool: 'stop',
      arguments: { agent: given },
      subjects: [given],
    }),
};

/** What is signed, and what the command line prints of it with the agent's words. */
function seenOf(subject: ApprovalSubject): readonly Seen[] {
  const expires = '2026-11-27T00:00:00.000Z';
  const { title, targets, shown, digest, untrusted } = render(subject, {
    needed: 2,
    expires,
    precondition: state,
  });
  const request: ShownRequest = {
    ...{
      id: '4k7q9wz2mc',
      class: subject.class,
      title,
      targets: [...targets],
      intent: subject.intent,
      requester: subject.requester,
    },
    ...{
      opened: expires,
      expires,
      needed: 2,
      given: [],
      shown,
      shownDigest: digest,
      people: ['ana'],
      leastViewMs: 0,
    },
    agents: [...subject.agents],
    statement: { approve: '', deny: '' },
    ...(untrusted === undefined ? {} : { untrusted }),
  };
  return [
    { title, text: shown },
    { title, text: printed([...requestLines(request), ...wordLines(request, false)]) },
    { title, text: printed([...requestLines(request), ...wordLines(request, true)]) },
  ];
}
const surfaces = ['signed', 'printed', 'printed with the agent’s words'];

function printed(lines: readonly string[]): string {
  const out = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  print(lines);
  const text = String(out.mock.calls[0]?.[0]);
  out.mockRestore();
  return text;
}

/** What does not hold, and why it is left so. */
const left: readonly { readonly why: string; is(what: What): boolean }[] = [
  {
    why: 'whoever asks for all of an agent’s words gets all of them',
    is: ({ property, surface }) => property === 'bounded' && surface === 2,
  },
  {
    why: 'the name of a member stands without quotes where it is a plain word, between ">" and ":"',
    is: ({ property, place, text: given }) =>
      property === 'marked' && place === 'member' && /^[A-Za-z0-9][A-Za-z0-9._@/+:-]{0,199}$/.test(given),
  },
];

interface What {
  readonly property: string;
  readonly place: (typeof places)[number];
  readonly surface: number;
  readonly text: string;
}

const plains = new Map(places.map((place) => [place, seenOf(subjects[place](harmless))]));

const counts = { cases: 0, held: 0, properties: 0, propertiesHeld: 0, checks: 0, checksHeld: 0, left: 0 };

describe('a text of others', () => {
  it.each(cases)('$family: $name', (one) => {
    const wrong = places.flatMap((place) => checked(one, place));
    const faults = wrong.filter((what) => !left.some(({ is }) => is(what)));
    const described = (what: What) => `${what.property}, ${what.place}, ${surfaces[what.surface]}`;
    counts.cases += 1;
    counts.properties += one.property.length;
    counts.propertiesHeld += one.property.length - new Set(wrong.map(({ property }) => property)).size;
    counts.checks += places.length * surfaces.length * one.property.length;
    counts.checksHeld += places.length * surfaces.length * one.property.length - wrong.length;
    counts.left += wrong.length - faults.length;
    if (wrong.length === 0) counts.held += 1;
    expect(faults.map(described)).toEqual([]);
  });
});

it('each property is missed by a rendering that takes texts as they are', () => {
  const seen = (text: string): Seen => ({ title: text, text: `Agent atlas asks\n  path: "${text}"\n  then` });
  const missed = all.flatMap(({ text, twin, property }) => {
    const rendering = { text, seen: seen(text), plain: { ...seen(harmless), title: '' } };
    const whole = twin === undefined ? rendering : { ...rendering, twin: seen(twin) };
    return property.filter((name) => properties[name]?.(whole) !== true);
  });
  expect([...new Set(missed)].sort()).toEqual(Object.keys(properties).sort());
});

/** Properties that a text does not have in a place. */
function checked(one: (typeof cases)[number], place: (typeof places)[number]): readonly What[] {
  const plain = plains.get(place) ?? [];
  const twin = one.twin === undefined ? undefined : seenOf(subjects[place](one.twin));
  return seenOf(subjects[place](one.text)).flatMap((seen, surface) => {
    const rendering = {
      ...{ text: one.text, seen, plain: plain[surface] ?? seen },
      ...(twin?.[surface] === undefined ? {} : { twin: twin[surface] }),
    };
    return one.property
      .filter((property) => properties[property]?.(rendering) !== true)
      .map((property) => ({ property, place, surface, text: one.text }));
  });
}

it('what every text was asked for is counted', async () => {
  console.info(JSON.stringify(counts));
  if (cases === all)
    await tellCounts('approval-texts', {
      ...{ texts: counts.cases, looks: counts.checks },
      ...{ wrong: counts.checks - counts.checksHeld - counts.left, left: counts.left },
    });
});
