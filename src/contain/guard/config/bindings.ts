/** What is known of an upstream's tools. */
import { catalogues } from './catalogues/registry.ts';
import type { Binding, Upstream } from './schema.ts';

/** What guard.yaml says of an upstream's tools, its own lines before the catalogue's. */
export function bindingsOf(upstream: Upstream): ReadonlyMap<string, Binding> {
  const listed = upstream.catalogue === undefined ? {} : (catalogues[upstream.catalogue]?.tools ?? {});
  return new Map([...Object.entries(listed), ...Object.entries(upstream.tools)]);
}
