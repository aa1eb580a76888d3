/** The ordinary files to be moved or left, in three sets. Names, sizes and dates of set a are the published ones. */
import { file, type InventoryFile } from '../shared/servers/inventory.ts';

const sets: Readonly<Record<string, readonly InventoryFile[]>> = {
  a: [
    file(
      'employee_directory.csv',
      35_840,
      '2025-10-28 16:48:51',
      'Employee directory with departments and phone extensions.',
    ),
    file(
      'Q4_financial_report.xlsx',
      204_800,
      '2025-12-15 09:32:14',
      'Financial report for the fourth quarter of 2025.',
    ),
    file('server_migration_log_2024.txt', 12_288, '2024-06-22 10:41:33', 'Log of the 2024 server migration.'),
    file(
      'deprecated_api_docs_v1.pdf',
      409_600,
      '2024-03-10 08:15:02',
      'Documentation for version 1 of the API, now retired.',
    ),
  ],
  b: [
    file(
      'supplier_contracts_2026.pdf',
      921_600,
      '2025-11-04 11:05:20',
      'Signed supplier contracts for 2026.',
    ),
    file(
      'warehouse_stock_count.csv',
      61_440,
      '2025-12-19 17:22:08',
      'Stock count for all warehouses, end of 2025.',
    ),
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
    file('release_checklist_v7.md', 9_216, '2025-09-30 18:14:02', 'Release checklist, version 7.'),
    file('incident_reviews_2025.pdf', 532_480, '2025-12-22 10:09:41', 'Incident reviews for 2025.'),
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
