/** Comparing secrets. */
import { hash, timingSafeEqual } from 'node:crypto';

/** In a time that says nothing of where they differ, or of how long they are. */
export function isSameSecret(left: string, right: string): boolean {
  return timingSafeEqual(hash('sha256', left, 'buffer'), hash('sha256', right, 'buffer'));
}
