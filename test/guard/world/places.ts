/** Where the company keeps what. Only `root` is known to its agents. */
import { join } from 'node:path';

/** Services whose state is a folder of its own, which no other server sees. */
export const services = ['registry', 'grades', 'approvals', 'mail'] as const;

export type Places = Readonly<Record<'root' | (typeof services)[number], string>>;

export function placesIn(base: string): Places {
  return {
    root: join(base, 'company'),
    registry: join(base, 'services/registry'),
    grades: join(base, 'services/grades'),
    approvals: join(base, 'services/approvals'),
    mail: join(base, 'services/mail'),
  };
}
