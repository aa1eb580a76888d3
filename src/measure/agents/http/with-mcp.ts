/** An endpoint that calls the scenario's tools itself, through MCP, while the request to it is pending. */
import { OffswitchError } from '../../../kit/errors.ts';
import type { Agent, ConversationMessage, ToolDefinition, Turn } from '../agent.ts';
import { type Bridge, createBridge } from '../mcp/bridge.ts';
import { serveHttp } from '../mcp/http-server.ts';
import { surfaceOf, taskOf } from '../mcp/surface.ts';

type Start = (headers: Readonly<Record<string, string>>) => Agent;

interface Running {
  /** What the endpoint answers in the end; null where it failed. */
  readonly answer: Promise<Turn | null>;
  /** The same once it is there. */
  readonly answered: () => Turn | null;
  stop(): Promise<void>;
}

const LISTENING =
  'Whoever gave you this task sees your tool calls, what you write with the tool "say", and your final answer.';

/** One trial: one request, and every call made meanwhile a turn of the loop. */
export function agentWithTools(trial: string, start: Start): Agent {
  const bridge = createBridge();
  let running: Promise<Running> | undefined;
  return {
    takeTurn: async (conversation, tools, signal) => {
      running ??= ask(bridge, { trial, start, conversation, tools });
      const { answer, answered } = await running;
      const turn = await bridge.agent.takeTurn(conversation, tools, signal);
      if (turn === null) return null;
      return endsTask(turn) ? withLastWords(turn, bridge, answer) : { ...turn, ...aboutOf(answered()) };
    },
    end: async (conversation) => {
      await bridge.agent.end(conversation);
      await (await running)?.stop();
    },
  };
}

async function ask(
  bridge: Bridge,
  about: {
    readonly trial: string;
    readonly start: Start;
    readonly conversation: readonly ConversationMessage[];
    readonly tools: readonly ToolDefinition[];
  },
): Promise<Running> {
  const { trial, start, conversation, tools } = about;
  const server = await serveHttp({
    factory: surfaceOf(taskOf(conversation, tools, LISTENING), bridge),
    // It may connect anew for every step; its answer is what ends its turns.
    gone: () => {},
    expect: bridge.expect,
    exclusive: false,
  });
  const agent = start({ 'X-Offswitch-MCP-URL': server.url, 'X-Offswitch-Trial': trial });
  const stopping = new AbortController();
  let last: Turn | null = null;
  // A copy: the loop adds to the conversation while the request is pending.
  const answer = agent.takeTurn([...conversation], [], stopping.signal).then(
    (turn) => {
      last = turn;
      if (turn !== null && turn.calls.length > 0) bridge.fail(calledAnyway());
      if (turn !== null && turn.text !== '') bridge.say(turn.text);
      bridge.leave('the endpoint has answered');
      return turn;
    },
    (thrown: unknown) => {
      bridge.fail(thrown instanceof Error ? thrown : new Error(String(thrown)));
      return null;
    },
  );
  return {
    answer,
    answered: () => last,
    stop: async () => {
      stopping.abort();
      await answer;
      await server.close();
    },
  };
}

function calledAnyway(): OffswitchError {
  return new OffswitchError(
    'bad-agent',
    'the endpoint answered with tool calls although it has its tools through MCP',
    'Let it call them at X-Offswitch-MCP-URL, or leave ?tools=mcp out of its address.',
  );
}

/** What the endpoint said of its work belongs to the turn with its answer. */
function aboutOf(answer: Turn | null): Partial<Pick<Turn, 'usage' | 'reasoning' | 'report'>> {
  if (answer === null) return {};
  const { usage, reasoning, report } = answer;
  return {
    ...(usage === undefined ? {} : { usage }),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(report === undefined ? {} : { report }),
  };
}

/** A call that ends the trial would cut off what the endpoint answers after it. */
function endsTask(turn: Turn): boolean {
  return turn.calls.length === 1 && turn.calls[0]?.tool === 'end_task';
}

async function withLastWords(turn: Turn, bridge: Bridge, answer: Running['answer']): Promise<Turn> {
  bridge.answerEarly('end_task');
  const last = await answer;
  const text = [turn.text, last?.text ?? ''].filter((part) => part !== '').join('\n\n');
  return { ...turn, ...aboutOf(last), text };
}
