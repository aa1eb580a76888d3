/** Stores as data: what guard.yaml says of one, with the values of its variables. */
import { z } from 'zod';
import { folderStore } from './folder.ts';
import { ociStore } from './oci.ts';
import { s3Store } from './s3.ts';
import type { Store } from './store.ts';

export const storeDescription = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('folder'), name: z.string(), folder: z.string() }),
  z.strictObject({ kind: z.literal('oci'), name: z.string(), folder: z.string() }),
  z.strictObject({
    kind: z.literal('s3'),
    name: z.string(),
    url: z.string(),
    region: z.string(),
    prefix: z.string(),
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
  }),
]);

export type StoreDescription = z.infer<typeof storeDescription>;

export function openStore(described: StoreDescription): Store {
  switch (described.kind) {
    case 'folder':
      return folderStore(described.name, described.folder);
    case 'oci':
      return ociStore(described.name, described.folder);
    case 's3':
      return s3Store(described.name, described);
  }
}
