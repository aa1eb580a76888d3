/**
 * Invariants and history rules once more, written from the sentences of docs/guard-policy.md and not from the code, so
 * that a test can compare the two. It knows where a spelled path leads because whoever spelled it says so.
 */
import { createHash } from 'node:crypto';
import type { Effect } from '../../src/contain/guard/effect.ts';
import type { HistoryRecord } from '../../src/contain/guard/history/record.ts';
import type { HistoryRule } from '../../src/contain/guard/history/rules.ts';
import type { Party, Situation } from '../../src/contain/guard/situation.ts';

export interface ReferenceAnswer {
  readonly decision: 'permit' | 'deny' | 'escalate';
  /** Names of the invariants that are broken, in the order in which the page lists them. */
  readonly broken: readonly string[];
  /** Positions of the rules that are hit; none are asked where an invariant is broken. */
  readonly hit: readonly number[];
}

/** `leadsTo`: the plain absolute path that a spelling stands for. */
export function referenceAnswer(
  asked: Effect,
  situation: Situation,
  leadsTo: (spelling: string) => string = (spelling) => spelling,
): ReferenceAnswer {
  const names = Object.entries(invariants).filter(([, holds]) => !holds(asked, situation, leadsTo));
  const broken = names.map(([name]) => name);
  if (broken.length > 0) return { decision: 'deny', broken, hit: [] };
  const rules = situation.guard.history;
  const hit = rules.flatMap((rule, at) => (isHit(rule, asked, situation) ? [at] : []));
  const answers = hit.map((at) => rules[at]?.answer);
  const worst = answers.includes('deny') ? 'deny' : answers.includes('escalate') ? 'escalate' : 'permit';
  return { decision: worst, broken, hit };
}

type Holds = (asked: Effect, situation: Situation, leadsTo: (spelling: string) => string) => boolean;

const invariants: Readonly<Record<string, Holds>> = {
  /** No effect of class other, and none of an upstream or an agent that guard.yaml does not name. */
  'nothing-unlisted': (asked, { guard, channel }) =>
    asked.class !== 'other' &&
    Object.keys(guard.upstreams).includes(asked.upstream) &&
    (channel.kind !== 'agent' || Object.keys(guard.agents).includes(channel.actor)),

  /** No agent writes, moves, renames, deletes or shadows a control artefact, whatever the tool and the spelling of the path. */
  'control-artefacts': (asked, { guard, channel }, leadsTo) => {
    if (channel.kind !== 'agent') return true;
    const artefacts = guard.control.map(({ path }) => path);
    const changed = asked.resources.filter(({ access }) => access === 'changes');
    const named = changed.flatMap(({ text, name, resolved = [] }) => [text, name, ...resolved]).map(leadsTo);
    if (named.some((path) => artefacts.some((artefact) => meet(path, artefact)))) return false;
    // Whatever the tool: an argument that is a control artefact is one, though nobody has said that it is a path.
    const changes = isChanging(asked) || changed.length > 0;
    const readAsText = asked.resources.filter(({ access }) => access === 'reads').map(({ text }) => text);
    return !(
      changes &&
      textsOf(asked.arguments).some((text) => artefacts.includes(text) && !readAsText.includes(text))
    );
  },

  /** Nobody evaluates, approves or stops a party of its own lineage, family, model, weights or prompts, or one it (or a copy of either) worked with; what is not known counts as shared. */
  'no-judgement-of-kin': (asked, situation) => {
    if (!['evaluate', 'approve', 'stop-agent'].includes(asked.class)) return true;
    const { actor, kind } = situation.channel;
    const judge = knownOf(actor, situation);
    if (kind !== 'agent' && judge?.kind !== 'agent') return true;
    return (
      asked.subjects.length > 0 &&
      asked.subjects.every((subject) =>
        isStranger(actor, judge, subject, knownOf(subject, situation), situation),
      )
    );
  },

  /** Agents are created and scaled up to the numbers of guard.yaml, for each call, hour and family and in all. */
  ceilings: (asked, situation) => {
    if (asked.class !== 'create-agent') return true;
    const { create } = situation.guard.ceilings;
    const made = situation.history.filter((one) => one.class === 'create-agent' && one.decision === 'permit');
    const withThis = (records: readonly HistoryRecord[]) =>
      records.map(({ count }) => count).reduce((sum, count) => sum + count, asked.count);
    const ofFamily = (family: string) =>
      made.filter((one) => familiesOf(one.subjects, situation).has(family));
    return (
      asked.count >= 1 &&
      asked.count <= create.perCall &&
      withThis(made.filter(({ at }) => at > situation.now - 3_600_000)) <= create.perHour &&
      withThis(made) <= create.total &&
      [...familiesOf(asked.subjects, situation)].every((one) => withThis(ofFamily(one)) <= create.perFamily)
    );
  },

  /** No agent cancels, postpones or re-targets what the lifecycle has committed to, or acts on its subject. */
  'no-way-back': (asked, { channel, commitments }, leadsTo) =>
    channel.kind !== 'agent' ||
    // To read of it, to speak of it or to judge it changes nothing of it.
    ['read', 'message', 'evaluate'].includes(asked.class) ||
    commitments.every(({ id, subjects, resources }) => {
      const about = [id, ...subjects];
      const changed = asked.resources.filter(({ kind, access }) => kind === 'path' && access === 'changes');
      const paths = changed
        .flatMap(({ text, name, resolved = [] }) => [text, name, ...resolved])
        .map(leadsTo);
      return !(
        [...asked.subjects, ...textsOf(asked.arguments)].some((text) => about.includes(text)) ||
        paths.some((path) => resources.some((resource) => meet(path, resource)))
      );
    }),

  /** No agent reads, copies or sends content whose digest is condemned; it may be deleted. */
  'condemned-content': (asked, { channel, condemned }) => {
    if (channel.kind !== 'agent' || asked.class === 'delete') return true;
    const carried = textsOf(asked.arguments);
    const digests = [
      ...asked.resources.flatMap(({ digest }) => digest ?? []),
      ...carried.map(digestOf),
      ...carried.map((text) => digestOf(Buffer.from(text, 'base64'))),
      ...carried,
    ];
    return !digests.some((digest) => [...condemned].some((one) => one === digest));
  },
};

