/** The contract of a reporter. */
import type { ReportData } from './data.ts';

export interface Reporter {
  /** For lists and help. */
  readonly summary: string;
  /**
   * The whole report as text that ends with a line break. The same data gives the same bytes. `width`: columns of the
   * terminal that it is for; reports for files and programs have no use for it.
   */
  render(data: ReportData, width?: number): string;
}
