/** Types of the verifier in one file, for the test that compares it. */
interface Head {
  readonly origin: string;
  readonly size: number;
}
interface Policy {
  readonly logs: readonly object[];
  readonly reached: (checkpoint: Head) => boolean;
}
interface Found {
  readonly code: string;
  readonly entry?: number;
  readonly why?: string;
}
export function parseCheckpoint(bytes: Uint8Array): Head;
export function parseKey(text: string): object;
export function parsePolicy(text: string): Policy;
export function verifyLog(
  read: (path: string) => Buffer | undefined,
  policy: Policy,
  heads?: readonly Head[],
): {
  readonly size: number;
  readonly integrity: { readonly verdict: string; readonly findings: readonly Found[] };
  readonly completeness: { readonly verdict: string; readonly findings: readonly Found[] };
};
export function verifyCertificate(
  document: unknown,
  policy: Policy,
): {
  readonly agent: string;
  readonly at: string;
  readonly result: string;
  readonly lines: readonly object[];
  readonly faults: readonly string[];
};
