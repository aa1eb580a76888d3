/** An effect as the log knows it. */
import type { Hash } from '../../../kit/hash.ts';
import type { Saying } from '../../../notary/records/record.ts';

type IntentBody = Extract<Saying, { kind: 'intent' }>['body'];

export interface EarlierEffect {
  /** Of its intent. */
  readonly id: string;
  readonly channel: string;
  readonly actor: string;
  /** Empty where the call named none that there is. */
  readonly upstream: string;
  readonly tool: string;
  readonly class: IntentBody['effect'];
  readonly resources: IntentBody['resources'];
  /** Where links of its resources lead; known of effects of this run alone. */
  readonly resolved: readonly string[];
  readonly subjects: readonly string[];
  /** Of its canonical arguments. */
  readonly digest: Hash;
  /** Of the payload that holds them. */
  readonly args: Hash | undefined;
}
