/** Where there is no Chromium, all of the suite is skipped, and it says so. */
import { chromiumPath } from './browser.ts';

export default function say(): void {
  if (chromiumPath === undefined)
    console.log(
      'SKIPPED: there is no Chromium here. Install it (apt-get install chromium), or name it in CHROMIUM.',
    );
}
