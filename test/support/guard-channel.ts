/** A channel without a broker, for tests of what agents connect to: it keeps what was asked, and answers as told. */
import type {
  CallAnswer,
  CallRequest,
  OpenChannel,
  Severity,
} from '../../src/contain/guard/broker/broker.ts';
import type { ListedTool } from '../../src/contain/guard/tools.ts';

export interface ToldAlert {
  readonly severity: Severity;
  readonly what: string;
}

export interface AskedChannel extends OpenChannel {
  readonly asked: CallRequest[];
  readonly alerts: ToldAlert[];
  /** How often something well-formed came. */
  readonly signs: { count: number };
  /** Asks for a sign of life. */
  knock(): void;
  change(tools: readonly ListedTool[]): void;
}

export const ECHO: ListedTool = {
  name: 'desk__echo',
  description: 'Says it again.',
  inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
};

/** Every tool that is listed answers with the text of its arguments; others are refused. */
export function askedChannel(answer?: (request: CallRequest) => Promise<CallAnswer>): AskedChannel {
  const listeners = new Set<() => void>();
  let tools: readonly ListedTool[] = [ECHO];
  const asked: CallRequest[] = [];
  const alerts: ToldAlert[] = [];
  const knocks = new Set<() => void>();
  const signs = { count: 0 };
  return {
    signs,
    knock: () => {
      for (const knock of knocks) knock();
    },
    id: 'agent/atlas/1.1',
    channel: { actor: 'atlas', kind: 'agent', mediation: 'advisory' },
    asked,
    alerts,
    tools: () => tools,
    onToolsChanged: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onKnock: (listener) => {
      knocks.add(listener);
      return () => void knocks.delete(listener);
    },
    onClosed: () => undefined,
    heard: () => {
      signs.count += 1;
    },
    call: async (request) => {
      asked.push(request);
      if (answer !== undefined) return answer(request);
      if (!tools.some(({ name }) => name === request.tool)) return { kind: 'refused' };
      const text = Buffer.from(request.argumentBytes).toString('utf8');
      return { kind: 'done', result: { content: [{ type: 'text', text }] } };
    },
    alert: async (severity, what) => void alerts.push({ severity, what }),
    close: async () => undefined,
    change: (now) => {
      tools = now;
      for (const listener of listeners) listener();
    },
  };
}
