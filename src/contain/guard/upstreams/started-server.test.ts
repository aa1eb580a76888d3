/** Servers that are started: what comes of a call, and what one cannot do that does not keep to the protocol. */
import { describe, expect, it } from 'vitest';
import { describeServer, endAfterEach, hostile, open, textOf } from './upstream.conformance.ts';

describeServer('plain');

describe('a server that does not keep to the protocol', () => {
  endAfterEach();
  const opened = async (way: string) => {
    const all = await open(hostile(way));
    await all.domain.listTools();
    return all;
  };

  it('may ask for sampling, elicitation and roots, and gets nothing', async () => {
    const { call, alerts } = await opened('asks');
    expect(textOf(await call('echo', 'asks'))).toBe('refused -32601, refused -32601, refused -32601');
    expect(alerts.map((alert) => alert.replace(/.*\((.*)\).*/, '$1'))).toEqual([
      'sampling/createMessage',
      'elicitation/create',
      'roots/list',
      expect.stringContaining('notifications/elicitation/complete'),
    ]);
    expect(alerts.every((alert) => alert.startsWith('critical: upstream desk: '))).toBe(true);
  });

  it.each(['usual', 'stateless'])('gets no input where it requires some (%s)', async (way) => {
    const { call, alerts } = await opened(way);
    for (const text of ['input', 'input and more']) {
      const { status, result } = await call('echo', text);
      expect([status, JSON.stringify(result)]).toEqual(['failed', expect.not.stringContaining('Approve?')]);
    }
    expect(alerts).toEqual([
      expect.stringContaining('critical: upstream desk: it answered a call by a request for input'),
    ]);
  });

  it.each([
    ['says nothing to questions that it does not know', 'silent'],
    ['prints what is no message', 'chatter'],
  ])('is used where it %s', async (_, way) => {
    const { call } = await opened(way);
    expect(textOf(await call('echo', 'hello'))).toBe('hello');
  });

  it.each(['endless', 'many', 'malformed'])('is not used where its list of tools is %s', async (way) => {
    const { domain, call } = await open(hostile(way));
    await expect(domain.listTools()).rejects.toMatchObject({ code: 'upstream-failed' });
    await expect(call('echo', 'x')).rejects.toMatchObject({ code: 'upstream-failed' });
  });

  it('is used where one of its tools is malformed', async () => {
    const { call, domain } = await open(hostile('odd-one'));
    expect((await domain.listTools()).map(({ name }) => name)).toEqual(['odd', 'echo']);
    expect(textOf(await call('echo', 'hello'))).toBe('hello');
  });

  it('is left where it sends without end', async () => {
    const { call, alerts } = await opened('usual');
    await expect(call('echo', 'huge')).rejects.toThrow();
    await expect.poll(() => alerts.join()).toContain('the server ended');
  });

  it('has its odd answers told as what they are', async () => {
    const { call } = await opened('usual');
    // What is no result says nothing of what was done.
    await expect(call('echo', 'odd')).rejects.toThrow('what is no result');
    expect(await call('echo', 'refuse')).toMatchObject({ status: 'failed' });
    expect(textOf(await call('echo', 'refuse'))).not.toContain('\u001b');
    expect(textOf(await call('echo', 'twice'))).toBe('one');
  });

  it('that never comes up is told, and does not keep the others from it', async () => {
    const { domain } = await open(hostile('dead'));
    await expect(domain.listTools()).rejects.toMatchObject({
      code: 'upstream-failed',
      message: expect.stringContaining('it ended with code 5; starting'),
    });
  });

  it('that ends when it is asked for its revision is started anew, and not asked again', async () => {
    const { domain, call } = await opened('fragile');
    expect(textOf(await call('echo', 'hello'))).toBe('hello');
    const { promise: gone, resolve } = Promise.withResolvers<void>();
    domain.onToolsChanged(resolve);
    await expect(call('echo', 'end')).rejects.toThrow();
    await gone;
    await expect.poll(() => domain.listTools().catch(() => undefined), { timeout: 10_000 }).toHaveLength(1);
    expect(textOf(await call('echo', 'starts'))).toBe('starts');
  });
});
