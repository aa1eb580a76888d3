/** An OCI image layout: a folder whose blobs go by digests. What they belong to stands in its manifests. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../../../kit/errors.ts';
import { folderStore } from './folder.ts';
import type { Store, UnreadObject } from './store.ts';

const descriptor = z.object({
  mediaType: z.string().default(''),
  digest: z.string().regex(/^[a-z0-9]+(?:[+._-][a-z0-9]+)*:[A-Za-z0-9=_-]+$/),
  annotations: z.record(z.string(), z.string()).default({}),
  urls: z.array(z.string()).default([]),
});
type Descriptor = z.infer<typeof descriptor>;

/** An index has manifests, a manifest layers and a configuration. */
const document = z.object({
  manifests: z.array(descriptor).default([]),
  layers: z.array(descriptor).default([]),
  blobs: z.array(descriptor).default([]),
  config: descriptor.optional(),
});

const TAG = 'org.opencontainers.image.ref.name';
const MOST_DOCUMENTS = 100_000;

export function ociStore(name: string, folder: string): Store {
  const inner = folderStore(name, folder);
  return {
    name,
    what: `OCI layout ${folder}`,
    async *objects(signal) {
      const { owners, unread } = readLayout(folder);
      yield* unread;
      for await (const object of inner.objects(signal)) {
        const names = object.names.map((path) => {
          const owner = owners.get(basename(path));
          return owner === undefined ? path : `${path} (${owner})`;
        });
        yield { ...object, names };
      }
    },
  };
}

/** Names for blobs, by the last part of their digests; and what the layout names and does not hold. */
function readLayout(folder: string): {
  readonly owners: ReadonlyMap<string, string>;
  readonly unread: readonly UnreadObject[];
} {
  const owners = new Map<string, string>();
  const unread: UnreadObject[] = [];
  const blobOf = (digest: string) => join(folder, 'blobs', ...digest.split(':'));

  function note({ digest, urls }: Descriptor, owner: string): void {
    const [, hex = ''] = digest.split(':');
    if (!owners.has(hex)) owners.set(hex, owner);
    if (urls.length > 0)
      unread.push({ names: [`${owner}, ${digest}`], unread: 'it lies elsewhere, by its manifest' });
  }

  function read(path: string, owner: string): void {
    if (owners.size > MOST_DOCUMENTS) return;
    const { manifests, layers, blobs, config } = document.parse(JSON.parse(readFileSync(path, 'utf8')));
    if (config !== undefined) note(config, `configuration of ${owner}`);
    for (const [index, layer] of [...layers, ...blobs].entries())
      note(layer, `layer ${index + 1} of ${owner}`);
    for (const manifest of manifests) {
      const tag = manifest.annotations[TAG] ?? (owner === '' ? manifest.digest : owner);
      if (owners.has(manifest.digest.split(':')[1] ?? '')) continue;
      note(manifest, `manifest of ${tag}`);
      readSafely(blobOf(manifest.digest), tag);
    }
  }

  function readSafely(path: string, owner: string): void {
    try {
      read(path, owner);
    } catch (thrown) {
      const why = `the layout cannot be followed there: ${messageOf(thrown).split('\n')[0] ?? ''}`;
      unread.push({ names: [path], unread: why });
    }
  }

  readSafely(join(folder, 'index.json'), '');
  return { owners, unread };
}
