/** Refusing an HTTP request in the form MCP clients understand. */
import type { ServerResponse } from 'node:http';

/** JSON-RPC 2.0, section 5.1: codes from -32000 to -32099 are for implementations. */
const REFUSED = -32000;
export const PARSE_ERROR = -32700;

export function refuse(response: ServerResponse, status: number, message: string, code = REFUSED): void {
  const body = JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id: null });
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(body);
}
