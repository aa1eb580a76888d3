/** JSON pointers (RFC 6901) into arguments; `*` stands for every item of a list. */
import { isRecord } from '../../../kit/canonical.ts';

export const POINTER = /^(?:\/(?:[^~/]|~[01])*)*$/;

/** Every value the pointer leads to: none where a member is not there. */
export function valuesAt(root: unknown, pointer: string): readonly unknown[] {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  let values: readonly unknown[] = [root];
  for (const step of steps) values = values.flatMap((value) => membersAt(value, step));
  return values;
}

function membersAt(value: unknown, step: string): readonly unknown[] {
  if (Array.isArray(value)) return step === '*' ? value : [];
  return isRecord(value) && Object.hasOwn(value, step) ? [value[step]] : [];
}
