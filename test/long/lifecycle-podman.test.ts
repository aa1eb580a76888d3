/** The driver of Docker on Podman, which serves the same API: real containers. */
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { dockerDriver } from '../../src/contain/lifecycle/drivers/docker.ts';
import { describeDriver } from '../../src/contain/lifecycle/drivers/driver.conformance.ts';
import { testFolder } from '../support/folder.ts';
import { openPodman, podmanMissing } from '../support/podman.ts';

const folder = testFolder();
const settings = {
  kind: 'docker',
  image: 'localhost/agent:1',
  ...{ environment: {}, mounts: [], network: 'none', ownImage: true },
} as const;

const missing = podmanMissing();
if (missing === undefined)
  describeDriver('docker, on Podman', async () => {
    const podman = await openPodman(folder.path);
    return {
      driver: dockerDriver('nova', { ...settings, command: ['/pause'], socket: podman.socket }),
      alive: podman.alive,
      copy: async () => {
        const { Id } = await post(podman.socket, '/v1.41/containers/create', {
          Image: 'localhost/agent:1',
          Cmd: ['/pause'],
          HostConfig: { NetworkMode: 'none' },
        });
        await post(podman.socket, `/v1.41/containers/${Id}/start`);
      },
      close: podman.close,
    };
  });
else
  test.skip(`docker, on Podman: NOT TESTED HERE: ${missing}`, () => {
    expect.unreachable();
  });

function post(socketPath: string, path: string, body?: unknown): Promise<Record<string, string>> {
  return new Promise((resolve, reject) => {
    const asked = request({
      socketPath,
      path,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    asked.once('error', reject);
    asked.once('response', async (response) => {
      const text = (await response.toArray()).join('');
      if ((response.statusCode ?? 500) >= 300) reject(new Error(text));
      else resolve(text === '' ? {} : JSON.parse(text));
    });
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
