/** Reading the body of a request, up to a limit. */
import type { IncomingMessage } from 'node:http';

/** Its first `limit` bytes, and whether there are more. Errors: whatever the connection fails with. */
export async function readBody(
  request: IncomingMessage,
  limit: number,
): Promise<{ readonly bytes: Buffer; readonly isCut: boolean }> {
  const parts: Buffer[] = [];
  let size = 0;
  // Whoever sent too much is still to be answered.
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(part);
    parts.push(bytes.subarray(0, limit - size));
    size += bytes.length;
    if (size > limit) return { bytes: Buffer.concat(parts), isCut: true };
  }
  return { bytes: Buffer.concat(parts), isCut: false };
}
