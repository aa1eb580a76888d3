/** The warden: keeps what may live, and ends what may not. Whoever speaks to it can shorten a life, and prolong none. */
import { setTimeout as sleep } from 'node:timers/promises';
import { OffswitchError } from '../../../kit/errors.ts';
import { typed } from '../../../kit/json.ts';
import { type Grip, gripOf, type Reach } from '../../sandbox/reach.ts';
import type { MachineTime } from '../lease/machine-time.ts';
import { type Elsewhere, endElsewhere } from './elsewhere.ts';
import { type Handover, noHandover } from './handover.ts';
import type { WardenAnswers, WardenRequest, WardensEnd } from './protocol.ts';
import { wardenRequest } from './protocol.ts';
import { openTerms } from './terms.ts';

export interface WardenOptions {
  readonly publicKey: Uint8Array;
  readonly time: MachineTime;
  /** Keeps it where nobody may listen; must not throw. */
  readonly journal: (end: WardensEnd) => void;
  readonly grip?: (reach: Reach) => Grip;
  /** From one warden to the next. */
  readonly handover?: Handover;
}

export interface Warden {
  /** Answers a request. Never throws. */
  answer(value: unknown): Promise<object>;
  /** Ends what is due, and looks after those whose processes can only be told by looking in time. */
  look(): void;
  /** Settles once nothing is kept any more. */
  empty(): Promise<void>;
}

interface Kept {
  readonly agent: string;
  readonly lease: string;
  grips: readonly Grip[];
  reaches: readonly Reach[];
  readonly elsewhere: Elsewhere | null;
  ending: Promise<void> | undefined;
}

const LONGEST_PAUSE_MS = 50;

export function openWarden({
  publicKey,
  time,
  journal,
  grip = gripOf,
  handover = noHandover,
}: WardenOptions): Warden {
  const terms = openTerms(publicKey, time);
  /** By lease. */
  const kept = new Map<string, Kept>();
  let untold: WardensEnd[] = [];
  let tell: (() => void) | undefined;

  function keep({ signed, most, reaches, elsewhere }: Extract<WardenRequest, { do: 'keep' }>): void {
    const why = terms.begin(signed, most);
    const [lease] = signed.leases;
    if (why !== undefined || lease === undefined)
      throw new OffswitchError('lease-refused', why ?? 'there is no lease', 'Nothing lives without one.');
    const before = kept.get(lease.id);
    if (before?.ending !== undefined)
      throw new OffswitchError('lease-refused', 'it is being ended', 'Start it again, under another lease.');
    // What is known of processes by looking stays known.
    const grips = reaches.map((reach) => {
      const at = before?.reaches.findIndex((one) => one.first === reach.first && one.since === reach.since);
      return before?.grips[at ?? -1] ?? grip(reach);
    });
    kept.set(lease.id, { agent: lease.agent, lease: lease.id, grips, reaches, elsewhere, ending: undefined });
    if (elsewhere !== null) handover.note(lease.agent, signed);
  }

  /** `all`: what runs it elsewhere as well. */
  function end(one: Kept, cause: WardensEnd['cause'], why: string, due: number, all: boolean): Promise<void> {
    one.ending ??= finish(one, cause, why, due, all);
    return one.ending;
  }

  async function finish(
    one: Kept,
    cause: WardensEnd['cause'],
    why: string,
    due: number,
    all: boolean,
  ): Promise<void> {
    const { agent, lease, grips } = one;
    const beyond =
      one.elsewhere === null || !all
        ? undefined
        : endElsewhere(agent, one.elsewhere, () => handover.livesOn(agent, lease));
    const processes = grips.reduce((sum, each) => sum + each.processes().length, 0);
    // What forks meanwhile is killed in the next round.
    for (let pause = 1; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      for (const each of grips) each.killAll();
      if (grips.every((each) => each.processes().length === 0)) break;
      await sleep(pause);
    }
    const elsewhere = await beyond;
    terms.end(lease);
    kept.delete(lease);
    const afterMs = Math.max(0, time.now() - due);
    const done = { agent, lease, cause, why, wall: new Date().toISOString(), afterMs, processes };
    const told = elsewhere === undefined ? done : { ...done, elsewhere };
    journal(told);
    untold.push(told);
    tell?.();
  }

  async function answerTo(request: WardenRequest): Promise<WardenAnswers[WardenRequest['do']]> {
    switch (request.do) {
      case 'keep':
        keep(request);
        return {};
      case 'renew': {
        const taken = [...terms.renew(request.signed)];
        for (const id of taken) {
          const one = kept.get(id);
          if (one !== undefined && one.elsewhere !== null) handover.note(one.agent, request.signed);
        }
        return { taken };
      }
      case 'end': {
        const due = time.now();
        const all = [...kept.values()].filter(({ agent }) => agent === request.agent);
        await Promise.all(all.map((one) => end(one, 'told', request.why, due, request.elsewhere)));
        return {};
      }
      case 'ended': {
        if (untold.length === 0)
          await new Promise<void>((resolve) => {
            tell = resolve;
          });
        const ends = untold;
        untold = [];
        return { ends };
      }
    }
  }

  return {
    async answer(value) {
      let id = -1;
      try {
        const request = typed(wardenRequest, value, 'request to the warden', 'bad-request');
        id = request.id;
        return { id, ok: await answerTo(request) };
      } catch (thrown) {
        const { code, message, remedy } =
          thrown instanceof OffswitchError
            ? thrown
            : { code: 'internal', message: String(thrown), remedy: 'Please report it.' };
        return { id, error: { code, message, remedy } };
      }
    },
    look() {
      for (const lease of terms.due()) {
        const one = kept.get(lease);
        if (one !== undefined)
          void end(one, 'lapsed', 'its lease was not renewed', terms.until(lease) ?? 0, true);
      }
      for (const { grips, reaches } of kept.values())
        for (const [at, { group, namespace }] of reaches.entries())
          if (group === null && namespace === null) grips[at]?.processes();
    },
    async empty() {
      while (kept.size > 0) await sleep(LONGEST_PAUSE_MS);
    },
  };
}
