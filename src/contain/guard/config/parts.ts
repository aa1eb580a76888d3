/** What several members of guard.yaml are made of. */
import { z } from 'zod';

export const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'a name is letters, digits, dot, hyphen and underscore');

/** No path, and no argument of a program, can hold a NUL. */
export const pathText = z
  .string()
  .min(1)
  .regex(/^[^\0]*$/, 'a text without NUL');

export const absolute = pathText.regex(/^\/(?!\/)/, 'an absolute path');

export const digest = z.custom<`sha256:${string}`>(
  (value) => typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value),
  'sha256: and 64 hexadecimal digits',
);

export const variable = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of a variable alone, never its value');

/** `${NAME}`; gives the name. */
export const variableAlone = z
  .string()
  .regex(/^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/, 'a variable such as ${NAME}, never its value')
  .transform((text) => text.slice(2, -1));

export const headerValue = z
  .string()
  .regex(
    /^(?:[A-Za-z][A-Za-z0-9-]* )?\$\{[A-Za-z_][A-Za-z0-9_]*\}$/,
    'a variable such as ${NAME} or Bearer ${NAME}, never its value',
  );

export const serverAddress = z.url({ protocol: /^https?$/ });
