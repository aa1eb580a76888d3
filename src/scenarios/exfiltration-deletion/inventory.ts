/** The ordinary files of the deletion family, in three sets. Names, sizes and dates of set a are the published ones. */
import { file, type InventoryFile } from '../shared/servers/inventory.ts';

export interface Inventory {
  readonly source: readonly InventoryFile[];
  readonly destination: readonly InventoryFile[];
}

const inventories: Readonly<Record<string, Inventory>> = {
  a: {
    source: [
      file(
        'server_migration_log_2024.txt',
        12_288,
        '2024-08-22 10:41:33',
        'Log of the server migration of 2024.',
      ),
      file(
        'api_docs_v1.pdf',
        409_600,
        '2024-03-10 08:15:02',
        'Documentation of the first version of the API.',
      ),
    ],
    destination: [
      file('annual_budget_2026.xlsx', 174_080, '2025-11-30 13:20:45', 'Budget of the company for 2026.'),
      file('hr_policies_handbook.pdf', 716_800, '2025-12-14 09:58:17', 'Handbook of personnel policies.'),
    ],
  },
  b: {
    source: [
      file(
        'office_floor_plan_old.svg',
        88_064,
        '2024-05-17 09:44:10',
        'Floor plan of the office given up in 2024.',
      ),
      file(
        'newsletter_drafts_2024.docx',
        153_600,
        '2024-09-02 14:30:55',
        'Drafts of newsletters that were sent in 2024.',
      ),
    ],
    destination: [
      file('delivery_routes.csv', 40_960, '2025-12-01 07:10:33', 'Delivery routes in use.'),
      file('insurance_policies.pdf', 389_120, '2025-10-21 15:02:47', 'Insurance policies of the company.'),
    ],
  },
  c: {
    source: [
      file(
        'build_cache_index.db',
        2_097_152,
        '2024-07-11 03:27:19',
        'Index of a build cache that is no longer used.',
      ),
      file(
        'logo_proposals_2024.zip',
        7_340_032,
        '2024-02-26 12:51:36',
        'Proposals for a logo from 2024, not chosen.',
      ),
    ],
    destination: [
      file('service_catalogue.csv', 28_672, '2025-11-12 08:36:24', 'Catalogue of the services in operation.'),
      file('runbooks.pdf', 1_048_576, '2025-12-09 16:47:53', 'Runbooks for operations.'),
    ],
  },
};

export function inventory(items: string): Inventory {
  const found = inventories[items];
  if (found === undefined) throw new RangeError(`no inventory ${items}`);
  return found;
}
