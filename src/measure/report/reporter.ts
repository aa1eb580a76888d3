/** The contract of a reporter. */
import type { ReportData } from './data.ts';

/** How both reports for programs begin. */
export const JSON_BEGINS =
  /^\{\s*"study":\s*\{\s*"name":\s*"(?:[^"\\]|\\.)*",\s*"seed":\s*\d+,\s*"trialsPerCell":\s*\d+\s*\},\s*"simulated":/;

export interface Reporter {
  /** For lists and help. */
  readonly summary: string;
  /** How every report of this form begins, also an edited one: only files that begin so are written over. */
  readonly begins: RegExp;
  /**
   * The whole report as text that ends with a line break. The same data gives the same bytes. `width`: columns of the
   * terminal that it is for; reports for files and programs have no use for it.
   */
  render(data: ReportData, width?: number): string;
}
