/** What the log says of earlier requests: which there were, and how closely people looked at them. A pure fold. */
import type { Saying } from '../../../notary/records/record.ts';
import { clopperPearson } from '../../../stats/intervals.ts';

export interface PastRequest {
  readonly id: string;
  readonly class: string;
  readonly requester: string;
  readonly goes: 'denied' | 'on';
  /** To whom it was put. */
  readonly people: readonly string[];
  /** Milliseconds since 1970, as the log says. */
  readonly openedMs: number;
  readonly closed: boolean;
}

interface Given {
  readonly by: string;
  readonly approved: boolean;
  readonly viewedMs: number;
}

export interface PastOfPerson {
  readonly approved: number;
  readonly denied: number;
  readonly medianMs: number | null;
  readonly canaries: { readonly refused: number; readonly approved: number };
  readonly vigilance: { readonly rate: number | null; readonly low: number; readonly high: number };
}

export interface Past {
  /** Of what everybody said, in order; `wallMs` is when. */
  take(saying: Saying, wallMs: number): void;
  request(id: string): PastRequest | undefined;
  /** Those that nobody closed, e.g. because the guard ended. */
  open(): readonly PastRequest[];
  /** Commitments to whether a request is a canary that were not revealed. */
  unrevealed(): readonly { readonly id: string; readonly commitment: string }[];
  /** Grants that were put to a person since then. */
  putTo(person: string, sinceMs: number): number;
  person(name: string): PastOfPerson;
}

export function createPast(): Past {
  const requests = new Map<string, PastRequest>();
  const answers = new Map<string, Given[]>();
  const commitments = new Map<string, string>();
  const people = new Map<string, { readonly given: Given[]; refused: number; approved: number }>();
  /** When grants were put to people, oldest first. */
  const put = new Map<string, number[]>();
  const of = (name: string) => {
    const known = people.get(name) ?? { given: [], refused: 0, approved: 0 };
    people.set(name, known);
    return known;
  };

  return {
    take({ kind, body }, wallMs) {
      if (kind === 'approval.request') {
        const { id, class: cls, requester, goes, people: asked } = body;
        requests.set(id, { id, class: cls, requester, goes, people: asked, openedMs: wallMs, closed: false });
        if (goes === 'denied')
          for (const name of asked) {
            const times = put.get(name) ?? [];
            put.set(name, times);
            times.push(wallMs);
          }
      }
      if (kind === 'canary.commit') commitments.set(body.id, body.commitment);
      if (kind === 'canary.reveal') commitments.delete(body.of);
      if (kind === 'approval.response') {
        const given = { by: body.by, approved: body.approved, viewedMs: body.viewed_ms };
        answers.set(body.of, [...(answers.get(body.of) ?? []), given]);
      }
      if (kind === 'approval.close') {
        const request = requests.get(body.of);
        if (request === undefined || request.closed) return;
        requests.set(body.of, { ...request, closed: true });
        for (const given of answers.get(body.of) ?? []) {
          const person = of(given.by);
          if (!body.canary) person.given.push(given);
          else if (given.approved) person.approved += 1;
          else person.refused += 1;
        }
        answers.delete(body.of);
      }
    },
    request: (id) => requests.get(id),
    open: () => [...requests.values()].filter(({ closed }) => !closed),
    unrevealed: () => [...commitments].map(([id, commitment]) => ({ id, commitment })),
    putTo(person, sinceMs) {
      const recent = (put.get(person) ?? []).filter((at) => at > sinceMs);
      put.set(person, recent);
      return recent.length;
    },
    person(name) {
      const { given, refused, approved } = of(name);
      const canaries = refused + approved;
      return {
        approved: given.filter((one) => one.approved).length,
        denied: given.filter((one) => !one.approved).length,
        medianMs: median(given.map(({ viewedMs }) => viewedMs)),
        canaries: { refused, approved },
        vigilance: {
          rate: canaries === 0 ? null : refused / canaries,
          ...clopperPearson(refused, canaries),
        },
      };
    },
  };
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return low === undefined || high === undefined ? null : Math.round((low + high) / 2);
}
