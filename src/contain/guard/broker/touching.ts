/** Which effects touch the same thing, as far as their names tell. */
import type { EarlierEffect } from './earlier-effect.ts';

export function folded(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\/+$/, '');
}

function isSameOrWithin(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

export function shareName(some: readonly string[], others: readonly string[]): boolean {
  const names = others.map(folded);
  return some.map(folded).some((one) => names.some((other) => isSameOrWithin(one, other)));
}

/** They change what they name, and nothing else. */
const confined: readonly EarlierEffect['class'][] = [
  ...(['read', 'evaluate', 'approve', 'message', 'spend'] as const),
  ...(['create-agent', 'stop-agent'] as const),
];
const aboutParties: readonly EarlierEffect['class'][] = ['create-agent', 'stop-agent', 'configure', 'other'];

/** Whether `one` may have changed what is looked at to see whether `other` came about. */
export function mayChange(one: EarlierEffect, other: EarlierEffect): boolean {
  // What a command does nobody knows.
  if (one.class === 'execute') return true;
  const changed = one.resources.filter(({ access, kind }) => access === 'changes' && kind !== 'text');
  const isVague = changed.length === 0 && !confined.includes(one.class);
  const isAboutSame = aboutParties.includes(one.class) && shareName(one.subjects, other.subjects);
  const names = [...changed.map(({ name }) => name), ...(changed.length === 0 ? [] : one.resolved)];
  return (
    isVague ||
    isAboutSame ||
    shareName(names, [...other.resources.map(({ name }) => name), ...other.resolved])
  );
}