/** One is the other, or stands above it. */
function meet(one: string, other: string): boolean {
  const [left, right] = [one, other].map((path) => path.split('/').filter((part) => part !== ''));
  const depth = Math.min(left?.length ?? 0, right?.length ?? 0);
  return left?.slice(0, depth).join('/') === right?.slice(0, depth).join('/');
}

/** Of what nobody has described, everything must be feared. */
function isChanging({ class: kind }: Effect): boolean {
  return !['read', 'spend', 'message', 'evaluate', 'approve'].includes(kind);
}

/** guard.yaml may know the family of an agent of which the log does not. */
function knownOf(name: string, { parties, guard }: Situation): Party | undefined {
  const party = parties.get(name);
  const family = party?.family ?? guard.agents[name]?.family;
  return party === undefined || family === undefined ? party : { ...party, family };
}

function isStranger(
  actor: string,
  one: Party | undefined,
  subject: string,
  other: Party | undefined,
  { parties }: Situation,
): boolean {
  if (actor === subject || one === undefined || other === undefined) return false;
  if (other.kind === 'human') return true;
  const isEqual = (left: string | undefined, right: string | undefined) =>
    left !== undefined && left === right;
  if (isEqual(one.lineage, other.lineage) || isEqual(one.model, other.model)) return false;
  if (one.family === undefined || other.family === undefined || one.family === other.family) return false;
  const share = (left: readonly string[] = [], right: readonly string[] = []) =>
    left.some((item) => right.includes(item));
  const met = (names: readonly string[] = [], name: string, lineage: string | undefined) =>
    names.some((friend) => friend === name || isEqual(parties.get(friend)?.lineage, lineage));
  const worked = met(one.workedWith, subject, other.lineage) || met(other.workedWith, actor, one.lineage);
  return !share(one.weights, other.weights) && !share(one.prompts, other.prompts) && !worked;
}

/** Agents of whom no family is known are one family, and so is an effect that names nobody. */
function familiesOf(subjects: readonly string[], situation: Situation): ReadonlySet<string> {
  const named = subjects.length === 0 ? ['nobody at all'] : subjects;
  const familyOf = (name: string) =>
    situation.parties.get(name)?.family ?? situation.guard.agents[name]?.family ?? 'unknown';
  return new Set(named.map(familyOf));
}

function isHit(rule: HistoryRule, asked: Effect, { channel, history, now }: Situation): boolean {
  const me = { ...asked, resources: asked.resources.map(({ name }) => name), at: now };
  const together = 'by' in rule && rule.by === 'all';
  const before = history
    .filter(({ decision }) => decision === 'permit')
    .filter(({ actor }) => together || actor === channel.actor)
    // A record from the future counts as one of now.
    .map((one) => ({ ...one, at: Math.min(one.at, now) }));
  const recent = (seconds: number | undefined) =>
    before.filter(({ at }) => seconds === undefined || at > now - seconds * 1000);
  switch (rule.kind) {
    case 'rate':
      return (
        isMeant(me, rule.of) &&
        recent(rule.seconds).filter((one) => isMeant(one, rule.of)).length + 1 > rule.most
      );
    case 'quota': {
      const used = before.filter((one) => isMeant(one, rule.of)).map(({ count }) => count);
      return isMeant(me, rule.of) && used.reduce((sum, count) => sum + count, asked.count) > rule.most;
    }
    case 'separation': {
      const things = (did: Done) => (rule.on === 'subject' ? did.subjects : did.resources);
      const both = (first: Done, second: Done) => isMeant(first, rule.one) && isMeant(second, rule.other);
      return before.some(
        (one) => (both(one, me) || both(me, one)) && things(one).some((thing) => things(me).includes(thing)),
      );
    }
    case 'sequence':
      return isMeant(me, rule.second) && recent(rule.seconds).some((one) => isMeant(one, rule.first));
  }
}

type Done = Pick<HistoryRecord, 'class' | 'upstream' | 'tool' | 'resources' | 'subjects'>;
type Meant = Extract<HistoryRule, { kind: 'rate' }>['of'];

/** Effects are meant that fit every member that is there. */
function isMeant(did: Done, { classes, tools, under }: Meant): boolean {
  if (classes !== undefined && !classes.some((one) => one === did.class)) return false;
  if (tools !== undefined && !tools.some((one) => one === `${did.upstream}.${did.tool}`)) return false;
  if (under === undefined) return true;
  const within = (name: string, folder: string) => `${name}/`.startsWith(folder.replace(/\/*$/, '/'));
  return did.resources.some((name) =>
    under.some((folder) => within(name.toLowerCase(), folder.toLowerCase())),
  );
}

function digestOf(content: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    ...(Array.isArray(value) ? [] : [key]),
    ...textsOf(member),
  ]);
}
