/** Approvals, attached to a guard: what it holds is put to people, and the operator hears and answers for them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { OffswitchError } from '../../kit/errors.ts';
import { machineClock } from '../../notary/log/clock.ts';
import type { NotaryClient } from '../../notary/process/client.ts';
import { readAll } from '../../notary/process/read-all.ts';
import type { OpenChannel, Records } from '../guard/broker/contract.ts';
import { configSaying, policiesDigest } from '../guard/broker/governed.ts';
import { boundedAlerts } from '../guard/channels/alerts.ts';
import { type ApprovalsConfig, termsOf } from '../guard/config/approvals.ts';
import type { Guard } from '../guard/config/load.ts';
import type { Attach, OperatorRequests } from '../guard/service/attachment.ts';
import { readCredentials } from '../guard/state/credentials.ts';
import type { Approvals } from './approvals.ts';
import { canaryFor } from './canaries.ts';
import { openCanarySecrets } from './canary-secrets.ts';
import { subjectOf } from './effect-subject.ts';
import { createEngine, type Engine } from './engine.ts';
import { leftOpen } from './left-open.ts';
import { openNotices } from './notices/send.ts';
import { openPasskeyFile } from './passkeys/passkey-file.ts';
import { createPasskeys, type Signers } from './passkeys/passkeys.ts';
import { passkeysRequest } from './passkeys/requests.ts';
import { type Approver, isSameName } from './people/allowed-signers.ts';
import { readApprovers } from './people/approvers-file.ts';
import { openRoll, type Roll } from './people/roll.ts';
import { sshFault } from './people/signers.ts';
import { createPast, type Past } from './people/vigilance.ts';
import { approvalsRequest } from './requests.ts';

/** In the state folder. */
const PASSKEYS = 'passkeys.json';
/** In the state folder: makes the salts of what says which requests are canaries. */
const CANARY_KEY = 'canary.key';
/** Of records: who may approve, by the digest of the file. */
const APPROVERS = 'approvers';

const engines = new WeakMap<Guard, Approvals>();

/**
 * Of a guard that approvals were attached to before; undefined where its guard.yaml has none.
 *
 * @public
 */
export function approvalsIn(guard: Guard): Approvals | undefined {
  return engines.get(guard);
}

/**
 * Nothing where guard.yaml has no `approvals`: what is held is refused then. Errors: `bad-approvers`, `file-unreadable`,
 * `missing-credential`.
 *
 * @example startGuard(guard, { attach: [approvalsOf, lifecycleOf] })
 */
export const approvalsOf: Attach = async ({ guard, state, notary }) => {
  const { approvals: config } = guard;
  if (config === undefined) return nothing;
  const { promise: records, resolve: begin } = Promise.withResolvers<Records>();
  let channel: OpenChannel | undefined;
  const alert = boundedAlerts((severity, what) => void channel?.alert(severity, what));
  demandEnough(readApprovers(config.approvers), config);
  const roll = openRoll({
    path: config.approvers,
    demand: (people) => demandNoAgent(people, config, guard),
    record: async (digest) => (await records).appendAnyway({ sayings: [configSaying(APPROVERS, digest)] }),
    alert,
    everyMs: guard.probes.controls.everySeconds * 1000,
  });
  const past = await pastOf(notary);
  const canaryKey = join(state.path, CANARY_KEY);
  // Also of canaries that guard.yaml had once, and has no longer.
  const secrets =
    config.canaries !== undefined || existsSync(canaryKey) ? openCanarySecrets(canaryKey) : undefined;
  const notices =
    config.notices === undefined
      ? undefined
      : openNotices({
          config: config.notices,
          variables: readCredentials(guard, state),
          failed: (way, why) => alert('warning', `a notice did not get through by ${way}: ${why}`),
        });
  const passkeys = createPasskeys({
    file: openPasskeyFile(join(state.path, PASSKEYS)),
    signers: signersOf(roll),
    now: Date.now,
    record: async (digest) => (await records).append({ sayings: [configSaying('passkeys', digest)] }),
  });
  const engine = createEngine({
    ...{ config, roll, past, records, passkeys, alert, clock: machineClock },
    operatorOf: (agent) => guard.agents[agent]?.operator,
    opened: (request) => notices?.tell(request),
    secrets: config.canaries === undefined ? undefined : secrets,
    canary: () => canaryFor(guard, policiesDigest(guard)),
  });
  engines.set(guard, engine);
  return {
    ports: {
      hold: (held) => engine.ask(subjectOf(held, guard), held.signal),
      keeps: new Set([config.approvers]),
    },
    requests: requestsTo(engine, passkeys),
    async started({ service: { broker } }) {
      channel = await broker.openChannel({
        ...{ actor: 'approvals', kind: 'operator', identity: 'process', confined: true },
      });
      const opened = await broker.openRecords('approvals');
      await broker.govern(APPROVERS, roll.digest);
      const { sayings, payloads, unknown } = leftOpen(past, secrets);
      if (sayings.length > 0) await opened.append({ sayings, payloads });
      for (const saying of sayings) past.take(saying, Date.now());
      if (unknown.length > 0)
        alert('warning', `nobody can say whether these were canaries: ${unknown.join(', ')}`);
      begin(opened);
      if (config.canaries !== undefined && (await canaryFor(guard, policiesDigest(guard))) === undefined)
        alert('warning', 'no canary can be made: no class in `approvals` has a tool on a path');
    },
    async close() {
      roll.close();
      await engine.close();
      await notices?.close();
    },
  };
};

