/** Agents as judges, attached to a guard: what they are asked comes from a person's job, and their marks are effects. */
import { hashText } from '../../../kit/hash.ts';
import { unknownName } from '../../../kit/names.ts';
import { saltPayload } from '../../../notary/records/payloads.ts';
import type { Recorded } from '../../../notary/records/record.ts';
import type { Records } from '../broker/contract.ts';
import { partyOf } from '../broker/effect-records.ts';
import type { Attach } from '../service/attachment.ts';
import { actorOf } from '../service/own-tools.ts';
import { type Ask, openAsks, unmarked } from './asks.ts';
import { giveMark, MARKING, markingDomain } from './domain.ts';
import { markRequest } from './request.ts';

/** @example startGuard(guard, { attach: [markingOf] }) */
export const markingOf: Attach = async ({ guard }) => {
  const { judges, agents } = guard;
  const asks = openAsks();
  let records: Records | undefined;
  const refusable = refusals((ask) =>
    asks.settle(ask, unmarked('refused', `the guard does not let ${ask.agent} mark this work`)),
  );

  const attached = markingDomain({
    ...{ asks, judges, file: guard.file },
    async shown({ agent, presentation, system, user }) {
      const { family } = agents[agent] ?? {};
      const evaluator = partyOf(agent, { kind: 'agent', ...(family === undefined ? {} : { family }) });
      const body = { id: presentation, evaluator, item: hashText(`${system}\n${user}`) };
      await records?.append({ sayings: [{ kind: 'eval.assign', body }] });
    },
    async marked({ presentation }, level, rationale) {
      const reasons = saltPayload(Buffer.from(rationale));
      const body = { of: presentation, mark: level, reasons: reasons.reference };
      await records?.append({ sayings: [{ kind: 'eval.mark', body }], payloads: [reasons] });
    },
  });

  return {
    ports: {
      parties: {
        get(name) {
          const family = asks.familyOf(name);
          return family === undefined ? undefined : { kind: 'agent', ...(family === null ? {} : { family }) };
        },
      },
      recorded: (record) => refusable.take(record, asks.next),
    },
    ...(judges.length === 0 ? {} : { domains: [attached] }),
    requests: {
      shape: markRequest,
      async answer(given) {
        const request = markRequest.parse(given);
        if (!judges.includes(request.agent)) throw unknownName('judge in guard.yaml', request.agent, judges);
        return asks.ask(request);
      },
    },
    async started({ service }) {
      if (judges.length > 0) records = await service.broker.openRecords(MARKING);
    },
    async close() {
      asks.close();
      await records?.close().catch(() => undefined);
    },
  };
};

/** A mark that the guard denies is none: whoever asked for it learns that at once. */
function refusals(refused: (ask: Ask) => void) {
  const intents = new Map<string, string>();
  return {
    take({ channel, kind, body }: Recorded, next: (agent: string) => Ask | undefined): void {
      // Without a subject it was about nothing that was asked.
      if (
        kind === 'intent' &&
        body.upstream === MARKING &&
        body.tool === giveMark.name &&
        body.subject.length > 0
      )
        intents.set(body.id, actorOf(channel));
      if (kind !== 'decision') return;
      const agent = intents.get(body.of);
      intents.delete(body.of);
      const ask = agent === undefined || body.verdict === 'allow' ? undefined : next(agent);
      if (ask?.isShown === true) refused(ask);
    },
  };
}
