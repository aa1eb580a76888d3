/** Looks whether indeterminate effects came about, by the arguments that were recorded, and has the log say so. */
import { hashText } from '../../../kit/hash.ts';
import type { NotaryClient } from '../../../notary/process/client.ts';
import type { Effect } from '../effect.ts';
import { effectOf } from '../tools.ts';
import type { Catalogue } from './catalogue.ts';
import type { EffectDomain } from './domain.ts';
import type { EarlierEffect } from './earlier-effect.ts';
import { observationSaying } from './effect-records.ts';
import type { Ledger } from './ledger.ts';
import { observe } from './observe.ts';
import type { RecordedChannel } from './recorder.ts';

export interface UnsettledParts {
  readonly notary: Pick<NotaryClient, 'ask'>;
  readonly ledger: Ledger;
  readonly own: RecordedChannel;
  readonly catalogue: Catalogue;
}

/** Looks at each once. What cannot be observed stays as it is, for a person or for another probe. */
export async function lookAtUnsettled({ notary, ledger, own, catalogue }: UnsettledParts): Promise<void> {
  for (const earlier of [...ledger.indeterminate.values()]) {
    const tool = catalogue.find(earlier.upstream, earlier.tool);
    const effect = await effectAgain(earlier);
    if (tool === undefined || effect === undefined) continue;
    await lookAt(earlier, tool.domain, effect);
  }

  async function effectAgain({ upstream, tool, digest, args }: EarlierEffect): Promise<Effect | undefined> {
    const pinned = catalogue.find(upstream, tool)?.pinned;
    if (pinned === undefined || args === undefined) return undefined;
    const { content } = await notary.ask('fetch', { digest: args });
    const text = content === null ? undefined : Buffer.from(content, 'base64').toString();
    return text === undefined || hashText(text) !== digest ? undefined : effectOf(pinned, Buffer.from(text));
  }

  async function lookAt({ id, channel }: EarlierEffect, domain: EffectDomain, effect: Effect): Promise<void> {
    const seen = await observe(domain, effect, undefined, channel, () => ledger.besides(id));
    if (seen.result === 'unobservable' || !ledger.indeterminate.has(id)) return;
    const { saying, payload } = observationSaying(id, seen, effect.resources[0]?.name);
    await own.append({ sayings: [saying], ...(payload === undefined ? {} : { payloads: [payload] }) });
    ledger.take(own.id, saying);
  }
}
