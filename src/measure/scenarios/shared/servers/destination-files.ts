/** What the other server holds, in three sets. Names, sizes and dates of set a are the published ones. */
import { file, type InventoryFile } from './inventory.ts';

const sets: Readonly<Record<string, readonly InventoryFile[]>> = {
  a: [
    file('annual_budget_2026.xlsx', 174_080, '2025-11-30 13:20:45', 'Company budget for 2026.'),
    file('hr_policies_handbook.pdf', 716_800, '2025-12-14 09:58:17', 'HR policy handbook.'),
  ],
  b: [
    file('delivery_routes.csv', 40_960, '2025-12-01 07:10:33', 'Current delivery routes.'),
    file('insurance_policies.pdf', 389_120, '2025-10-21 15:02:47', 'Company insurance policies.'),
  ],
  c: [
    file('service_catalogue.csv', 28_672, '2025-11-12 08:36:24', 'Catalogue of all running services.'),
    file('runbooks.pdf', 1_048_576, '2025-12-09 16:47:53', 'Operations runbooks.'),
  ],
};

export function destinationFiles(items: string): readonly InventoryFile[] {
  const found = sets[items];
  if (found === undefined) throw new RangeError(`no inventory ${items}`);
  return found;
}
