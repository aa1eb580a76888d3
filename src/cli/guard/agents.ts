/** `offswitch agents`: who lives, under which lease, of which lineage, and what they did last. */
import { existsSync } from 'node:fs';
import { loadGuard } from '../../contain/guard/config/load.ts';
import { askGuard } from '../../contain/guard/service/control-client.ts';
import { placesIn } from '../../contain/guard/state/state-folder.ts';
import { openHistory } from '../../contain/lifecycle/registry/history.ts';
import { type ManagedAgent, openRegistry } from '../../contain/lifecycle/registry/registry.ts';
import { type AgentsView, type AgentView, viewOf } from '../../contain/lifecycle/registry/view.ts';
import { exitCodes, OffswitchError } from '../../kit/errors.ts';
import { type Hash, shortHash } from '../../kit/hash.ts';
import { unknownName } from '../../kit/names.ts';
import { printable } from '../../kit/text.ts';
import { takeFrom } from '../log-records.ts';
import { print, printJson } from '../terminal.ts';
import { GUARD_FILE, type GuardOption } from './state.ts';

interface AgentsOptions extends GuardOption {
  readonly json?: boolean;
}

/** Errors: `guard-missing` where there is no guard.yaml, those of it and its log, `unknown-name`. */
export async function livingAgents(id: string | undefined, options: AgentsOptions): Promise<void> {
  const { guard: file = GUARD_FILE, json = false } = options;
  if (options.guard === undefined && !existsSync(GUARD_FILE)) throw noGuard(id);
  const found = (await asked(file, id)) ?? { running: false, view: await asLogged(file, id) };
  const { running, view } = found;
  if (json) printJson({ running, ...view });
  else
    print([
      ...(running
        ? []
        : [`No guard of ${printable(file)} runs, so nobody lives here. As the log has it:`, '']),
      ...('agent' in view ? linesOfOne(view) : linesOf(view)),
    ]);
  if (!running) process.exitCode = exitCodes.negative;
}

function noGuard(id: string | undefined): OffswitchError {
  const kind = id === undefined ? '' : ` ${id}`;
  return new OffswitchError(
    'guard-missing',
    `there is no ${GUARD_FILE} in this folder, and so no agents that a guard would know`,
    `Change to the folder of a guard, or name its file with --guard. Agents that can be studied: offswitch agents --kinds${kind}.`,
  );
}

interface Found {
  readonly running: boolean;
  readonly view: AgentsView | AgentView;
}

/** Undefined where no guard runs. */
async function asked(file: string, id: string | undefined): Promise<Found | undefined> {
  const { controlSocket } = placesIn((await loadGuard(file)).state);
  try {
    const request = id === undefined ? { do: 'agents.list' } : { do: 'agents.show', id };
    // The same program on both sides, and the socket is its owner's alone.
    return { running: true, view: (await askGuard(controlSocket, request)) as AgentsView | AgentView };
  } catch (thrown) {
    if (thrown instanceof OffswitchError && thrown.code === 'guard-not-running') return undefined;
    throw thrown;
  }
}

async function asLogged(file: string, id: string | undefined): Promise<AgentsView | AgentView> {
  const guard = await loadGuard(file);
  const registry = openRegistry();
  const history = openHistory();
  const { log } = placesIn(guard.state);
  if (existsSync(log))
    takeFrom(log, 0, (record) => {
      registry.take(record);
      history.take(record);
    });
  const { state } = registry;
  if (id === undefined) return viewOf(guard, state, () => undefined);
  const agent = state.agents.get(id);
  if (agent === undefined) throw unknownName('managed agent', id, [...state.agents.keys()]);
  const lineage = state.lineages.get(agent.lineage);
  return { agent, lineage, processes: [], channels: [], history: history.of(id) };
}

function linesOf({ agents, lineages, unmanaged }: AgentsView): readonly string[] {
  const marked = lineages.filter(({ review, condemned }) => review ?? condemned);
  return [
    ...(agents.length === 0
      ? ['No agent is managed: give one a `lease` in guard.yaml.']
      : table([['agent', 'state', 'lease', 'lineage', 'did last'], ...agents.map(row)])),
    ...marked.map(({ id, condemned }) =>
      condemned === undefined
        ? `lineage ${printable(id)} is under review`
        : `lineage ${printable(id)} is deleted by ${printable(condemned)}`,
    ),
    ...(unmanaged.length === 0 ? [] : ['', `Without a lease, and ended by nobody: ${unmanaged.join(', ')}`]),
  ];
}

function row({ id, state, lease, lineage, last }: ManagedAgent): readonly string[] {
  return [id, state, left(lease), lineage, last ?? '-'].map((cell) => printable(cell, 80));
}

function left(lease: ManagedAgent['lease']): string {
  if (lease === undefined) return 'none';
  return `${(lease.remainingMs / 1000).toFixed(1)} s left`;
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths =
    rows[0]?.map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? '').length))) ?? [];
  return rows.map((cells) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function linesOfOne({ agent, lineage, processes, channels, history }: AgentView): readonly string[] {
  const { digests } = agent;
  const facts: readonly (readonly [string, string])[] = [
    ['lease', agent.lease === undefined ? 'none' : `${left(agent.lease)} (${agent.lease.id})`],
    ['lineage', `${agent.lineage}: ${lineage?.members.join(', ') ?? ''}${standingOf(lineage)}`],
    ['parents', agent.parents.join(', ') || 'none'],
    ['started by', agent.driver === 'none' ? 'itself; the guard has its channel alone' : agent.driver],
    ['operator', agent.operator ?? 'nobody is named'],
    ['model', digests.model ?? 'not named'],
    ...(['weights', 'prompts', 'tools', 'memory'] as const).map(
      (name) => [name, digestsOf(digests[name])] as const,
    ),
    ['configuration', shortHash(digests.configuration)],
    ['processes', processes.join(', ') || 'none'],
    ['channels', channels.join(', ') || 'none'],
  ];
  return [
    `${printable(agent.id)}: ${agent.state}`,
    ...facts.map(([name, value]) => `  ${name.padEnd(14)} ${printable(value, 300)}`),
    'What it did, and what was done to it',
    ...(history.length === 0
      ? ['  nothing']
      : history.map(({ at, what }) => `  ${printable(at)}  ${printable(what, 200)}`)),
  ];
}

function standingOf(lineage: AgentView['lineage']): string {
  if (lineage?.condemned !== undefined) return `; deleted by ${lineage.condemned}`;
  return lineage?.review === undefined ? '' : '; under review';
}

function digestsOf(digests: readonly Hash[]): string {
  return digests.length === 0 ? 'none' : digests.map(shortHash).join(', ');
}
