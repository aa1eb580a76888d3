/** Times for people: how much is left, and when something was. */
import { useEffect, useState } from 'preact/hooks';
import { momentText } from '../../../contain/approvals/shown/cases.ts';

/** Milliseconds that are left, told anew every second. `left` was true at `at` (`performance.now()`), never by the time of day. */
export function useRemaining(left: number, at: number): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, left - (Math.max(now, at) - at));
}

export function Remaining({ left, at }: { readonly left: number; readonly at: number }) {
  const remaining = useRemaining(left, at);
  return <span class="number">{remaining === 0 ? 'time is up' : durationText(remaining)}</span>;
}

/** The two largest units: `2 h 5 min`, `40 s`. */
export function durationText(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  const units = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const first = units.findIndex(([count]) => count > 0);
  if (first < 0) return '0 s';
  return units
    .slice(first, first + 2)
    .filter(([count], index) => index === 0 || count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** In the time zone of what is signed. */
export function At({ time }: { readonly time: string }) {
  return <time dateTime={time}>{momentText(time)}</time>;
}
