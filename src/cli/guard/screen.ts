/** One screen about a guard: where agents connect, what is enforced and what is not, and where the log is. */
import { relative } from 'node:path';
import type { GuardStatus } from '../../contain/guard/service/status.ts';
import { printable } from '../../kit/text.ts';

const OBSERVING = [
  '************************************************************************',
  '*  OBSERVING: EVERYTHING IS CARRIED OUT, AND NOTHING IS DENIED.        *',
  '*  Decisions are made and logged; every record of it says advisory.    *',
  '************************************************************************',
];

export function screenOf(status: GuardStatus): readonly string[] {
  const { notary, observeOnly } = status;
  return [
    `Guard of ${shown(status.guard)}, process ${status.pid}`,
    ...(observeOnly ? ['', ...OBSERVING] : []),
    '',
    'Agents',
    ...(status.agents.length === 0 ? ['  none: guard.yaml names no agent'] : status.agents.map(agentLine)),
    'Upstreams',
    ...(status.upstreams.length === 0 ? ['  none'] : status.upstreams.flatMap(upstreamLines)),
    ...modelLines(status),
    'Notary',
    `  process ${notary.pid ?? 'unknown'}, ${
      notary.user === undefined
        ? `the same user as the broker: ${notary.sameUserBecause}`
        : `user ${notary.user}, which only it has`
    }`,
    ...logLines(status),
    'Not held here',
    ...limitsOf(status).map((limit) => `  ${limit}`),
    '',
    'Ctrl-C ends it. In another terminal: offswitch guard status, offswitch guard log --last 20',
  ];
}

export function agentLine({ agent, connects, at, demands, frozen }: GuardStatus['agents'][number]): string {
  const ways = {
    descriptor: `offswitch guard run ${agent}   (${demands})`,
    socket: `offswitch guard connect ${agent}, or the socket ${shown(at ?? '')}   (advisory)`,
    token: `${at ?? ''} with its token   (advisory)`,
  };
  const held =
    frozen === undefined
      ? ''
      : `   FROZEN: ${printable(frozen, 400)} (offswitch guard thaw ${printable(agent, 64)})`;
  return `  ${agent.padEnd(14)} ${ways[connects]}${held}`;
}

const FINDINGS = 6;

export function upstreamLines({
  name,
  reachable,
  tools,
  unclassed,
  findings,
}: GuardStatus['upstreams'][number]): readonly string[] {
  const callable = `${tools.length - unclassed.length} tools may be called`;
  const waiting = unclassed.length === 0 ? '' : `, ${unclassed.length} are of class other and denied`;
  const known = reachable ? callable + waiting : 'NOT REACHABLE: none of its tools can be called';
  const head = `  ${name.padEnd(14)} ${known}`;
  const told = findings
    .slice(0, FINDINGS)
    .map(({ tool, what, detail }) => `    ${printable(tool, 60)}: ${what}, ${printable(detail, 160)}`);
  return findings.length > FINDINGS
    ? [head, ...told, `    ... and ${findings.length - FINDINGS} more`]
    : [head, ...told];
}

export function modelLines({ models }: GuardStatus): readonly string[] {
  const lines = models.map(
    ({ name, protocol, names, agents }) =>
      `  ${name.padEnd(14)} ${protocol}: ${printable(names.join(', '), 120)}, for ${agents.join(', ') || 'nobody'}`,
  );
  return lines.length === 0 ? [] : ['Models, whose keys the guard has', ...lines];
}

export function logLines({ notary: { log } }: GuardStatus): readonly string[] {
  if (log === undefined) return ['  IT DOES NOT ANSWER: nothing is granted'];
  const witnesses =
    log.witnesses.length === 0
      ? ['  no witness: whoever has the key could write another log']
      : log.witnesses.map(
          ({ name, size, failure }) =>
            `  witness ${name}: ${failure === null ? `has seen ${size} entries` : `FAILS: ${printable(failure, 120)}`}`,
        );
  return [`  log ${shown(log.directory)}, ${log.size} entries`, `  key ${log.key}`, ...witnesses];
}

/** What a reader might take for granted, and is not so. */
export function limitsOf(status: GuardStatus): readonly string[] {
  const outside = status.agents.filter(({ connects }) => connects !== 'descriptor').map(({ agent }) => agent);
  const unconfined = status.started
    .filter(({ mediation }) => mediation === 'advisory')
    .map(({ agent }) => agent);
  return [
    ...(outside.length === 0
      ? []
      : [
          `${outside.join(', ')}: not started by the guard, so it may have other ways to act; its records say advisory`,
        ]),
    ...(unconfined.length === 0
      ? []
      : [`${unconfined.join(', ')}: started without confinement; its records say advisory`]),
    ...status.started.flatMap(({ agent, mediation, unenforced }) =>
      mediation === 'advisory'
        ? []
        : unenforced.map(({ confinement, why }) => `${agent}: ${confinement}: ${why}`),
    ),
    ...(status.notary.user === undefined
      ? ['whoever can act as the user of the guard can act as its notary']
      : []),
    'root, the kernel, and whatever guard.yaml gives away',
  ];
}

function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' || near.startsWith('..') ? path : near;
}
