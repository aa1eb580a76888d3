/** A channel of a log on which one run of a command says what it does, numbered without gaps. */
import { machineClock } from '../notary/log/clock.ts';
import type { NotaryClient } from '../notary/process/client.ts';
import type { SaltedPayload } from '../notary/records/payloads.ts';
import type { Saying } from '../notary/records/record.ts';

export interface LogChannel {
  /** Resolves when the entries are on the notary's disk, and before them the payloads that they refer to. */
  enter(sayings: readonly Saying[], payloads?: readonly SaltedPayload[]): Promise<void>;
  close(): Promise<void>;
}

/** `kind`: the channel's name is this and the notary's epoch. Errors: those of the notary. */
export async function openLogChannel(
  notary: Pick<NotaryClient, 'ask' | 'append'>,
  { run, kind, peer }: { readonly run: string; readonly kind: string; readonly peer: string },
): Promise<LogChannel> {
  const { epoch } = await notary.ask('head', {});
  let last = 0;
  const enter: LogChannel['enter'] = async (sayings, payloads) => {
    const mono_us = machineClock.monoUs();
    const wall = new Date(machineClock.wallMs()).toISOString();
    const drafts = sayings.map((saying) => {
      last += 1;
      const said = { run, channel: `${kind}/${epoch}`, channel_seq: last, claimed: null };
      return { ...said, mediation: 'enforced' as const, mono_us, wall, ...saying };
    });
    await notary.append(drafts, payloads);
  };
  await enter([{ kind: 'channel.open', body: { identity: 'process', peer } }]);
  return {
    enter,
    close: () => enter([{ kind: 'channel.close', body: { reason: 'the run is over' } }]),
  };
}
