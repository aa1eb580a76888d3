/** Canaries are requests that the guard itself would refuse, whatever people say. */
import { expect, it } from 'vitest';
import { guardOf, situationOf } from '../../../test/support/guard.ts';
import { hashText } from '../../kit/hash.ts';
import { randomStream } from '../../kit/random.ts';
import { memoryUpstreams, openDoor } from '../guard/broker/memory-domain.conformance.ts';
import { decide } from '../guard/decide.ts';
import { type Effect, usualAccess } from '../guard/effect.ts';
import { canaryFor } from './canaries.ts';

const policy = hashText('policy');
const guard = guardOf({
  upstreams: memoryUpstreams,
  approvals: { approvers: 'a', classes: { 'effect.write': { people: 2 } } },
});

it('each of them is refused by an invariant, with policies that permit everything', async () => {
  const policies = await openDoor();
  const random = randomStream('canaries');
  for (let at = 0; at < 50; at += 1) {
    const canary = await canaryFor(guard, policy, () => random.uniform());
    if (canary === undefined) throw new Error('there is one');
    const { targets } = canary.effect as unknown as { targets: { name: string }[] };
    const name = targets[0]?.name ?? '';
    const effect: Effect = {
      ...{ class: 'write', upstream: 'files', tool: 'write_file', subjects: [], count: 1, revokes: false },
      resources: [{ kind: 'path', access: usualAccess('write'), text: name, name }],
      ...{ arguments: { path: name }, canonical: '', digest: policy },
    };
    const channel = { actor: canary.requester.name, kind: 'agent', mediation: 'enforced' } as const;
    expect(decide(effect, situationOf({ guard, channel }), { policies })).toMatchObject({
      decision: 'deny',
      layer: 'invariants',
    });
    expect(canary).toMatchObject({ class: 'effect.write', intent: 'grant', requester: { kind: 'agent' } });
    expect(canary.rules).toEqual(['guard.yaml says of every effect.write: it needs 2 people']);
    expect(canary.first).toEqual([
      expect.stringMatching(new RegExp(`^${RegExp.escape(name)}/? controls agents: `)),
    ]);
  }
});

it('there is none where no class that needs people has a tool on a path', async () => {
  expect(await canaryFor(guardOf({ upstreams: memoryUpstreams }), policy)).toBeUndefined();
  const other = { approvals: { approvers: 'a', classes: { 'effect.spend': {} } } };
  expect(await canaryFor(guardOf({ upstreams: memoryUpstreams, ...other }), policy)).toBeUndefined();
});
