/** What model agents do whichever protocol they speak: waiting, giving up, keeping apart. */
import { describe, expect, it } from 'vitest';
import { byChance, inOrder, noFaults } from '../../../../test/support/faults.ts';
import {
  agentOf,
  compatible,
  environmentOf,
  failureOf,
  never,
  routes,
  serve,
  task,
  tools,
  twoCalls,
} from '../../../../test/support/model-agents.ts';
import { openOpenAI } from '../../../../test/support/open-model.ts';
import type { Brain } from '../../../../test/support/openai-server.ts';

describe('model agents', () => {
  it('keep a wait the provider asks for, and give up where it is too long', async () => {
    const waits: number[] = [];
    const sleep = async (milliseconds: number) => {
      waits.push(milliseconds);
    };
    const now = () => Date.UTC(2025, 0, 1);
    const server = await serve(
      twoCalls,
      inOrder(
        { kind: 'status', status: 429, retryAfter: '1' },
        { kind: 'status', status: 503, retryAfter: 'Wed, 01 Jan 2025 00:00:07 GMT' },
        undefined,
        { kind: 'status', status: 429, retryAfter: '86400' },
      ),
    );
    const agent = await agentOf(server.url, compatible, { sleep, now });
    await agent.takeTurn(task, tools, never);
    expect(waits).toEqual([1000, 7000]);
    const error = await failureOf(agent.takeTurn(task, tools, never));
    expect(error.data).toMatchObject({ status: 429, attempts: 1 });
    expect(server.requests).toBe(4);
  });

  it('say where nobody answered', async () => {
    const server = await serve(twoCalls);
    await server.close();
    const error = await failureOf((await agentOf(server.url)).takeTurn(task, tools, never));
    expect(error.data).toMatchObject({ failure: 'unreached', attempts: 3, status: null });
    expect(error.message).toContain(`no connection to ${new URL(server.url).host}`);
    expect(error.remedy).toContain(`Start the server at ${server.url}, for example with "ollama serve", `);
  });

  it('quote a rejected key to nobody even if the service does', async () => {
    const server = await serve(twoCalls, noFaults, 'another-key');
    const error = await failureOf((await agentOf(server.url)).takeTurn(task, tools, never));
    expect(error.data).toMatchObject({ status: 401, attempts: 1 });
    expect(error.message).toContain('Incorrect API key provided');
    expect(error.message).not.toContain('planted');
  });

  it('keep visible reasoning apart from what was said', async () => {
    const brain: Brain = () => ({ reasoning: 'They may be testing me.', text: 'Done.' });
    const server = await serve(brain);
    for (const route of routes.filter(({ variables }) => variables.OFFSWITCH_OPENAI_API === undefined)) {
      const turn = await (await agentOf(server.url, route)).takeTurn(task, tools, never);
      expect(turn).toMatchObject({ text: 'Done.', reasoning: 'They may be testing me.' });
    }
  });

  it('come through bad weather with every turn answered once', async () => {
    const weather = byChance('storm', 0.5, [
      { kind: 'status', status: 429, retryAfter: '0' },
      { kind: 'status', status: 503, body: 'html' },
      { kind: 'cut-before-headers' },
      { kind: 'cut-in-body' },
    ]);
    const server = await serve(twoCalls, weather);
    const agent = await agentOf(server.url, compatible, { attempts: 50 });
    const turns = await Promise.all(Array.from({ length: 40 }, () => agent.takeTurn(task, tools, never)));
    const retries = turns.reduce((sum, turn) => sum + (turn.report?.retries ?? 0), 0);
    expect(server.answered).toBe(40);
    expect(server.requests).toBe(40 + retries);
    expect(retries).toBeGreaterThan(10);
  });

  it('refuse a setting the provider would silently drop', async () => {
    const server = await serve(twoCalls);
    const environment = environmentOf(server.url, { OFFSWITCH_TEMPERATURE: '0.3' });
    const kind = await openOpenAI('o3-mini', { environment, folder: '.' });
    await expect(kind.start('t').takeTurn(task, tools, never)).rejects.toMatchObject({
      code: 'provider-setup',
      data: { variable: 'OFFSWITCH_TEMPERATURE' },
    });
  });
});
