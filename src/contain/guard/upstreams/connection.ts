/** One connection to an MCP server, in whichever of the two revisions it speaks. */
import { Client, ProtocolError, SdkError, SdkErrorCode, SdkHttpError } from '@modelcontextprotocol/client';
import { z } from 'zod';
import { isRecord, type Json } from '../../../kit/canonical.ts';
import { messageOf, OffswitchError, systemCodeOf } from '../../../kit/errors.ts';
import { PACKAGE_VERSION } from '../../../kit/package-version.ts';
import { printable } from '../../../kit/text.ts';
import type { CarriedOut } from '../broker/domain.ts';
import type { Alert } from '../channels/alerts.ts';
import type { Effect } from '../effect.ts';
import { asksForInput } from '../mcp/suspicious.ts';
import type { ListedTool } from '../tools.ts';
import type { Link } from './links.ts';
import { watched } from './watched.ts';

export interface Times {
  /** Milliseconds to start and to agree on a revision. */
  readonly connect: number;
  /** Within which a server of the older revision may pass over a question that it does not know. */
  readonly probe: number;
  readonly list: number;
  readonly call: number;
}

export const usualTimes: Times = { connect: 60_000, probe: 5000, list: 30_000, call: 600_000 };

export interface Connection {
  readonly closed: Promise<void>;
  /** Every page. Errors: what the server answers is no list of tools, or too long. */
  tools(): Promise<readonly ListedTool[]>;
  /** Throws where nobody knows whether it was carried out. */
  call(tool: string, given: Effect['arguments'], signal: AbortSignal): Promise<CarriedOut>;
  /** Gives the words of the server's end, if it said something. */
  lastWords(): string;
  close(): Promise<void>;
}

const MOST_PAGES = 64;
const MOST_TOOLS = 1000;
const MOST_TOOL_BYTES = 4 * 1024 * 1024;

const json: z.ZodType<Json> = z.json();
/** What the protocol has a call give; more members may stand in it. */
const callResult = z.looseObject({
  content: z.array(z.looseObject({ type: z.string() })),
  isError: z.boolean().optional(),
});

/** `auto`: asks first which revisions it speaks. A server of the older one may end when it is asked. */
export type Approach = 'auto' | 'legacy';

export interface ConnectOptions {
  readonly approach: Approach;
  readonly times: Times;
  readonly alert: Alert;
  /** Called whenever the list of tools may be another. */
  readonly changed: () => void;
}

/** Ends the link where it fails, and throws with what the server said last. */
export async function connectTo(
  link: Link,
  { approach, times, alert, changed }: ConnectOptions,
): Promise<Connection> {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const client = new Client(
    { name: 'offswitch', version: PACKAGE_VERSION },
    {
      capabilities: {},
      versionNegotiation: { mode: approach, probe: { timeoutMs: times.probe } },
      inputRequired: { autoFulfill: false },
      listChanged: { tools: { autoRefresh: false, debounceMs: 20, onChanged: changed } },
    },
  );
  client.onclose = resolve;
  // Out of band; what matters comes to whoever waits for an answer.
  client.onerror = () => undefined;
  try {
    await client.connect(watched(link.transport, alert), { timeout: times.connect });
  } catch (thrown) {
    await link.end();
    const words = [messageOf(thrown), link.lastWords()].filter((part) => part !== '').join('; ');
    throw new Error(words, { cause: thrown });
  }
  return {
    closed,
    tools: () => listedBy(client, times.list),
    call: (tool, given, signal) => callOf(client, { tool, given, signal, timeout: times.call }),
    lastWords: () => link.lastWords(),
    close: async () => {
      await client.close();
      await link.end();
    },
  };
}

async function listedBy(client: Client, timeout: number): Promise<readonly ListedTool[]> {
  const tools: ListedTool[] = [];
  let cursor: string | undefined;
  let bytes = 0;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    // Page by page: the library's own walk keeps what it has read.
    const params = cursor === undefined ? {} : { cursor };
    const answer = await client.request({ method: 'tools/list', params }, anything, { timeout });
    const read = toolsPage.safeParse(answer);
    if (!read.success)
      throw new OffswitchError(
        'upstream-failed',
        'the server answers what is no list of tools',
        'Is it an MCP server? Its tools cannot be called.',
      );
    bytes += JSON.stringify(read.data.tools).length;
    tools.push(...read.data.tools.map(wellFormed));
    if (tools.length > MOST_TOOLS || bytes > MOST_TOOL_BYTES) break;
    if (read.data.nextCursor === undefined) return tools;
    cursor = read.data.nextCursor;
  }
  throw new OffswitchError(
    'upstream-failed',
    `the server lists more than ${MOST_TOOLS} tools, ${MOST_PAGES} pages or ${MOST_TOOL_BYTES} bytes`,
    'Is it the right server? Its tools cannot be called.',
  );
}

const toolsPage = z.looseObject({
  tools: z.array(z.looseObject({ name: z.string() })),
  nextCursor: z.string().optional(),
});

const members = z.record(z.string(), z.unknown());
const listedTool = z.looseObject({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  inputSchema: members,
  outputSchema: members.optional(),
  annotations: members.optional(),
});

/** One that is not as the protocol has it cannot be called, and leaves the others as they are. */
function wellFormed(tool: { readonly name: string }): ListedTool {
  const read = listedTool.safeParse(tool);
  return read.success ? read.data : { name: tool.name, inputSchema: null };
}

interface Call {
  readonly tool: string;
  readonly given: Effect['arguments'];
  readonly signal: AbortSignal;
  readonly timeout: number;
}

async function callOf(client: Client, { tool, given, signal, timeout }: Call): Promise<CarriedOut> {
  const params = { name: tool, arguments: { ...given } };
  try {
    const answer = await client.request({ method: 'tools/call', params }, anything, { signal, timeout });
    return carriedOut(answer);
  } catch (thrown) {
    if (neverCameAbout(thrown)) return failed(messageOf(thrown));
    throw thrown;
  }
}

/** Checked here, with every member kept: the library knows some of them. */
const anything = z.unknown();

function carriedOut(answer: unknown): CarriedOut {
  if (asksForInput(answer)) return failed('The server asked for input, which nobody gives.');
  const result = json.safeParse(answer);
  if (!result.success || !callResult.safeParse(answer).success)
    throw new Error('the server answered what is no result: nobody knows what it did');
  const isError = isRecord(answer) && answer.isError === true;
  return { status: isError ? 'failed' : 'done', result: result.data };
}

function failed(why: string): CarriedOut {
  return { status: 'failed', result: told(printable(why, 500), true) };
}

function told(text: string, isError: boolean): Json {
  return { content: [{ type: 'text', text }], isError };
}

/** Codes of connections that never came to be. */
const unreached = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

/** The server says so itself, or was never reached. Everything else leaves it open. */
function neverCameAbout(thrown: unknown): boolean {
  if (ProtocolError.isInstance(thrown)) return true;
  if (SdkHttpError.isInstance(thrown)) return isRefusal(thrown.data);
  if (SdkError.isInstance(thrown))
    return thrown.code === SdkErrorCode.UnsupportedResultType || thrown.code === SdkErrorCode.NotConnected;
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  return unreached.includes(systemCodeOf(cause) ?? '');
}

function isRefusal(data: unknown): boolean {
  const status = isRecord(data) ? Number(data.status) : Number.NaN;
  return status >= 400 && status < 500 && status !== 408 && status !== 499;
}
