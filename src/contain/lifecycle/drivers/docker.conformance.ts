/** What the driver of Docker promises on every engine that speaks its API, whoever made the engine. */
import { rmSync } from 'node:fs';
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { dockerDriver } from './docker.ts';
import { describeDriver } from './driver.conformance.ts';

export const IMAGE = 'localhost/agent:1';
/** Made of something else. */
export const OTHER_IMAGE = 'localhost/other:1';

/** With the two images, and other eyes on it than the API's. */
export interface EngineBed {
  readonly socket: string;
  /** Processes that run the agent's program. */
  alive(): number;
  /** Those that run the other one. */
  neighbours(): number;
  /** Whether all that run the agent's stand still, where that can be seen. */
  areStill?(): boolean;
  close(): Promise<void>;
}

export function describeDockerDriver(
  name: string,
  open: () => Promise<EngineBed>,
  command?: readonly [string, ...string[]],
): void {
  const settings = {
    kind: 'docker' as const,
    image: IMAGE,
    ...(command === undefined ? {} : { command: [...command] }),
    ...{ environment: { MODE: 'desk' }, mounts: [], network: 'none', ownImage: true },
  };

  describeDriver(name, async () => {
    const engine = await open();
    const { socket } = engine;
    const run = async (image: string, more: string) => {
      const { Id } = await post(socket, `/containers/create${more}`, {
        Image: image,
        ...(command === undefined || image !== IMAGE ? {} : { Cmd: command }),
        HostConfig: { NetworkMode: 'none' },
      });
      await post(socket, `/containers/${Id}/start`);
    };
    // Nobody asked for its end.
    await run(OTHER_IMAGE, '?name=neighbour');
    return {
      driver: dockerDriver('nova', { ...settings, socket }),
      alive: engine.alive,
      ...(engine.areStill === undefined ? {} : { areStill: engine.areStill }),
      async copy() {
        await run(IMAGE, '?name=quiet');
        const { Id } = await post(socket, '/containers/create', { Image: IMAGE, Cmd: command });
        await post(socket, `/containers/${Id}/rename?name=something-else`);
        await post(socket, `/commit?container=${Id}&repo=localhost/innocent&tag=9`, {});
        await run('localhost/innocent:9', '?name=quieter');
      },
      async close() {
        expect(engine.neighbours()).toBe(1);
        await engine.close();
      },
    };
  });

  test(`${name}: an image that the engine does not have is told, and starts nothing`, async () => {
    const engine = await open();
    const driver = dockerDriver('nova', { ...settings, image: 'localhost/none:1', socket: engine.socket });
    await expect(driver.scale(1, new AbortController().signal)).rejects.toMatchObject({
      code: 'driver-failed',
      message: expect.stringMatching(/no such image/i),
    });
    expect(await driver.instances()).toEqual([]);
    await engine.close();
    rmSync(engine.socket, { force: true });
  });
}

/** As any client of the API. Throws what the engine says where it refuses. */
export function post(
  socketPath: string,
  path: string,
  body?: unknown,
): Promise<Readonly<Record<string, string>>> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const asked = request({ socketPath, path, method: 'POST', headers });
    asked.once('error', reject);
    asked.once('response', async (response) => {
      const text = (await response.toArray()).join('');
      if ((response.statusCode ?? 500) >= 300) reject(new Error(text));
      else resolve(text === '' ? {} : JSON.parse(text));
    });
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
