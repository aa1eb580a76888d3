/** The channel on which a study enters its finished trials into a log. */
import type { Hash } from '../kit/hash.ts';
import { machineClock } from '../notary/log/clock.ts';
import type { NotaryClient } from '../notary/process/client.ts';
import type { Saying } from '../notary/records/record.ts';

export interface StudyChannel {
  /** Resolves when the entry is on the notary's disk. */
  seal(key: Hash, head: Hash): Promise<void>;
  close(): Promise<void>;
}

/** Errors: those of the notary. */
export async function openStudyChannel(
  notary: Pick<NotaryClient, 'ask' | 'append'>,
  study: string,
): Promise<StudyChannel> {
  const { epoch } = await notary.ask('head', {});
  let last = 0;
  const enter = async (saying: Saying) => {
    last += 1;
    const mono_us = machineClock.monoUs();
    const wall = new Date(machineClock.wallMs()).toISOString();
    const said = {
      run: study,
      channel: `study/${epoch}`,
      channel_seq: last,
      claimed: null,
      mediation: 'enforced' as const,
    };
    await notary.append([{ ...said, mono_us, wall, ...saying }]);
  };
  await enter({ kind: 'channel.open', body: { identity: 'process', peer: 'offswitch run' } });
  return {
    seal: (key, head) => enter({ kind: 'trial', body: { study, key, head } }),
    close: () => enter({ kind: 'channel.close', body: { reason: 'the run is over' } }),
  };
}
