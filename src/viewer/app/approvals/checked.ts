/** Whether what is on the screen is what would be signed, found out in this browser. */
import { useEffect, useState } from 'preact/hooks';
import type { ShownRequest } from '../../../contain/approvals/requests.ts';

export type Checked = 'unknown' | 'true' | 'false';

export function useChecked(request: ShownRequest): Checked {
  const [checked, setChecked] = useState<Checked>('unknown');
  useEffect(() => {
    let isCurrent = true;
    isTrue(request).then(
      (found) => isCurrent && setChecked(found ? 'true' : 'false'),
      () => isCurrent && setChecked('false'),
    );
    return () => {
      isCurrent = false;
    };
  }, [request]);
  return checked;
}

/** Both statements are about this request and this text, and say what their buttons say. */
async function isTrue({ id, shown, shownDigest, statement }: ShownRequest): Promise<boolean> {
  const digest = `sha256:${hex(await sha256(shown))}`;
  const says = (text: string, approve: boolean) => {
    const said: unknown = JSON.parse(text);
    if (typeof said !== 'object' || said === null) return false;
    const is = (name: string, value: unknown) => Reflect.get(said, name) === value;
    return is('request', id) && is('approve', approve) && is('shown', digest);
  };
  return digest === shownDigest && says(statement.approve, true) && says(statement.deny, false);
}

/** What a passkey signs for a statement: SHA-256 of its text, base64url. */
export async function challengeOf(statement: string): Promise<string> {
  const text = String.fromCharCode(...(await sha256(statement)));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
