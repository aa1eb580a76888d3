/** A model of guard.yaml as one more upstream with one tool, so that asking it is an effect like every other. */
import { OffswitchError } from '../../../kit/errors.ts';
import type { Guard } from '../config/load.ts';
import type { Upstream } from '../config/schema.ts';
import type { PolicyFile } from '../policy/policies.ts';
import { type ListedTool, toolDigest } from '../tools.ts';

const text = { type: 'string' } as const;
const count = { type: 'integer', minimum: 0 } as const;

/** Agents ask by HTTP, and this is what becomes of it. */
export const requestTool: ListedTool = {
  name: 'request',
  description: 'Asks the model.',
  inputSchema: {
    type: 'object',
    properties: {
      exchange: text,
      model: text,
      path: text,
      headers: { type: 'object', additionalProperties: text },
      streams: { type: 'boolean' },
      counts: { type: 'boolean' },
      inputTokens: count,
      outputTokens: count,
      isOpen: { type: 'boolean' },
      providerRun: { type: 'array', items: text },
      body: text,
    },
    required: [
      ...['exchange', 'model', 'path', 'headers', 'streams', 'counts'],
      ...['inputTokens', 'outputTokens', 'isOpen', 'providerRun', 'body'],
    ],
  },
};

/** @example upstreamOf('main') // 'model.main' */
export function upstreamOf(model: string): string {
  return `model.${model}`;
}

const upstream = (url: string): Upstream => ({
  url,
  environment: {},
  headers: {},
  mounts: [],
  tools: {
    [requestTool.name]: {
      class: 'spend',
      resources: [{ at: '/model', kind: 'name', optional: false }],
      subjects: [],
      count: '/outputTokens',
      revokes: false,
      schema: toolDigest(requestTool),
    },
  },
});

/**
 * The guard with its models among the upstreams, and a policy that permits each agent those it may use: a `forbid` of
 * guard.yaml's policies still stands above it. Errors: `bad-guard` where an upstream has the name of a model.
 */
export function withModels(guard: Guard): Guard {
  const models = Object.entries(guard.models);
  for (const [name] of models)
    if (Object.hasOwn(guard.upstreams, upstreamOf(name)))
      throw badModels(
        guard,
        'name-taken',
        `the upstream ${upstreamOf(name)} has the name of the model ${name}`,
      );
  const upstreams = Object.fromEntries(models.map(([name, { url }]) => [upstreamOf(name), upstream(url)]));
  return {
    ...guard,
    upstreams: { ...guard.upstreams, ...upstreams },
    policies: [...guard.policies, ...permits(guard)],
  };
}

function permits(guard: Guard): readonly PolicyFile[] {
  const lines = Object.entries(guard.agents).flatMap(([agent, { models }]) =>
    models.map(
      (model) => `@id("models.${agent}.${model}")
permit(principal == Offswitch::Agent::"${agent}", action == Offswitch::Action::"spend", resource in Offswitch::Upstream::"${upstreamOf(model)}");`,
    ),
  );
  return lines.length === 0 ? [] : [{ path: guard.file, text: lines.join('\n') }];
}

function badModels(guard: Guard, fault: string, what: string): OffswitchError {
  const remedy = 'Correct `models` and `agents` of guard.yaml.';
  return new OffswitchError('bad-guard', `${guard.file}: ${what}`, remedy, { place: guard.file, fault });
}
