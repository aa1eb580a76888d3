/** Every upstream of guard.yaml, opened. */
import { realpathSync } from 'node:fs';
import { OffswitchError } from '../../../kit/errors.ts';
import type { Hash } from '../../../kit/hash.ts';
import type { EffectDomain } from '../broker/domain.ts';
import { type Alert, boundedAlerts } from '../channels/alerts.ts';
import type { Guard } from '../config/load.ts';
import type { Upstream } from '../config/schema.ts';
import { type Variables, withValues } from '../config/variables.ts';
import type { Times } from './connection.ts';
import { httpServer, startedServer } from './links.ts';
import { outlookOn } from './outlook.ts';
import { givenMounts, serverStart } from './server-spec.ts';
import { type Seat, sightOf } from './sight.ts';
import { openUpstream } from './upstream.ts';

export interface OpenOptions {
  readonly guard: Pick<Guard, 'upstreams' | 'control'>;
  readonly variables: Variables;
  /** Of what servers do that is no answer; the upstream's name stands in front. */
  readonly alert: Alert;
  /** As it is at the moment; default: nothing. */
  readonly condemned?: () => ReadonlySet<Hash>;
  readonly times?: Times;
}

/** Faults of guard.yaml and of the machine, for which nothing is started; a server that is down is not among them. */
const fatal: readonly string[] = ['bad-sandbox', 'sandbox-unavailable', 'missing-credential'];

/**
 * Starts or reaches all of them. Errors: `bad-sandbox`, `sandbox-unavailable`, `missing-credential`; what was started
 * is ended then.
 */
export async function openUpstreams({
  guard,
  variables,
  alert,
  condemned = () => new Set(),
  times,
}: OpenOptions): Promise<readonly EffectDomain[]> {
  const domains = Object.entries(guard.upstreams).map(([name, upstream]) => {
    const tell = boundedAlerts((severity, what) => alert(severity, `upstream ${name}: ${what}`));
    return openUpstream({
      name,
      link: linkOf(guard, name, upstream, variables),
      isStarted: upstream.url === undefined,
      outlook: outlookOn({ sight: sightOn(upstream), catalogue: upstream.catalogue, condemned }),
      alert: tell,
      ...(times === undefined ? {} : { times }),
    });
  });
  const faults = await Promise.all(
    domains.map(({ first }) =>
      first.then(
        () => undefined,
        (thrown: unknown) => thrown,
      ),
    ),
  );
  const fault = faults.find((thrown) => thrown instanceof OffswitchError && fatal.includes(thrown.code));
  if (fault === undefined) return domains;
  for (const domain of domains) await domain.close();
  throw fault;
}

function linkOf(guard: Pick<Guard, 'control'>, name: string, upstream: Upstream, variables: Variables) {
  return async () => {
    if (upstream.url === undefined) return startedServer(serverStart(guard, name, upstream, variables));
    const { url = '', headers } = withValues(upstream, variables);
    return httpServer(url, { ...bearerOf(upstream, variables), ...headers });
  };
}

/** A server that is reached over HTTP has no environment: its one credential is its bearer's. */
function bearerOf(upstream: Upstream, variables: Variables): Readonly<Record<string, string>> {
  const [credential, ...others] = Object.values(withValues(upstream, variables).environment);
  const isNamed = Object.keys(upstream.headers).some((name) => name.toLowerCase() === 'authorization');
  if (credential === undefined || others.length > 0 || isNamed) return {};
  return { authorization: `Bearer ${credential}` };
}

/** Which of an upstream's paths lie on this machine. Of a server elsewhere, those that guard.yaml says so of. */
function sightOn(upstream: Upstream) {
  const said: readonly Seat[] = upstream.mounts.map(({ at, is }) => ({ at, host: is }));
  if (upstream.url !== undefined) return said.length === 0 ? undefined : sightOf(said);
  if (upstream.sandbox?.driver === 'plain') return sightOf([...said, { at: '/', host: '/' }]);
  const mounted = givenMounts(upstream).map(({ from, to }) => ({ at: to, host: realOf(from) }));
  return sightOf([...said, ...mounted]);
}

/** The sandbox follows links once, at the start. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
