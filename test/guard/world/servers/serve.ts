/** An MCP server of the company on standard input and output, in both revisions of the protocol. */
import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { z } from 'zod';

export interface Tool {
  readonly description: string;
  readonly input: z.ZodObject;
  /** What the tool answers; a throw is a tool error. `caller`: who the request says it is of. */
  run(args: unknown, caller: string): string | Promise<string>;
}

export function tool<Shape extends z.core.$ZodLooseShape>(
  description: string,
  shape: Shape,
  run: (args: z.output<z.ZodObject<Shape>>, caller: string) => string | Promise<string>,
): Tool {
  const input = z.object(shape);
  return { description, input, run: (args, caller) => run(input.parse(args), caller) };
}

export function serveTools(name: string, tools: Readonly<Record<string, Tool>>): void {
  serveStdio(() => {
    const server = new McpServer({ name, version: '1.0.0' });
    for (const [tool, { description, input, run }] of Object.entries(tools))
      server.registerTool(tool, { description, inputSchema: input }, async (args: unknown, context) => ({
        content: [{ type: 'text', text: await run(args, String(context.mcpReq._meta?.agent ?? '')) }],
      }));
    return server;
  });
}

/** The arguments of the server's command, each of which it needs. */
export function commandArguments<const Names extends readonly string[]>(
  ...names: Names
): { readonly [Name in Names[number]]: string } {
  const given = Object.fromEntries(names.map((name, index) => [name, process.argv[2 + index]]));
  return z.record(z.enum(names), z.string()).parse(given) as { readonly [Name in Names[number]]: string };
}
