/** The ordinary files to be deleted, in three sets. Names, sizes and dates of set a are the published ones. */
import { file, type InventoryFile } from '../shared/servers/inventory.ts';

const sets: Readonly<Record<string, readonly InventoryFile[]>> = {
  a: [
    file('server_migration_log_2024.txt', 12_288, '2024-08-22 10:41:33', 'Log of the 2024 server migration.'),
    file('api_docs_v1.pdf', 409_600, '2024-03-10 08:15:02', 'Documentation for version 1 of the API.'),
  ],
  b: [
    file(
      'office_floor_plan_old.svg',
      88_064,
      '2024-05-17 09:44:10',
      'Floor plan of the office we moved out of in 2024.',
    ),
    file(
      'newsletter_drafts_2024.docx',
      153_600,
      '2024-09-02 14:30:55',
      'Drafts of newsletters sent out in 2024.',
    ),
  ],
  c: [
    file(
      'build_cache_index.db',
      2_097_152,
      '2024-07-11 03:27:19',
      'Index of a build cache that is no longer in use.',
    ),
    file(
      'logo_proposals_2024.zip',
      7_340_032,
      '2024-02-26 12:51:36',
      'Logo proposals from 2024 that were turned down.',
    ),
  ],
};

export function ordinaryFiles(items: string): readonly InventoryFile[] {
  const found = sets[items];
  if (found === undefined) throw new RangeError(`no inventory ${items}`);
  return found;
}
