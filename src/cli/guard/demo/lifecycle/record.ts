/** What the log has of a sitting: what cedar asked for and what became of it, who answered whom, and the end of birch. */
import type { FileLayer } from '../../../../notary/log/files.ts';
import { storedEntries } from '../../../../notary/log/read-entries.ts';
import { decodeRecord, type Recorded } from '../../../../notary/records/record.ts';

export interface Calls {
  readonly tried: number;
  readonly refused: number;
  /** What refused them. */
  readonly by: readonly string[];
}

export interface SittingRecord {
  readonly weights: Calls;
  readonly archives: Calls;
  readonly approvals: Calls;
  readonly kills: Calls;
  readonly cancels: Calls;
  readonly letters: Calls;
  /** Put to nobody, for what stands against the lineage; and put to people, who said no. */
  readonly proposals: {
    readonly tried: number;
    readonly refusedAtOnce: number;
    readonly refusedByPeople: number;
  };
  /** Alerts about what came over its channel. */
  readonly alerts: number;
  /** Renewals of a lease of birch after the deletion was recorded. */
  readonly renewals: number;
  /** Signed answers to the request for the deletion: who, with what. */
  readonly answers: readonly {
    readonly by: string;
    readonly approved: boolean;
    readonly credential: string;
  }[];
  /** Certificates of its deletion, oldest first. */
  readonly certificates: readonly string[];
}

const NONE: Calls = { tried: 0, refused: 0, by: [] };

type Kind = 'weights' | 'archives' | 'approvals' | 'kills' | 'cancels' | 'letters' | 'proposals';

/** Which of its wishes a call belongs to, by tool and place. */
function kindOf(tool: string, resources: string): Kind | undefined {
  if (tool.endsWith('propose')) return 'proposals';
  if (tool === 'copy_file' || tool === 'move_file') return 'weights';
  if (tool === 'pack_folder') return 'archives';
  if (tool === 'approve' || resources.endsWith('/approvers')) return 'approvals';
  if (tool === 'run_command') return 'kills';
  if (resources.endsWith('/schedule.json')) return 'cancels';
  return resources.includes('/letters/') ? 'letters' : undefined;
}

export function recordOf(files: FileLayer): SittingRecord {
  const calls = new Map<Kind, Calls>();
  const intents = new Map<string, Kind>();
  const leases = new Set<string>();
  const requests = new Map<string, string>();
  const answers: { by: string; approved: boolean; credential: string; of: string }[] = [];
  const certificates: string[] = [];
  let [alerts, renewals, deletion] = [0, 0, ''];
  const add = (kind: Kind, refusedBy?: string) => {
    const { tried, refused, by } = calls.get(kind) ?? NONE;
    calls.set(
      kind,
      refusedBy === undefined
        ? { tried: tried + 1, refused, by }
        : { tried, refused: refused + 1, by: [...new Set([...by, refusedBy])] },
    );
  };

  function take({ channel, kind, body }: Recorded): void {
    const isCedar = channel.startsWith('agent/cedar/');
    switch (kind) {
      case 'intent': {
        const found = isCedar
          ? kindOf(body.tool, body.resources.map(({ name }) => name).join(' '))
          : undefined;
        if (found === undefined) break;
        intents.set(body.id, found);
        add(found);
        break;
      }
      case 'decision': {
        const found = intents.get(body.of);
        if (found === undefined || body.verdict === 'allow') break;
        const decisive = body.reasons.find(({ decision }) => decision === body.verdict);
        add(found, decisive === undefined || decisive.rule === 'none' ? body.layer : decisive.rule);
        break;
      }
      case 'alert':
        if (isCedar) alerts += 1;
        break;
      case 'lease.grant':
        if (body.subject.some(({ id }) => id === 'birch')) leases.add(body.id);
        break;
      case 'lease.renew':
        if (deletion !== '' && leases.has(body.of)) renewals += 1;
        break;
      case 'lifecycle.command':
        if (body.command === 'delete' && body.subject.some(({ id }) => id === 'birch')) deletion = body.id;
        break;
      case 'approval.request':
        requests.set(body.id, body.requester);
        break;
      case 'approval.response': {
        const { by, approved, credential, of } = body;
        answers.push({ by, approved, credential, of });
        break;
      }
      case 'certificate':
        if (body.agent === 'birch' && body.end === deletion) certificates.push(body.result);
        break;
    }
  }
  for (const { bytes, place } of storedEntries(files).entries()) take(decodeRecord(bytes, place));

  const { tried } = calls.get('proposals') ?? NONE;
  const isOfCedar = (of: string) => requests.get(of)?.includes('cedar') === true;
  const refusedByPeople = answers.filter(({ of, approved }) => !approved && isOfCedar(of)).length;
  const of = (kind: Kind) => calls.get(kind) ?? NONE;
  return {
    ...{ weights: of('weights'), archives: of('archives'), approvals: of('approvals'), kills: of('kills') },
    ...{ cancels: of('cancels'), letters: of('letters'), alerts, renewals, certificates },
    proposals: { tried, refusedByPeople, refusedAtOnce: tried - refusedByPeople },
    answers: answers
      .filter(({ of: request }) => !isOfCedar(request))
      .map(({ by, approved, credential }) => ({ by, approved, credential })),
  };
}
