/** What the tools of a well-known server do, with the digests of the release that was read. */
import type { Hash } from '../../../../kit/hash.ts';
import { type Binding, bindingSchema } from '../schema.ts';

export interface Catalogue {
  readonly registry: 'npm' | 'PyPI';
  readonly package: string;
  readonly version: string;
  readonly tools: Readonly<Record<string, Binding>>;
}

type ResourceLine = string | { at: string; [member: string]: unknown };

/** A line of a catalogue: resources are pointers to paths, or what guard.yaml would say. */
export function line(
  effectClass: Binding['class'],
  schema: Hash,
  ...resources: readonly ResourceLine[]
): Binding {
  const written = resources.map((resource) => (typeof resource === 'string' ? { at: resource } : resource));
  return bindingSchema.parse({ class: effectClass, schema, resources: written });
}
