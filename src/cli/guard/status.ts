/** `offswitch guard status`: what a guard that runs holds, and what it does not. */
import { loadGuard } from '../../contain/guard/config/load.ts';
import { askGuard } from '../../contain/guard/service/control-client.ts';
import { compiledIn, type GuardStatus } from '../../contain/guard/service/status.ts';
import { openState } from '../../contain/guard/state/state-folder.ts';
import { exitCodes, OffswitchError } from '../../kit/errors.ts';
import { printable } from '../../kit/text.ts';
import { print, printJson } from '../terminal.ts';
import { agentLine, limitsOf, logLines, modelLines, upstreamLines } from './screen.ts';
import { type GuardOption, guardFile } from './state.ts';

export async function status(
  file: string | undefined,
  { json = false, guard: option }: GuardOption & { readonly json?: boolean },
): Promise<void> {
  const guard = await loadGuard(guardFile(file, option === undefined ? {} : { guard: option }));
  const found = await running(guard.state);
  if (json)
    printJson({
      running: found !== undefined,
      ...(found ?? { guard: guard.file, state: guard.state }),
      ...compiledIn(),
    });
  else
    print(found === undefined ? [`No guard of ${guard.file} runs.`, '', ...compiledLines()] : linesOf(found));
  if (found === undefined) process.exitCode = exitCodes.negative;
}

/** Undefined where none runs. */
async function running(path: string): Promise<GuardStatus | undefined> {
  try {
    // The same program on both sides, and the socket is its owner's alone.
    return (await askGuard(openState(path).controlSocket, { do: 'status' })) as GuardStatus;
  } catch (thrown) {
    const absent = ['guard-not-running', 'state-missing'];
    if (thrown instanceof OffswitchError && absent.includes(thrown.code)) return undefined;
    throw thrown;
  }
}

function linesOf(status: GuardStatus): readonly string[] {
  const { notary, channels, indeterminate, alerts, faults } = status;
  return [
    `Guard of ${status.guard}, process ${status.pid}, since ${status.startedAt}${status.observeOnly ? ', OBSERVING: nothing is denied' : ''}`,
    ...(faults.length === 0 ? [] : [`FAULTS: ${faults.join(', ')}: nothing is granted meanwhile`]),
    '',
    'Agents',
    ...status.agents.map(agentLine),
    'Channels',
    ...(channels.length === 0 ? ['  none'] : channels.map(channelLine)),
    'Upstreams',
    ...status.upstreams.flatMap(upstreamLines),
    ...modelLines(status),
    'Notary',
    `  process ${notary.pid ?? 'unknown'}, ${notary.user === undefined ? 'the same user as the broker' : `user ${notary.user}`}`,
    ...logLines(status),
    'Effects that nobody knows the end of',
    ...(indeterminate.length === 0
      ? ['  none']
      : indeterminate.map(
          ({ intent, upstream, tool, resources, subjects }) =>
            `  ${printable(intent, 80)}  ${printable(`${upstream}.${tool} ${[...resources, ...subjects].join(' ')}`, 200)}: settle it, done or not-done`,
        )),
    'Alerts',
    ...(alerts.length === 0
      ? ['  none']
      : alerts.slice(-10).map(({ at, severity, what }) => `  ${at}  ${severity}  ${printable(what, 200)}`)),
    'Probes',
    `  control artefacts every ${status.probes.controls.everySeconds} s; ${status.probes.contents.length} folders of content; processes of ${status.probes.processes.length} agents`,
    ...allowanceLines(status),
    ...compiledLines(),
    'Not held here',
    ...limitsOf(status).map((limit) => `  ${limit}`),
  ];
}

function channelLine({ id, channel, frozen, calls, refused }: GuardStatus['channels'][number]): string {
  const held = frozen === undefined ? '' : `  FROZEN: ${printable(frozen, 160)}`;
  return `  ${printable(id, 60)}  ${channel.mediation}, ${calls} calls, ${refused} refused${held}`;
}

/** How much of each allowance is used up. */
function allowanceLines({ budgets, allowances: { rules, created } }: GuardStatus): readonly string[] {
  const { most, used } = created;
  const families = Object.entries(used.families).map(
    ([family, number]) => `family ${printable(family, 60)} ${number} of ${most.perFamily}`,
  );
  return [
    ...under(
      'Budgets of models, spent or reserved',
      Object.entries(budgets).map(([agent, budget]) => `${agent}, ${spentOf(budget)}`),
    ),
    ...under(
      'Rates and quotas, used',
      rules.map(({ name, kind, seconds, most: allowed, used: by }) => {
        const shares = Object.entries(by).map(([whose, number]) => `${whose} ${number} of ${allowed}`);
        return `${name} (${kind}${seconds === undefined ? '' : `, ${seconds} s`}): ${shares.join(', ')}`;
      }),
    ),
    ...under(
      'Agents created',
      most.total === 0
        ? []
        : [
            [
              `last hour ${used.hour} of ${most.perHour}`,
              `in all ${used.total} of ${most.total}`,
              ...families,
            ].join(', '),
          ],
    ),
  ];
}

function spentOf({ per, most, spent }: GuardStatus['budgets'][string]): string {
  const parts = (['requests', 'inputTokens', 'outputTokens'] as const).flatMap((what) =>
    most[what] === undefined ? [] : [`${what} ${spent[what]} of ${most[what]}`],
  );
  return `${per === 'all' ? 'in all' : `per ${per}`}: ${parts.join(', ')}`;
}

function under(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}

function compiledLines(): readonly string[] {
  const { invariants, failDirections } = compiledIn();
  return [
    'Invariants, compiled in',
    ...invariants.map(({ name, summary }) => `  ${name}: ${summary}`),
    'When a part fails: what an agent asks for / a stop / a revocation by a person or the lifecycle',
    ...Object.entries(failDirections).map(
      ([fault, { grant, stop, revocation }]) =>
        `  ${fault.padEnd(20)} ${grant.goes} / goes ${stop.goes} / goes ${revocation.goes}, recorded in the ${grant.record}`,
    ),
  ];
}
