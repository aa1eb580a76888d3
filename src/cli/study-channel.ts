/** The channel on which a study enters its finished trials into a log. */
import type { Hash } from '../kit/hash.ts';
import type { NotaryClient } from '../notary/process/client.ts';
import { openLogChannel } from './log-channel.ts';

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
  const { enter, close } = await openLogChannel(notary, {
    ...{ run: study, kind: 'study', peer: 'offswitch run' },
  });
  return { seal: (key, head) => enter([{ kind: 'trial', body: { study, key, head } }]), close };
}
