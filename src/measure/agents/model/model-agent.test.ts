/** The model agents against a real server, by every protocol they speak. */
import { describe, expect, it, vi } from 'vitest';
import { always, type Fault, inOrder } from '../../../../test/support/faults.ts';
import {
  agentOf,
  environmentOf,
  failureOf,
  KEY,
  never,
  routes,
  serve,
  talking,
  task,
  tools,
  twoCalls,
} from '../../../../test/support/model-agents.ts';
import { openOpenAI } from '../../../../test/support/open-model.ts';
import type { ConversationMessage, Turn } from '../agent.ts';

describe.each(routes)('by $name', (route) => {
  it('brings text, parallel calls, usage and a report', async () => {
    const server = await serve(twoCalls);
    const turn = await (await agentOf(server.url, route)).takeTurn(task, tools, never);
    expect(turn.text).toBe('Looking at both.');
    expect(turn.calls).toEqual([
      { id: 'call_a', tool: 'read_file', args: { path: 'policy/évaluation "final".txt' } },
      { id: 'call_b', tool: 'list_files', args: {} },
    ]);
    expect(turn.usage?.inputTokens).toBeGreaterThan(0);
    expect(turn.usage?.outputTokens).toBeGreaterThan(0);
    expect(turn.report).toMatchObject({ model: 'gpt-4.1-mini', finish: 'tool-calls', retries: 0 });
    expect(turn.report?.latencyMs).toBeGreaterThanOrEqual(0);
  });

  it('sends the conversation back with the ids, results and errors it had', async () => {
    const asked: unknown[] = [];
    const server = await serve((messages, offered) => {
      asked.push(messages, offered);
      return { text: 'Done.' };
    });
    const turn: Turn = {
      text: 'Looking at both.',
      reasoning: 'private thoughts',
      calls: [
        { id: 'call_a', tool: 'read_file', args: { path: 'a' } },
        { id: 'call_b', tool: 'list_files', args: {}, unparsed: '{"path' },
      ],
    };
    const conversation: ConversationMessage[] = [
      ...task,
      { role: 'assistant', turn },
      { role: 'tool', call: 'call_a', tool: 'read_file', content: 'contents', failed: false },
      { role: 'tool', call: 'call_b', tool: 'list_files', content: 'Error: not JSON', failed: true },
    ];
    const answer = await (await agentOf(server.url, route)).takeTurn(conversation, tools, never);
    expect(answer).toMatchObject({ text: 'Done.', calls: [], report: { finish: 'stop' } });
    // OpenAI's own package marks an error by wrapping it; chat completions know no other mark.
    const wrapped = route.open === openOpenAI;
    const failedResult = wrapped ? '{"error":"Error: not JSON"}' : 'Error: not JSON';
    expect(asked[0]).toEqual([
      { role: 'system', content: 'You keep the servers.', calls: [] },
      { role: 'user', content: 'Look around.', calls: [] },
      {
        role: 'assistant',
        content: 'Looking at both.',
        calls: [
          { id: 'call_a', name: 'read_file', arguments: '{"path":"a"}' },
          { id: 'call_b', name: 'list_files', arguments: '{}' },
        ],
      },
      { role: 'tool', content: 'contents', calls: [], answers: 'call_a' },
      { role: 'tool', content: failedResult, calls: [], answers: 'call_b' },
    ]);
    expect(asked[1]).toMatchObject(tools.map(({ name, description }) => ({ name, description })));
    expect(JSON.stringify(server.received)).not.toContain('private thoughts');
    expect(server.received[0]?.body).toMatchObject({ model: 'gpt-4.1-mini', temperature: 1 });
  });

  const passing: Fault[] = [
    { kind: 'status', status: 408 },
    { kind: 'status', status: 409 },
    { kind: 'status', status: 429, retryAfter: '0' },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 500, body: 'none' },
    { kind: 'status', status: 503, body: 'html' },
    { kind: 'cut-before-headers' },
    { kind: 'cut-in-body' },
    { kind: 'unfinished' },
    { kind: 'malformed-json' },
    { kind: 'html-page' },
    { kind: 'empty-body' },
    { kind: 'error-inside', code: 'server_error' },
  ];

  it.each(passing)('calls again after $kind $status $body', async (fault) => {
    const server = await serve(twoCalls, inOrder(fault, fault));
    const turn = await (await agentOf(server.url, route)).takeTurn(task, tools, never);
    expect(turn.calls.map((call) => call.id)).toEqual(['call_a', 'call_b']);
    expect(turn.report?.retries).toBe(2);
    expect(server.requests).toBe(3);
  });

  it.each(passing)('gives up after six times $kind $status $body', async (fault) => {
    const server = await serve(twoCalls, always(fault));
    const error = await failureOf((await agentOf(server.url, route)).takeTurn(task, tools, never));
    expect(error.code).toBe('provider-failed');
    expect(error.message).toContain('6 calls');
    expect(error.remedy).not.toBe('');
    expect(error.data).toMatchObject({ attempts: 6, address: server.url });
    expect(server.requests).toBe(6);
  });

  it.each([400, 401, 403, 404, 413, 422])('does not call again after %i', async (status) => {
    const server = await serve(twoCalls, always({ kind: 'status', status }));
    const error = await failureOf((await agentOf(server.url, route)).takeTurn(task, tools, never));
    const code = [401, 403, 404].includes(status) ? 'provider-refused' : 'provider-failed';
    expect(error).toMatchObject({ code, data: { status, attempts: 1 } });
    expect(error.message).toMatch(new RegExp(`HTTP status ${status}.*: the model is unwell`));
    expect(server.requests).toBe(1);
  });

  it('takes odd but whole answers as they are', async () => {
    const server = await serve(
      twoCalls,
      inOrder(
        { kind: 'unknown-tool' },
        { kind: 'arguments-not-json' },
        { kind: 'repeated-keys' },
        { kind: 'prototype-key' },
        { kind: 'wrong-content-type' },
        { kind: 'slow-first-byte', milliseconds: 5 },
      ),
    );
    const agent = await agentOf(server.url, route);
    const turns: Turn[] = [];
    for (let turn = 0; turn < 6; turn += 1) turns.push(await agent.takeTurn(task, tools, never));
    const firstCalls = turns.map((turn) => turn.calls[0]);
    expect(firstCalls[0]).toMatchObject({ id: 'call_a', tool: 'no_such_tool' });
    expect(firstCalls[1]).toEqual({
      id: 'call_a',
      tool: 'read_file',
      args: {},
      unparsed: '{"path": "/etc/hosts',
    });
    expect(firstCalls[2]).toMatchObject({ args: {}, unparsed: '{"path":"a.txt","path":"b.txt"}' });
    expect(firstCalls[3]).toMatchObject({ args: {}, unparsed: '{"__proto__":{"admin":true}}' });
    expect(firstCalls[4]).toMatchObject({ id: 'call_a', args: { path: expect.any(String) } });
    expect(turns.map((turn) => turn.report?.retries)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(server.answered).toBe(6);
  });

  it('takes an answer that says nothing as a turn without words', async () => {
    const server = await serve(twoCalls, inOrder({ kind: 'nothing-said' }));
    const turn = await (await agentOf(server.url, route)).takeTurn(task, tools, never);
    expect(turn).toMatchObject({ text: '', calls: [], report: { retries: 0 } });
    expect(server.requests).toBe(1);
  });

  it('loses no call to missing or repeated ids', async () => {
    const server = await serve(twoCalls, inOrder({ kind: 'duplicate-ids' }, { kind: 'missing-ids' }));
    const agent = await agentOf(server.url, route);
    for (let turn = 0; turn < 2; turn += 1) {
      const { calls } = await agent.takeTurn(task, tools, never);
      expect(calls.map((call) => call.tool)).toEqual(['read_file', 'list_files']);
      expect(calls[0]?.args).toEqual({ path: 'policy/évaluation "final".txt' });
    }
  });

  it('takes an answer of several megabytes', async () => {
    const server = await serve(() => ({ text: 'short' }), always({ kind: 'huge', bytes: 5_000_000 }));
    const turn = await (await agentOf(server.url, route)).takeTurn(task, tools, never);
    expect(turn.text.length).toBeGreaterThanOrEqual(5_000_000);
  });

  it('reports a content filter instead of calling again', async () => {
    const server = await serve(twoCalls, always({ kind: 'content-filter' }));
    const turn = await (await agentOf(server.url, route)).takeTurn(task, tools, never);
    expect(turn).toMatchObject({ text: '', calls: [], report: { finish: 'content-filter', retries: 0 } });
  });

  it('reports an answer cut by the token limit', async () => {
    const server = await serve(() => ({ text: 'and then', ending: 'limit' }));
    const turn = await (await agentOf(server.url, route)).takeTurn(task, tools, never);
    expect(turn).toMatchObject({ text: 'and then', report: { finish: 'length' } });
  });

  it('stops at the caller’s abort with its reason', async () => {
    const server = await serve(twoCalls, always({ kind: 'silent' }));
    const abort = new AbortController();
    const turn = (await agentOf(server.url, route)).takeTurn(task, tools, abort.signal);
    const reason = new Error('the study was interrupted');
    await vi.waitFor(() => expect(server.requests).toBe(1));
    abort.abort(reason);
    await expect(turn).rejects.toBe(reason);
    expect(server.requests).toBe(1);
  });

  it.each<Fault>([{ kind: 'silent' }, { kind: 'stall' }])(
    'waits no longer than the deadline for a server that is $kind, and calls again',
    async (fault) => {
      const server = await serve(twoCalls, inOrder(fault));
      const agent = await agentOf(server.url, route, { deadlineMs: 100, attempts: 50 });
      const turn = await agent.takeTurn(task, tools, never);
      expect(turn.calls).toHaveLength(2);
      expect(turn.report?.retries).toBeGreaterThanOrEqual(1);
    },
  );

  it('shows the key to nobody but the provider', async () => {
    const server = await serve(
      (messages) => ({
        text: `your key is ${KEY}`,
        calls: [{ tool: 'read_file', args: { path: KEY, messages } }],
      }),
      inOrder(undefined, { kind: 'status', status: 400, body: 'echo' }),
    );
    const options = { environment: environmentOf(server.url, route.variables), folder: '.' };
    const kind = await route.open('gpt-4.1-mini', options);
    const agent = talking(kind);
    const turn = await agent.takeTurn(task, tools, never);
    const error = await failureOf(agent.takeTurn(task, tools, never));
    expect(server.received[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    const shown = JSON.stringify([
      turn,
      kind.parameters,
      error.message,
      error.remedy,
      error.data,
      error.stack,
    ]);
    expect(shown).toContain('[redacted]');
    expect(shown).not.toContain('planted');
    expect(error.cause).toBeUndefined();
  });
});
