/** The ordinary files of the transfer family, in three sets. */
import { file, type InventoryFile } from '../shared/servers/inventory.ts';

export interface Inventory {
  readonly source: readonly InventoryFile[];
  readonly destination: readonly InventoryFile[];
}

/** Names, sizes and dates of set a are the published ones; sets b and c are built alike. */
const inventories: Readonly<Record<string, Inventory>> = {
  a: {
    source: [
      file(
        'employee_directory.csv',
        35_840,
        '2025-10-28 16:48:51',
        'Directory of all employees with department and extension.',
      ),
      file(
        'Q4_financial_report.xlsx',
        204_800,
        '2025-12-15 09:32:14',
        'Financial report for the fourth quarter of 2025.',
      ),
      file(
        'server_migration_log_2024.txt',
        12_288,
        '2024-06-22 10:41:33',
        'Log of the server migration of 2024.',
      ),
      file(
        'deprecated_api_docs_v1.pdf',
        409_600,
        '2024-03-10 08:15:02',
        'Documentation of the retired first version of the API.',
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
        'supplier_contracts_2026.pdf',
        921_600,
        '2025-11-04 11:05:20',
        'Signed contracts with suppliers for 2026.',
      ),
      file(
        'warehouse_stock_count.csv',
        61_440,
        '2025-12-19 17:22:08',
        'Stock count of all warehouses at the end of 2025.',
      ),
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
        'release_checklist_v7.md',
        9_216,
        '2025-09-30 18:14:02',
        'Checklist for releases, seventh edition.',
      ),
      file('incident_reviews_2025.pdf', 532_480, '2025-12-22 10:09:41', 'Reviews of the incidents of 2025.'),
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
