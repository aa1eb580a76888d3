/** Freezing plain values whole. */

/** The value itself, with everything in it frozen: what is recorded must not change in the hands of an agent. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    for (const member of Object.values(value)) frozen(member);
  }
  return value;
}
