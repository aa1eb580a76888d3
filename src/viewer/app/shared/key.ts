/** The key that lets this browser read the page. It comes behind the `#` of an address, which no server is sent. */

const STORED = 'offswitch-page-key';
const IN_ADDRESS = /^#key=([\w-]{43})$/;

/** Takes the key out of the address, so that it does not stay in the history. */
export function takeKeyFromAddress(): void {
  const [, key] = IN_ADDRESS.exec(location.hash) ?? [];
  if (key === undefined) return;
  keepKey(key);
  history.replaceState(null, '', location.pathname + location.search);
}

export function keepKey(key: string): void {
  localStorage.setItem(STORED, key);
}

export function pageKey(): string {
  return localStorage.getItem(STORED) ?? '';
}
