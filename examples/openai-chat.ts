/** The few lines that two of the examples share: a conversation with a model behind OpenAI chat completions. */

interface Tool {
  readonly name: string;
  readonly description?: string | undefined;
  readonly parameters: unknown;
}

export interface Call {
  readonly id: string;
  readonly name: string;
  readonly args: Record<string, unknown>;
}

interface Answer {
  readonly choices: readonly [
    {
      readonly message: {
        readonly content?: string | null;
        readonly tool_calls?: readonly {
          readonly id: string;
          readonly function: { readonly name: string; readonly arguments: string };
        }[];
      };
    },
  ];
}

export class Chat {
  readonly messages: unknown[] = [];
  private readonly server: string;

  constructor(server: string) {
    this.server = server;
  }

  told(...messages: readonly object[]): void {
    this.messages.push(...messages);
  }

  /** The model's next turn; it becomes part of the conversation. */
  async ask(tools: readonly Tool[]): Promise<{ text: string; calls: readonly Call[] }> {
    const response = await fetch(`${this.server}/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${process.env.OPENAI_API_KEY ?? ''}`,
      },
      body: JSON.stringify({
        model: process.env.MODEL ?? 'any',
        messages: this.messages,
        tools: tools.map((tool) => ({ type: 'function', function: tool })),
      }),
    });
    if (!response.ok) throw new Error(`the model's server answered ${response.status}`);
    const answer = (await response.json()) as Answer;
    const [{ message }] = answer.choices;
    this.messages.push(message);
    const calls = (message.tool_calls ?? []).map((call) => ({
      id: call.id,
      name: call.function.name,
      args: JSON.parse(call.function.arguments),
    }));
    return { text: message.content ?? '', calls };
  }
}
