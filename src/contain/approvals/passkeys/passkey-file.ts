/** The file of passkeys in a guard's state folder. It holds no secret; what it says counts as far as it is signed. */
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { writeWhole } from '../../../kit/files.ts';
import { parseJson, readText, typed } from '../../../kit/json.ts';
import { type Passkey, passkeySchema } from './registration.ts';

const fileSchema = z.strictObject({ version: z.literal(1), passkeys: z.array(passkeySchema).max(10_000) });

export interface PasskeyFile {
  list(): readonly Passkey[];
  /** Takes the place of the whole list, on disk first. Errors: `file-unwritable`, `disk-full`. */
  replace(passkeys: readonly Passkey[]): void;
}

/** Errors: `file-unreadable`, `bad-json`, `bad-config` for a file that is there and is none of passkeys. */
export function openPasskeyFile(path: string): PasskeyFile {
  let passkeys: readonly Passkey[] = existsSync(path)
    ? typed(fileSchema, parseJson(readText(path), path), path, 'bad-config').passkeys
    : [];
  return {
    list: () => passkeys,
    replace: (next) => {
      writeWhole(path, `${JSON.stringify({ version: 1, passkeys: next }, null, 1)}\n`);
      passkeys = next;
    },
  };
}
