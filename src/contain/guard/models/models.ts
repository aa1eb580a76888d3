/** Model traffic of agents: every request is an effect of its own, and the key is the guard's. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type Asked, readAsked } from '../../../gateway/asked.ts';
import { protocols } from '../../../gateway/protocols/registry.ts';
import { readBody } from '../../../gateway/request-body.ts';
import { canonical } from '../../../kit/canonical.ts';
import { OffswitchError } from '../../../kit/errors.ts';
import { type Hash, hashOf } from '../../../kit/hash.ts';
import { MAX_ARGUMENT_BYTES } from '../arguments/read-arguments.ts';
import type { OpenChannel } from '../broker/broker.ts';
import { agentsName } from '../broker/catalogue.ts';
import { condemnedBy } from '../broker/condemned.ts';
import type { EffectDomain } from '../broker/domain.ts';
import type { Probe } from '../broker/probe.ts';
import type { Guard } from '../config/load.ts';
import { type Variables, valueOfVariable } from '../config/variables.ts';
import { REFUSAL } from '../decide.ts';
import { requestTool, upstreamOf, withModels } from './as-upstream.ts';
import { modelDomain } from './domain.ts';
import { argumentsFor, type Exchange } from './exchange.ts';
import { otherModel } from './reported-model.ts';
import { protocolAt, type Route, routesOf } from './route.ts';
import { type Budget, openSpending, type Spending, type Spent } from './spending.ts';
import { usageProbe } from './usage-probe.ts';

export interface ModelsOptions {
  readonly guard: Guard;
  readonly variables: Variables;
  /** Enters what a model turned out to be into the log: `Broker.govern`. */
  readonly govern: (name: string, digest: Hash) => Promise<void>;
  readonly condemned?: () => ReadonlySet<Hash>;
  /** A provider answered an agent, and says with which model. */
  readonly answered?: (agent: string, asked: string, reported: string) => void;
  readonly now?: () => number;
}

