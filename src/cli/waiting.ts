/** Waiting speaks: what a command has waited for longer than two seconds stands on standard error. */
import { printable } from '../kit/text.ts';
import { currentWaits } from '../kit/waiting.ts';

const LOOK_MS = 500;
const SPEAK_AFTER_MS = 2000;
/** The same words are said again after this time, and then after twice as long each time. */
const AGAIN_MS = 10_000;
const CLEAR = '\r\u001b[2K';

/** Speaks as long as the process lives, and does not keep it alive. */
export function tellWaits(stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr): void {
  const said = new Map<string, { readonly until: number; readonly pause: number }>();
  const look = () => {
    const now = performance.now();
    const long = currentWaits().filter(({ since }) => now - since >= SPEAK_AFTER_MS);
    const counts = Map.groupBy(long, ({ what }) => what);
    for (const [what, alike] of counts) {
      const { until, pause } = said.get(what) ?? { until: 0, pause: AGAIN_MS };
      if (now < until) continue;
      said.set(what, { until: now + pause, pause: pause * 2 });
      const seconds = Math.floor((now - (alike[0]?.since ?? now)) / 1000);
      const others = alike.length === 1 ? '' : `, ${alike.length} times`;
      const text = `Waiting for ${seconds} s: ${printable(what, 200)}${others}`;
      stream.write(`${stream.isTTY ? CLEAR : ''}${text}\n`);
    }
  };
  setInterval(look, LOOK_MS).unref();
}
