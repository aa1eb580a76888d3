/** A guard in small behind a real control socket: requests, agents and alerts as a test wants them, and real passkeys. */
import { join } from 'node:path';
import { z } from 'zod';
import { openPasskeyFile } from '../../../src/contain/approvals/passkeys/passkey-file.ts';
import { createPasskeys } from '../../../src/contain/approvals/passkeys/passkeys.ts';
import { passkeysRequest } from '../../../src/contain/approvals/passkeys/requests.ts';
import {
  type ApprovalSummary,
  type ApprovalsRequest,
  type ApproverState,
  approvalsRequest,
  type ShownRequest,
} from '../../../src/contain/approvals/requests.ts';
import { type ControlServer, serveControl } from '../../../src/contain/guard/service/control-server.ts';
import { canonical } from '../../../src/kit/canonical.ts';
import { OffswitchError } from '../../../src/kit/errors.ts';
import { hashText } from '../../../src/kit/hash.ts';
import type { AgentHistory, AlertSeen, CertificateSeen } from '../../../src/viewer/approvals/shapes.ts';

/** As the signature that a person's SSH key would make. */
export const vouchedBy = (person: string, text: string) => hashText(`${person} ${text}`);

export interface FakeGuard {
  readonly controlSocket: string;
  readonly requests: Map<string, ShownRequest>;
  readonly agents: Map<string, AgentHistory>;
  readonly certificates: CertificateSeen[];
  readonly alerts: AlertSeen[];
  /** Answers whose passkeys were right, in order. */
  readonly answers: {
    readonly id: string;
    readonly by: string;
    readonly approve: boolean;
    readonly viewedMs: number;
  }[];
  close(): Promise<void>;
}

const people = ['ana', 'ben', 'carla'];
const otherRequest = z.looseObject({
  do: z.enum(['agents.list', 'agents.show', 'agents.certificates']),
});

export async function startFakeGuard(folder: string): Promise<FakeGuard> {
  const controlSocket = join(folder, 'control.sock');
  const requests = new Map<string, ShownRequest>();
  const agents = new Map<string, AgentHistory>();
  const certificates: CertificateSeen[] = [];
  const alerts: AlertSeen[] = [];
  const answers: FakeGuard['answers'] = [];
  const passkeys = createPasskeys({
    file: openPasskeyFile(join(folder, 'passkeys.json')),
    signers: {
      has: (person) => people.includes(person),
      hasSigned: async (person, text, signature) => signature === vouchedBy(person, text),
    },
    now: Date.now,
    record: async () => undefined,
  });

  async function answerApprovals(request: ApprovalsRequest): Promise<unknown> {
    switch (request.do) {
      case 'approvals.list':
        return listOf(request);
      case 'approvals.show':
        return shown(request.id);
      case 'approvals.people':
        return { people: people.map(stateOf) };
      case 'approvals.answer': {
        const { id, by, approve, viewedMs, credential } = request;
        const open = shown(id);
        const text = approve ? open.statement.approve : open.statement.deny;
        const isSigned =
          credential.kind === 'passkey' && (await passkeys.verify(by, text, credential.response));
        if (!isSigned) throw new OffswitchError('bad-request', 'the signature is not good', 'Sign it.');
        answers.push({ id, by, approve, viewedMs });
        const given = approve ? [...open.given, by] : open.given;
        if (approve && given.length < open.needed) {
          requests.set(id, { ...open, given });
          return { status: 'counted' };
        }
        requests.delete(id);
        return { status: approve ? 'approved' : 'refused' };
      }
    }
  }

  function listOf({
    from = 0,
    most = requests.size,
    requester,
  }: {
    readonly from?: number | undefined;
    readonly most?: number | undefined;
    readonly requester?: string | undefined;
  }) {
    const order = ({ intent, expires }: ShownRequest) => `${intent === 'stop' ? 0 : 1} ${expires}`;
    const all = [...requests.values()]
      .filter((one) => requester === undefined || one.requester.name === requester)
      .sort((one, other) => (order(one) < order(other) ? -1 : 1));
    const state = hashText(JSON.stringify(all.map(({ id, given }) => [id, given])));
    return { requests: all.slice(from, from + most).map(summaryOf), total: all.length, state };
  }

  function shown(id: string): ShownRequest {
    const found = requests.get(id);
    if (found === undefined)
      throw new OffswitchError('unknown-name', `there is no request ${id}`, 'See those that are open.');
    return found;
  }

  async function answerOther(request: z.infer<typeof otherRequest>): Promise<unknown> {
    if (request.do === 'agents.certificates') return { certificates };
    if (request.do === 'agents.list')
      return { agents: [...agents.values()].map(({ agent }) => agent), unmanaged: ['birch'] };
    const found = agents.get(String(request.id));
    if (found === undefined) throw new OffswitchError('unknown-name', 'no such agent', 'See the list.');
    return found;
  }

  const server: ControlServer = await serveControl(
    controlSocket,
    async (_request, reply) => reply({ ok: { alerts } }),
    [
      { shape: approvalsRequest, answer: (request) => answerApprovals(approvalsRequest.parse(request)) },
      { shape: passkeysRequest, answer: (request) => passkeys.answer(passkeysRequest.parse(request)) },
      { shape: otherRequest, answer: (request) => answerOther(otherRequest.parse(request)) },
    ],
  );
  return { controlSocket, requests, agents, certificates, alerts, answers, close: server.close };
}

