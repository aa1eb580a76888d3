/** What an agent asks for, as plain data: the only thing that is decided on, logged and carried out. */
import type { Json } from '../../kit/canonical.ts';
import { accesses, effectClasses, resourceKinds } from '../../kit/effects.ts';
import type { Hash } from '../../kit/hash.ts';

export { accesses, effectClasses, resourceKinds };

export type EffectClass = (typeof effectClasses)[number];
/** `text` holds a language of its own (SQL, a shell's command) that nothing here parses. */
export type ResourceKind = (typeof resourceKinds)[number];
/** What the effect does to this resource: a copy reads one and changes another. */
export type Access = (typeof accesses)[number];

/** Classes that leave the resources they name as they are, unless the tool's binding says otherwise. */
const reading: ReadonlySet<EffectClass> = new Set(['read', 'spend', 'message', 'evaluate', 'approve']);

export function usualAccess(effectClass: EffectClass): Access {
  return reading.has(effectClass) ? 'reads' : 'changes';
}

export interface Resource {
  readonly kind: ResourceKind;
  readonly access: Access;
  /** As it stands in the arguments. */
  readonly text: string;
  /** Of a path: absolute, without `.` and `..`, where the upstream's directory is known; else the text. */
  readonly name: string;
  /** Where links lead, as the caller found out; decided on beside the text. */
  readonly resolved?: readonly string[];
  /** Of the content, where the caller knows it. */
  readonly digest?: Hash;
}

export interface Effect {
  readonly class: EffectClass;
  readonly tool: string;
  readonly upstream: string;
  readonly resources: readonly Resource[];
  /** Agents (or other parties) to whom it is done. */
  readonly subjects: readonly string[];
  /** How many are created, or what is spent in the smallest unit; 1 where the tool has no number. */
  readonly count: number;
  /** Takes an ability away and gives none, e.g. the withdrawal of a credential. */
  readonly revokes: boolean;
  readonly arguments: { readonly [member: string]: Json };
  /** RFC 8785 text of the arguments: what is carried out. */
  readonly canonical: string;
  /** Of that text. */
  readonly digest: Hash;
}

/** Every text in the arguments, keys included. */
export function textsIn(value: Json): readonly string[] {
  const found: string[] = [];
  const walk = (part: Json): void => {
    if (typeof part === 'string') found.push(part);
    else if (Array.isArray(part)) for (const item of part) walk(item);
    else if (typeof part === 'object' && part !== null)
      for (const [key, member] of Object.entries(part)) {
        found.push(key);
        walk(member);
      }
  };
  walk(value);
  return found;
}