export interface Models {
  /** What the broker and its policies are to be started with: every model is an upstream, and who may use it is permitted. */
  readonly guard: Guard;
  readonly domains: readonly EffectDomain[];
  /** By agent that has one: what it may spend, and what it has. */
  budgets(): Readonly<Record<string, BudgetStatus>>;
  /** Of `probes.usage`. */
  readonly probes: readonly Probe[];
  /**
   * Answers a request that came over an agent's channel. `address` is its path, without a token: `/models/NAME/...`, or
   * `/openai/...`, `/anthropic/...`, `/google/...`. Never throws.
   */
  serve(
    channel: OpenChannel,
    address: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void>;
  close(): void;
}

export interface BudgetStatus {
  readonly per: Budget['per'];
  readonly most: Omit<Budget, 'per'>;
  /** Or reserved. */
  readonly spent: Spent;
}

/** Where clients put a key, beside `Authorization: Bearer`: an agent's token may stand there. */
export const modelKeyHeaders = ['x-api-key', 'x-goog-api-key'] as const;

/**
 * Errors: `missing-credential`, `bad-guard`, `file-unwritable`.
 *
 * @example const models = openModels({ guard, variables, govern: (name, digest) => broker.govern(name, digest) })
 */
export function openModels(options: ModelsOptions): Models {
  const { guard, variables, govern, condemned, answered, now = Date.now } = options;
  const names = Object.keys(guard.models);
  const keys = new Map(names.map((name) => [name, keyOf(guard, name, variables)]));
  const extended = withModels(guard);
  const spending = names.length === 0 ? undefined : openSpending(join(guard.state, 'models.sqlite'), now);
  const exchanges = new Map<string, Exchange>();
  const told = new Set<string>();
  const domains =
    spending === undefined
      ? []
      : names.map((name) =>
          modelDomain({
            guard,
            name,
            key: keys.get(name) ?? '',
            exchanges,
            spending,
            condemned: condemnedBy(guard, condemned),
          }),
        );

  return {
    guard: extended,
    domains,
    budgets: () =>
      Object.fromEntries(
        Object.entries(guard.agents).flatMap(([agent, { budget }]) => {
          if (budget === undefined) return [];
          const { per, ...most } = budget;
          return [[agent, { per, most, spent: spending?.spent(agent, budget) ?? NOTHING }]];
        }),
      ),
    probes:
      spending === undefined
        ? []
        : guard.probes.usage.map((usage) => usageProbe(guard, usage, { spending, variables, now })),
    async serve(channel, address, request, response) {
      response.on('error', () => response.destroy());
      try {
        await serve(
          { guard, exchanges, spending, govern, told, answered },
          channel,
          address,
          request,
          response,
        );
      } catch {
        // The connection failed, or a part of the guard did: nothing was granted by it.
        if (response.headersSent) response.destroy();
        else answerError(response, protocolAt(address), 500, 'The request could not be served.');
      }
    },
    close: () => spending?.close(),
  };
}

const NOTHING: Spent = { requests: 0, inputTokens: 0, outputTokens: 0 };

/** A key goes into a header as it is. Errors: `missing-credential`. */
function keyOf({ models }: Guard, name: string, variables: Variables): string {
  const variable = models[name]?.key ?? '';
  const key = valueOfVariable(variables, variable).trim();
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new OffswitchError(
    'missing-credential',
    `the value of ${variable} is no key: it is empty, or has a space or a character that no header takes`,
    'Set it to the key of the provider.',
    { variable },
  );
}

interface Service {
  readonly guard: Guard;
  readonly exchanges: Map<string, Exchange>;
  readonly spending: Spending | undefined;
  readonly govern: ModelsOptions['govern'];
  readonly answered: ModelsOptions['answered'];
  /** Differences that were told. */
  readonly told: Set<string>;
}

/** The body stands in the arguments as a text, which may have an escape for a character. */
const MAX_BODY_BYTES = MAX_ARGUMENT_BYTES;

async function serve(
  service: Service,
  channel: OpenChannel,
  address: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { guard, exchanges, spending } = service;
  const routes = routesOf(guard, channel.channel.actor, address);
  const { bytes, isCut } = await readBody(request, MAX_BODY_BYTES);
  const understood = isCut ? 'the body is too large' : understand(guard, routes, request, bytes);
  if (typeof understood === 'string') {
    // It is nothing that could be done; what came stands in the log.
    const path = address.split('?')[0]?.slice(0, 80);
    await channel.call({ tool: `model ${request.method} ${path}: ${understood}`, argumentBytes: bytes });
    if (isCut) response.setHeader('connection', 'close');
    const meant = guard.models[routes[0]?.model ?? '']?.protocol ?? protocolAt(address);
    return answerError(response, meant, isCut ? 413 : 403, REFUSAL.message);
  }
  const { model, asked } = understood;
  channel.heard();
  const id = randomUUID();
  const given = argumentsFor(id, asked);
  const exchange: Exchange = { model, agent: channel.channel.actor, given, response };
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  exchanges.set(id, exchange);
  try {
    const { kind } = await channel.call({
      tool: agentsName(upstreamOf(model), requestTool.name),
      argumentBytes: Buffer.from(canonical(given)),
      signal: gone.signal,
    });
    await tellOther(service, channel, exchange);
    if (response.headersSent) return;
    const { protocol } = asked;
    if (kind === 'refused') answerError(response, protocol, 403, REFUSAL.message);
    else answerError(response, protocol, 502, 'The model gave no answer.');
  } finally {
    exchanges.delete(id);
    if (spending?.stateOf(id) === 'reserved') spending.release(id);
  }
}

interface Understood {
  /** As `models.NAME`. */
  readonly model: string;
  readonly asked: Asked;
}

/** Or why it cannot be. Of several models that of the name that is asked for, else the first. */
function understand(
  guard: Guard,
  routes: readonly Route[],
  { method = '', headers }: IncomingMessage,
  body: Buffer,
): Understood | string {
  let why = 'no model is there';
  const read = routes.flatMap(({ model, path }): readonly Understood[] => {
    const protocol = guard.models[model]?.protocol;
    if (protocol === undefined) return [];
    try {
      return [{ model, asked: readAsked(protocols[protocol], { method, path, headers, body }) }];
    } catch (thrown) {
      if (!(thrown instanceof OffswitchError)) throw thrown;
      why = thrown.message;
      return [];
    }
  });
  const named = ({ model, asked }: Understood) => guard.models[model]?.names.includes(asked.request.model);
  return read.find(named) ?? read[0] ?? why;
}

/** A provider may think up names without end. */
const MOST_TOLD = 1000;

/** Another model than was asked for is told once, and is a change of what the guard stands on. */
async function tellOther(
  { guard, told, govern, answered }: Service,
  channel: OpenChannel,
  { model, given, forwarding }: Exchange,
): Promise<void> {
  if (forwarding?.kind !== 'answered') return;
  const reported = forwarding.answer.model?.slice(0, 256);
  if (reported !== undefined) answered?.(channel.channel.actor, given.model, reported);
  const other = otherModel(given.model, reported, guard.models[model]?.names ?? []);
  const key = canonical([model, given.model, reported ?? '']);
  if (other === undefined || told.has(key) || told.size >= MOST_TOLD) return;
  told.add(key);
  const what = `${model}: ${given.model} was asked for, and the provider says that ${JSON.stringify(reported)} answered`;
  await govern(`models/${model}`, hashOf({ asked: given.model, reported: reported ?? '' }));
  await channel.alert(other === 'allowed' ? 'notice' : 'warning', what);
}

function answerError(
  response: ServerResponse,
  protocol: keyof typeof protocols,
  status: number,
  message: string,
): void {
  const body = JSON.stringify(protocols[protocol].error(status, message));
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}