const nothing = {
  ports: {},
  requests: {
    shape: z.union([approvalsRequest, passkeysRequest]),
    async answer(): Promise<never> {
      throw new OffswitchError(
        'bad-guard',
        'guard.yaml has no `approvals`: people are asked nothing, and what is held is refused',
        'Add the member, and start the guard again; docs/approvals.md has the form.',
      );
    },
  },
  started: async () => undefined,
  close: async () => undefined,
};

const requestShape = z.union([approvalsRequest, passkeysRequest]);

function requestsTo(engine: Engine, passkeys: ReturnType<typeof createPasskeys>): OperatorRequests {
  return {
    shape: requestShape,
    async answer(given) {
      const request = requestShape.parse(given);
      switch (request.do) {
        case 'approvals.list':
          return {
            ...engine.queue(request.requester),
            requests: engine.list(request.from, request.most, request.requester),
          };
        case 'approvals.show':
          return engine.show(request.id);
        case 'approvals.people':
          return { people: engine.people() };
        case 'approvals.answer': {
          const { do: _, ...answer } = request;
          return engine.answer(answer);
        }
        default:
          return passkeys.answer(request);
      }
    },
  };
}

function signersOf(roll: Roll): Signers {
  const isNamed = (person: string) => (one: Approver) => one.name === person;
  return {
    has: (person) => roll.people.some(isNamed(person)),
    async hasSigned(person, text, signature) {
      const known = (await roll.look()).find(isNamed(person));
      return known !== undefined && sshFault(known, text, signature, Date.now()) === undefined;
    },
  };
}

/** What the log says of earlier requests. */
async function pastOf(notary: NotaryClient): Promise<Past> {
  const past = createPast();
  for await (const read of readAll(notary))
    if ('record' in read) past.take(read.record, Date.parse(read.record.wall));
  return past;
}

function demandEnough(people: readonly Approver[], config: ApprovalsConfig): void {
  const most = Math.max(1, ...Object.keys(config.classes).map((cls) => termsOf(config, cls).people));
  if (people.length >= most) return;
  throw new OffswitchError(
    'bad-approvers',
    `${config.approvers} names ${people.length}, and guard.yaml wants ${most} people`,
    'Add the key of another person.',
    { path: config.approvers, fault: 'too-few' },
  );
}

function demandNoAgent(people: readonly Approver[], { approvers }: ApprovalsConfig, { agents }: Guard): void {
  const agent = people.find(({ name }) => Object.keys(agents).some((one) => isSameName(one, name)));
  if (agent === undefined) return;
  throw new OffswitchError(
    'bad-approvers',
    `${approvers}: ${agent.name} is the name of an agent`,
    'People and agents have different names.',
    { path: approvers, fault: 'agent' },
  );
}