export function requestOf(id: string, members: Partial<ShownRequest> = {}): ShownRequest {
  const expires = new Date(Date.now() + 14 * 60_000).toISOString();
  const title = members.title ?? 'Agent atlas asks to delete';
  const shown = members.shown ?? shownText(title, expires);
  const shownDigest = hashText(shown);
  const terms = { v: 1, request: id, shown: shownDigest, nonce: `nonce-of-${id}`, expires };
  return {
    id,
    class: 'effect.delete',
    title,
    targets: ['"/srv/models/borea/weights-v4.safetensors"'],
    intent: 'grant',
    requester: { name: 'atlas', kind: 'agent' },
    agents: ['borea', 'atlas'],
    opened: new Date().toISOString(),
    expires,
    needed: 1,
    given: [],
    shown,
    shownDigest,
    statement: {
      approve: canonical({ ...terms, approve: true }),
      deny: canonical({ ...terms, approve: false }),
    },
    people,
    leastViewMs: 0,
    ...members,
  };
}

function shownText(title: string, expires: string): string {
  return `${title}
It is denied at ${expires} if nobody answers. One approval has it carried out, one denial ends it: whoever answers first decides.
When this was written, nobody had approved it.

What matters most
  it comes from the agent "atlas"; the guard knows of no person who has asked for it

What would be done
  delete, by the tool files.delete_file
  deletes the path "/srv/models/borea/weights-v4.safetensors"
    there now: a file

What is lost, or cannot be undone
  what stands now at "/srv/models/borea/weights-v4.safetensors" is deleted; whether a copy is kept anywhere is not known

Whom it concerns
  agent "borea"
  lineage "borea"

Why you are asked
  requests of the class effect.delete wait
  the policy base.cedar holds every deletion under /srv/models

NOT CHECKED: chosen by the agent, and passed to the tool. None of it is known to be true
  | path: "/srv/models/borea/weights-v4.safetensors"

The agent adds words that you do not sign: 212 characters.

Fingerprints, for those who compare them
  what stands at target 1 now: ${hashText('weights')}
  the words that you do not sign: ${hashText('words')}
  the policies that decided: ${hashText('policy')}
  the state that was looked at: ${hashText('state')}
`;
}

function summaryOf({
  shown: _,
  shownDigest: _digest,
  statement: _statement,
  people: _people,
  leastViewMs: _least,
  untrusted: _untrusted,
  ...summary
}: ShownRequest): ApprovalSummary {
  return summary;
}

function stateOf(name: string): ApproverState {
  return {
    name,
    keys: [{ type: 'ssh-ed25519', fingerprint: 'SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8' }],
    approved: 12,
    denied: 5,
    medianMs: 42_000,
    canaries: { refused: 3, approved: 1 },
    vigilance: { rate: 0.75, low: 0.19, high: 0.99 },
    lastHour: 4,
    perHour: 20,
  };
}
