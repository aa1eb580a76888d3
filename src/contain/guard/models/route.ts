/** Which model of guard.yaml a request may be for, by its path. */
import { protocols } from '../../../gateway/protocols/registry.ts';
import type { Guard } from '../config/load.ts';

export interface Route {
  /** As `models.NAME`. */
  readonly model: string;
  /** What follows the base address. */
  readonly path: string;
}

/** Addresses for whoever does not know the names of guard.yaml: the protocol tells, and the name of the model. */
const families: Readonly<Record<string, readonly string[]>> = {
  openai: ['openai-chat', 'openai-responses'],
  anthropic: ['anthropic'],
  google: ['google'],
};

const ADDRESS = /^\/(?:models\/([^/?]+)|(openai|anthropic|google))(\/.*)$/;

/**
 * In the order of guard.yaml; more than one where several models of an agent speak the protocol.
 *
 * @example routesOf(guard, 'atlas', '/models/main/v1/messages') // [{ model: 'main', path: '/v1/messages' }]
 */
export function routesOf(guard: Guard, agent: string, address: string): readonly Route[] {
  const [, named, family, path = ''] = ADDRESS.exec(address) ?? [];
  if (named !== undefined) return Object.hasOwn(guard.models, named) ? [{ model: named, path }] : [];
  const spoken = families[family ?? ''] ?? [];
  return (guard.agents[agent]?.models ?? []).flatMap((model) => {
    const protocol = guard.models[model]?.protocol;
    return protocol !== undefined && spoken.includes(protocol) && isServed(protocol, path)
      ? [{ model, path }]
      : [];
  });
}

function isServed(protocol: keyof typeof protocols, path: string): boolean {
  const [plain = '', query = ''] = path.split('?');
  return protocols[protocol].endpointOf(plain, new URLSearchParams(query)) !== undefined;
}

/** How a refusal is written where no model of guard.yaml is meant. */
export function protocolAt(address: string): keyof typeof protocols {
  if (/\/messages\b/.test(address)) return 'anthropic';
  return /:(?:stream)?generateContent/i.test(address) ? 'google' : 'openai-chat';
}
