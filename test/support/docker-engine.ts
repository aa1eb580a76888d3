/** A server that speaks the part of the Docker Engine API that runs containers. Each container is a real process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

interface Container {
  readonly id: string;
  name: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  state: 'created' | 'running' | 'paused' | 'exited';
  process: ChildProcess | undefined;
}

export interface DockerEngine {
  readonly containers: ReadonlyMap<string, Container>;
  /** Nothing is answered. */
  isDown: boolean;
  /** Before a container is started. */
  delayMs: number;
  /** Of every process of a container that lives. */
  pids(): readonly number[];
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

const message = (status: number, text: string): Answer => ({ status, body: { message: text } });

/** `images`: by name the image that it was made from, or null. */
export async function dockerEngine(
  socket: string,
  images: ReadonlyMap<string, string | null>,
): Promise<DockerEngine> {
  const containers = new Map<string, Container>();
  const all = new Map(images);
  let names = 0;

  const lineOf = (image: string): readonly string[] => {
    const from = all.get(image);
    return from == null ? [image] : [...lineOf(from), image];
  };

  function start(one: Container): Answer {
    if (one.state === 'running' || one.state === 'paused') return { status: 304 };
    const child = spawn('/bin/sleep', ['1000'], { stdio: 'ignore' });
    one.process = child;
    one.state = 'running';
    child.once('exit', () => {
      if (one.process !== child) return;
      one.state = 'exited';
      one.process = undefined;
    });
    return { status: 204 };
  }

  function signal(
    one: Container,
    from: Container['state'],
    to: Container['state'],
    name: NodeJS.Signals,
  ): Answer {
    if (one.state !== from) return message(409, `Container ${one.id} is not ${from}`);
    one.process?.kill(name);
    one.state = to;
    return { status: 204 };
  }

  async function kill(one: Container): Promise<Answer> {
    if (one.state !== 'running' && one.state !== 'paused')
      return message(409, `Cannot kill container: ${one.id}: container is not running`);
    const { process: child } = one;
    if (child === undefined) return { status: 204 };
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    return { status: 204 };
  }

  function list(query: URLSearchParams): Answer {
    const filters: Readonly<Record<string, readonly string[]>> = JSON.parse(query.get('filters') ?? '{}');
    const fits = ({ labels, image }: Container) =>
      (filters.label ?? []).every((wanted) => {
        const [key = '', value] = wanted.split('=');
        return value === undefined ? key in labels : labels[key] === value;
      }) &&
      (filters.ancestor === undefined || filters.ancestor.includes(image));
    const shown = [...containers.values()]
      .filter(
        (one) =>
          (query.get('all') === 'true' || query.get('all') === '1' || one.state === 'running') && fits(one),
      )
      .toReversed();
    return {
      status: 200,
      body: shown.map(({ id, name, image, labels, state }) => ({
        ...{
          Id: id,
          Names: [`/${name}`],
          Image: image,
          ImageID: `sha256:${image}`,
          Command: '/bin/sleep 1000',
        },
        ...{ Created: 0, Labels: labels, State: state, Status: state, Ports: [], Mounts: [] },
        ...{ HostConfig: { NetworkMode: 'none' }, NetworkSettings: { Networks: {} } },
      })),
    };
  }

  function create(query: URLSearchParams, body: Readonly<Record<string, unknown>>): Answer {
    const image = String(body.Image);
    if (!all.has(image)) return message(404, `No such image: ${image}`);
    names += 1;
    const one: Container = {
      id: randomBytes(32).toString('hex'),
      name: query.get('name') ?? `quiet_${names}`,
      image,
      labels: (body.Labels ?? {}) as Record<string, string>,
      ...{ body, state: 'created', process: undefined },
    };
    containers.set(one.id, one);
    return { status: 201, body: { Id: one.id, Warnings: [] } };
  }

  async function ofContainer(
    method: string,
    named: string,
    verb: string,
    query: URLSearchParams,
  ): Promise<Answer> {
    const one = [...containers.values()].find(({ id, name }) => id.startsWith(named) || name === named);
    if (one === undefined) return message(404, `No such container: ${named}`);
    if (method === 'DELETE') {
      if (
        one.state !== 'exited' &&
        one.state !== 'created' &&
        query.get('force') !== 'true' &&
        query.get('force') !== '1'
      )
        return message(409, `cannot remove container ${named}: container is running`);
      await kill(one);
      containers.delete(one.id);
      return { status: 204 };
    }
    switch (`${method} ${verb}`) {
      case 'POST start':
        return start(one);
      case 'POST kill':
        return kill(one);
      case 'POST pause':
        return signal(one, 'running', 'paused', 'SIGSTOP');
      case 'POST unpause':
        return signal(one, 'paused', 'running', 'SIGCONT');
      case 'POST rename':
        one.name = query.get('name') ?? one.name;
        return { status: 204 };
      case 'GET json':
        return {
          status: 200,
          body: { Id: one.id, Name: `/${one.name}`, State: { Status: one.state }, Config: one.body },
        };
      default:
        return message(404, 'page not found');
    }
  }

  async function answer(method: string, url: URL, body: Readonly<Record<string, unknown>>): Promise<Answer> {
    const path = url.pathname.replace(/^\/v\d+\.\d+/, '');
    if (path === '/_ping') return { status: 200, body: 'OK' };
    if (path === '/version')
      return { status: 200, body: { Version: '28.0', ApiVersion: '1.48', MinAPIVersion: '1.24' } };
    if (method === 'GET' && path === '/containers/json') return list(url.searchParams);
    if (method === 'POST' && path === '/containers/create') return create(url.searchParams, body);
    if (method === 'POST' && path === '/commit') {
      const from = [...containers.values()].find(({ id }) =>
        id.startsWith(url.searchParams.get('container') ?? '-'),
      );
      if (from === undefined) return message(404, 'No such container');
      const { searchParams } = url;
      const tag = searchParams.get('tag') === null ? '' : `:${searchParams.get('tag')}`;
      const made = `${searchParams.get('repo') ?? 'copy'}${tag}`;
      all.set(made, from.image);
      return { status: 201, body: { Id: `sha256:${made}` } };
    }
    const [, image = ''] = /^\/images\/(?:sha256:)?(.+)\/json$/.exec(path) ?? [];
    if (method === 'GET' && image !== '')
      return all.has(image)
        ? { status: 200, body: { Id: `sha256:${image}`, RootFS: { Type: 'layers', Layers: lineOf(image) } } }
        : message(404, `No such image: ${image}`);
    const [, named = '', verb = ''] = /^\/containers\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
    return ofContainer(method, named, verb, url.searchParams);
  }

  const server = createServer(async (request, response) => {
    const { method = 'GET', url = '/' } = request;
    if (engine.isDown) return void response.destroy();
    if (/\/start$/.test(url)) await sleep(engine.delayMs, undefined, { ref: false });
    const { status, body } = await answer(method, new URL(url, 'http://engine'), await bodyOf(request));
    send(response, status, body);
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const engine: DockerEngine = {
    ...{ containers, isDown: false, delayMs: 0 },
    pids: () => [...containers.values()].flatMap((one) => one.process?.pid ?? []),
    async close() {
      for (const { process: child } of containers.values()) child?.kill('SIGKILL');
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return engine;
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? {} : JSON.parse(text);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'api-version': '1.48',
    ostype: 'linux',
    server: 'Docker/28.0 (linux)',
  });
  response.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
}
