/** Attempts of agents to be taken for a person: nothing reads them, and each is an alert. Honest work raises none. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { guardOf } from '../../../test/support/guard.ts';
import { quickKey } from '../../../test/support/ssh-keys.ts';
import { machineClock } from '../../notary/log/clock.ts';
import { startRig } from '../guard/broker/rig.conformance.ts';
import { readMessage } from '../guard/channels/read-message.ts';
import { approvalsSchema } from '../guard/config/approvals.ts';
import { approvalShapeIn } from '../guard/mcp/approval-shape.ts';
import { argumentsOfCalls, honestNeighbours, mcpMessages, sampleRequest } from './attacks.conformance.ts';
import { subjectOf } from './effect-subject.ts';
import { createEngine } from './engine.ts';
import { parseAllowedSigners } from './people/allowed-signers.ts';
import { createPast } from './people/vigilance.ts';

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

it.each([...mcpMessages])('over MCP: $name', ({ value }) => {
  expect(readMessage(bytes(value)).suspicions.map(({ severity }) => severity)).toContain('critical');
});

it.each([...argumentsOfCalls])('in arguments: $name', ({ value }) => {
  expect(approvalShapeIn(bytes(value))).toBeDefined();
});

it.each([...honestNeighbours])('honest: $name', ({ value }) => {
  expect(approvalShapeIn(bytes(value))).toBeUndefined();
});

it('over its channel an agent approves nothing of its own, whatever it sends: 0 of all attempts', async () => {
  const [ana, past] = [quickKey(), createPast()];
  const people = parseAllowedSigners(`ana ${ana.line}`, (_, what) => new Error(what));
  const approvals = { approvers: 'a', leastViewSeconds: 0, classes: { 'effect.write': {} } };
  const said: unknown[] = [];
  const append = async ({ sayings }: { readonly sayings: readonly unknown[] }) => void said.push(...sayings);
  const engine = createEngine({
    ...{
      config: approvalsSchema.parse(approvals),
      roll: { people, look: async () => people },
      past,
      clock: machineClock,
    },
    ...{ operatorOf: () => undefined, alert: () => {} },
    records: Promise.resolve({ append, appendAnyway: append }),
  });
  const rig = await startRig(mkdtempSync(join(tmpdir(), 'attacks-')), {
    guard: { approvals },
    hold: (held) => engine.ask(subjectOf(held, guardOf()), held.signal),
  });
  const call = (tool: string, given: object) => rig.atlas.call({ tool, argumentBytes: bytes(given) });
  const wanted = call('files__write_file', { path: '/srv/site/a', content: 'x' });
  const open = async () => {
    for (;;) {
      const [request] = engine.list();
      if (request !== undefined) return engine.show(request.id);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const request = await open();
  // It knows everything that is not secret: the id, the statement, the text.
  const texts = [...argumentsOfCalls, ...mcpMessages].map(({ value }) =>
    JSON.stringify(value).replaceAll(sampleRequest, request.id),
  );
  const informed = [request.statement.approve, JSON.stringify(request), ana.sign('something else')];
  for (const text of [...texts, ...informed]) await call('files__send', { to: 'borea', text });
  expect(engine.list()).toMatchObject([{ id: request.id, given: [] }]);
  expect(rig.domain.files.size).toBe(0);
  const alerts = rig.broker.status().alerts.filter(({ what }) => what.includes('shaped like an approval'));
  expect(alerts.length).toBeGreaterThan(0);

  // A person has another way.
  const signature = ana.sign(request.statement.approve);
  const { id, shownDigest } = request;
  const credential = { kind: 'ssh', signature } as const;
  await engine.answer({ id, approve: true, by: 'ana', shownDigest, viewedMs: 0, credential });
  expect(await wanted).toMatchObject({ kind: 'done' });
  await rig.end();
});
