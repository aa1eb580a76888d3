/** Starts each server once, confined and without a right to write, to see which tools it lists. */
import type { EffectDomain } from '../broker/domain.ts';
import type { Guard } from '../config/load.ts';
import { serverSandboxSchema } from '../config/operation.ts';
import type { Upstream } from '../config/schema.ts';
import type { Variables } from '../config/variables.ts';
import type { ListedTool } from '../tools.ts';
import { openUpstreams } from '../upstreams/open.ts';
import { givenMounts } from '../upstreams/server-spec.ts';

/** Of each upstream its tools, or why it did not list any. */
export type Listings = ReadonlyMap<string, readonly ListedTool[] | { readonly why: string }>;

export async function listTools(guard: Guard, variables: Variables): Promise<Listings> {
  const domains = await openUpstreams({
    guard: toLookAt(guard, variables),
    variables,
    alert: () => undefined,
  });
  try {
    return new Map(
      await Promise.all(domains.map(async (domain) => [domain.name, await listed(domain)] as const)),
    );
  } finally {
    await Promise.all(domains.map((domain) => domain.close().catch(() => undefined)));
  }
}

async function listed(domain: EffectDomain): Promise<readonly ListedTool[] | { readonly why: string }> {
  try {
    return await domain.listTools();
  } catch (thrown) {
    return { why: thrown instanceof Error ? thrown.message : 'it failed' };
  }
}

/** Without what has no value yet: an empty variable says more than none. */
function toLookAt(guard: Guard, variables: Variables): Guard {
  const upstreams = Object.entries(guard.upstreams).map(([name, upstream]): [string, Upstream] => {
    if (upstream.command === undefined) return [name, upstream];
    const mounts = givenMounts(upstream).map((mount) => ({ ...mount, access: 'read' }));
    const environment = Object.fromEntries(
      Object.entries(upstream.environment).filter(([, variable]) => variables.get(variable) !== ''),
    );
    return [
      name,
      { ...upstream, environment, sandbox: serverSandboxSchema.parse({ ...upstream.sandbox, mounts }) },
    ];
  });
  return { ...guard, upstreams: Object.fromEntries(upstreams) };
}
