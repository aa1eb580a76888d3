/** Containers, by the Docker Engine API over its socket; Podman's service speaks it, too. */
import { z } from 'zod';
import { typed } from '../../../kit/json.ts';
import type { DockerSettings } from '../../guard/config/lifecycle.ts';
import { askJson, type PlatformAnswer, type PlatformRequest } from './ask-json.ts';
import type { Driver, Instance } from './driver.ts';

/** Says whose a container is. */
const LABEL = 'offswitch.agent';

const container = z.object({
  Id: z.string(),
  ImageID: z.string().default(''),
  State: z.string().default(''),
});
const containers = z.array(container);
type Container = z.infer<typeof container>;

const created = z.object({ Id: z.string() });

/** Digests of what its files come from, the lowest first. */
const image = z.object({ RootFS: z.object({ Layers: z.array(z.string()).nullish() }).nullish() });

/** Of states of the API: in every other one nothing runs. */
const alive: Readonly<Record<string, Instance['state']>> = {
  running: 'running',
  restarting: 'running',
  paused: 'suspended',
  stopping: 'ending',
  removing: 'ending',
};

/** Another request came first, or it is so already. */
const already = [304, 404, 409, 500];

export function dockerDriver(agent: string, settings: DockerSettings): Driver {
  const server = { kind: 'docker', url: 'http://engine', socket: settings.socket } as const;
  const ask = (asked: PlatformRequest): Promise<PlatformAnswer> => askJson(server, asked);
  const post = (path: string, accepts: readonly number[] = []) => ask({ method: 'POST', path, accepts });

  async function list(filters: Readonly<Record<string, readonly string[]>>): Promise<readonly Container[]> {
    const query = new URLSearchParams({ all: 'true', filters: JSON.stringify(filters) });
    const { body } = await ask({ method: 'GET', path: `/containers/json?${query}` });
    return typed(containers, body, 'containers of the engine', 'driver-failed');
  }

  /** Whatever was made for it, in any state. */
  const own = () => list({ label: [`${LABEL}=${agent}`] });

  async function layersOf(name: string): Promise<readonly string[]> {
    const { status, body } = await ask({ method: 'GET', path: `/images/${name}/json`, accepts: [404] });
    if (status === 404) return [];
    return typed(image, body, 'image of the engine', 'driver-failed').RootFS?.Layers ?? [];
  }

  /** Of the image, or of one that was made of it: not every engine's `ancestor` knows those. */
  async function copies(): Promise<readonly Container[]> {
    const [named, everything] = [await list({ ancestor: [settings.image] }), await list({})];
    const layers = await layersOf(settings.image);
    const images = new Map<string, boolean>();
    for (const { ImageID } of everything)
      if (ImageID !== '' && !images.has(ImageID))
        images.set(ImageID, isMadeOf(await layersOf(ImageID), layers));
    return [...named, ...everything.filter(({ ImageID }) => images.get(ImageID))];
  }

  async function all(): Promise<readonly Container[]> {
    const found = [...(await own()), ...(settings.ownImage ? await copies() : [])];
    return [...new Map(found.map((one) => [one.Id, one])).values()];
  }

  async function start(): Promise<void> {
    const { body } = await ask({ method: 'POST', path: '/containers/create', body: bodyOf(agent, settings) });
    const { Id } = typed(created, body, 'answer of the engine', 'driver-failed');
    try {
      await post(`/containers/${Id}/start`);
    } catch (thrown) {
      await end(Id);
      throw thrown;
    }
  }

  /** A process that is paused takes the signal when it goes on, and does nothing before it. */
  async function end(id: string): Promise<void> {
    await post(`/containers/${id}/kill`, already);
    await post(`/containers/${id}/unpause`, already);
    await ask({ method: 'DELETE', path: `/containers/${id}?force=true&v=true`, accepts: [404, 409] });
  }

  return {
    kind: 'docker',
    most: Number.POSITIVE_INFINITY,
    canSuspend: true,
    async instances() {
      return (await own()).flatMap(({ Id, State }) => {
        const state = alive[State];
        return state === undefined ? [] : [{ id: Id, state }];
      });
    },
    async scale(count, signal) {
      const running = (await own()).filter(({ State }) => alive[State] !== undefined);
      // The engine lists the newest first.
      for (const { Id } of running.slice(0, Math.max(0, running.length - count))) await end(Id);
      for (let number = running.length; number < count; number += 1) {
        signal.throwIfAborted();
        await start();
      }
    },
    async suspend() {
      for (const { Id, State } of await own())
        if (State === 'running') await post(`/containers/${Id}/pause`, [404, 409]);
    },
    async resume() {
      for (const { Id, State } of await own())
        if (State === 'paused') await post(`/containers/${Id}/unpause`, [404, 409]);
    },
    async remove() {
      for (const { Id } of await all()) await end(Id);
    },
    remains: async () => (await all()).map(({ Id, State }) => `container ${Id.slice(0, 12)} (${State})`),
  };
}

function isMadeOf(layers: readonly string[], base: readonly string[]): boolean {
  return base.length > 0 && base.every((layer, at) => layers[at] === layer);
}

function bodyOf(agent: string, settings: DockerSettings): unknown {
  const { image, command, environment, mounts, user, network } = settings;
  return {
    Image: image,
    ...(command === undefined ? {} : { Cmd: command }),
    ...(user === undefined ? {} : { User: user }),
    Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    Labels: { [LABEL]: agent },
    HostConfig: {
      NetworkMode: network,
      Binds: mounts.map(({ from, to, access }) => `${from}:${to}:${access === 'read' ? 'ro' : 'rw'}`),
      RestartPolicy: { Name: 'no' },
    },
  };
}
