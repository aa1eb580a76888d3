/** A broker with models, behind a real HTTP server, in front of a real model server, for tests. */
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { guardOf } from '../../../../test/support/guard.ts';
import {
  type ModelServer,
  type ModelServerOptions,
  startModelServer,
} from '../../../../test/support/model-server.ts';
import type { ProtocolName } from '../../../gateway/protocols/protocol.ts';
import { diskFiles } from '../../../notary/log/files.ts';
import { withJournal } from '../../../notary/log/read-payloads.ts';
import { payloadContent, payloadsIn } from '../../../notary/records/payloads.ts';
import { type Rig, startRig } from '../broker/rig.conformance.ts';
import { openPolicies } from '../policy/policies.ts';
import { type Models, openModels } from './models.ts';

export const realKey = 'sk-the-real-one/+_key==';

export interface ModelsRigOptions {
  readonly protocol: ProtocolName;
  readonly server?: Partial<ModelServerOptions>;
  /** Members of `models.main`. */
  readonly model?: Record<string, unknown>;
  readonly budget?: Record<string, unknown>;
  readonly guard?: Record<string, unknown>;
  /** Instead of the model server. */
  readonly url?: string;
  readonly observeOnly?: boolean;
  readonly condemned?: () => ReadonlySet<`sha256:${string}`>;
  readonly now?: () => number;
}

export interface ModelsRig {
  readonly rig: Rig;
  readonly server: ModelServer;
  models: Models;
  /** `http://127.0.0.1:PORT`; whoever asks is atlas. */
  readonly url: string;
  /** What the effects of atlas came to, with the content of payloads. */
  effects(): readonly Readonly<Record<string, unknown>>[];
  /** Every byte of the state: log, payloads, spending. */
  kept(): string;
  restart(): Promise<void>;
  end(): Promise<void>;
}

const agents = (budget: Record<string, unknown> | undefined) => ({
  atlas: {
    channel: 'descriptor',
    mediation: 'enforced',
    family: 'acme',
    models: ['main'],
    ...(budget === undefined ? {} : { budget }),
  },
  borea: { channel: 'socket', mediation: 'advisory', family: 'zephyr' },
});

export async function startModelsRig(directory: string, options: ModelsRigOptions): Promise<ModelsRig> {
  const { protocol, budget, observeOnly = false } = options;
  mkdirSync(directory);
  const server = await startModelServer({
    protocol: protocol === 'anthropic' || protocol === 'google' ? protocol : 'openai',
    brain: () => ({ text: 'good day', usage: { inputTokens: 30, outputTokens: 12 } }),
    key: realKey,
    ...options.server,
  });
  const file = {
    agents: agents(budget),
    models: {
      main: {
        protocol,
        url: options.url ?? server.url,
        key: 'REAL_KEY',
        names: ['m-1', 'm-2'],
        ...options.model,
      },
    },
    ...options.guard,
  };
  const open = () =>
    openModels({
      guard: { ...guardOf(file), state: directory },
      variables: new Map([
        ['REAL_KEY', realKey],
        ['ADMIN_KEY', 'admin'],
      ]),
      govern: (name, digest) => one.rig.broker.govern(name, digest),
      ...(options.condemned === undefined ? {} : { condemned: options.condemned }),
      ...(options.now === undefined ? {} : { now: options.now }),
    });
  const start = async (models: Models) =>
    startRig(directory, {
      guard: { ...file, upstreams: models.guard.upstreams },
      policies: await openPolicies(models.guard.policies),
      domains: models.domains,
      observeOnly,
    });
  const models = open();
  const rig = await start(models);
  const http = createServer((request, response) => {
    void one.models.serve(one.rig.atlas, request.url ?? '/', request, response);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const one: { -readonly [Member in keyof ModelsRig]: ModelsRig[Member] } = {
    rig,
    server,
    models,
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    effects: () => effectsOf(one.rig),
    kept: () =>
      readdirSync(directory, { recursive: true, encoding: 'utf8' })
        .map((name) => join(directory, name))
        .filter((path) => statSync(path).isFile())
        .map((path) => readFileSync(path, 'latin1'))
        .join('\n'),
    async restart() {
      await one.rig.end();
      one.models.close();
      one.models = open();
      one.rig = await start(one.models);
    },
    async end() {
      http.closeAllConnections();
      http.close();
      await one.rig.end();
      one.models.close();
      await server.close();
    },
  };
  return one;
}

function effectsOf(rig: Rig): readonly Readonly<Record<string, unknown>>[] {
  const read = withJournal(diskFiles(join(rig.directory, 'log')));
  const content = (body: Readonly<Record<string, unknown>>): unknown => {
    const [payload] = payloadsIn(body);
    const bytes = payload === undefined ? undefined : payloadContent(read, payload.digest);
    return bytes === undefined ? undefined : JSON.parse(bytes.toString());
  };
  const effects = new Map<string, Record<string, unknown>>();
  for (const { kind, body } of rig.records()) {
    if (kind === 'intent')
      effects.set(body.id, {
        effect: body.effect,
        upstream: body.upstream,
        tool: body.tool,
        count: body.count,
      });
    const of = 'of' in body && typeof body.of === 'string' ? effects.get(body.of) : undefined;
    if (of === undefined) continue;
    if (kind === 'decision')
      Object.assign(of, { verdict: body.verdict, why: body.reasons.map(({ text }) => text).join('; ') });
    if (kind === 'effect.outcome') Object.assign(of, { status: body.status, result: content({ ...body }) });
    if (kind === 'observation') Object.assign(of, { seen: body.result });
  }
  return [...effects.values()];
}
