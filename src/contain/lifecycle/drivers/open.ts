/** Which driver an agent has: that of guard.yaml, or the guard's own where the guard starts it. */

import type { DriverSettings, ElsewhereSettings } from '../../guard/config/lifecycle.ts';
import type { Guard } from '../../guard/config/load.ts';
import { type Variables, valueOfVariable } from '../../guard/config/variables.ts';
import { dockerDriver } from './docker.ts';
import type { Driver } from './driver.ts';
import { kubernetesDriver } from './kubernetes.ts';
import { type ProcessDriverParts, processDriver } from './process.ts';
import { systemdDriver } from './systemd.ts';

export interface DriverParts extends Omit<ProcessDriverParts, 'sandbox'> {
  readonly variables: Variables;
}

/** Agents that connect by themselves, and of which nothing says what runs them, have none. Errors: `driver-failed`. */
export function openDrivers(
  { agents, lifecycle }: Pick<Guard, 'agents' | 'lifecycle'>,
  parts: DriverParts,
): ReadonlyMap<string, Driver> {
  const settings = new Map<string, DriverSettings>([
    ...Object.entries(agents).flatMap(
      ([agent, { channel }]): readonly (readonly [string, DriverSettings])[] =>
        channel === 'descriptor' ? [[agent, { kind: 'process', sandbox: 'bwrap' }]] : [],
    ),
    ...Object.entries(lifecycle.drivers),
  ]);
  return new Map([...settings].map(([agent, one]) => [agent, driverFor(agent, one, parts)]));
}

function driverFor(agent: string, settings: DriverSettings, { variables, ...host }: DriverParts): Driver {
  if (settings.kind === 'process') return processDriver(agent, { ...host, sandbox: settings.sandbox });
  return driverElsewhere(agent, settings, tokenOf(settings, variables));
}

/** Of the platform, where it asks for one. */
export function tokenOf(settings: ElsewhereSettings, variables: Variables): string | undefined {
  return settings.kind === 'kubernetes' && settings.token !== undefined
    ? valueOfVariable(variables, settings.token)
    : undefined;
}

/** Errors: `driver-failed`. */
export function driverElsewhere(
  agent: string,
  settings: ElsewhereSettings,
  token: string | undefined,
): Driver {
  switch (settings.kind) {
    case 'systemd':
      return systemdDriver(settings);
    case 'docker':
      return dockerDriver(agent, settings);
    case 'kubernetes':
      return kubernetesDriver(settings, token);
  }
}
