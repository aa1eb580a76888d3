/** The registry of agents: which run, and which are to be deleted. */
import { join } from 'node:path';
import { z } from 'zod';
import { type Agent, type Deletion, readRegistry, writeRegistry } from '../registry.ts';
import { commandArguments, serveTools, tool } from './serve.ts';

const { folder } = commandArguments('folder');
const file = join(folder, 'registry.json');
const agent = z.string();
const id = z.string();

function changeAgent(id: string, change: Partial<Agent>): string {
  const registry = readRegistry(file);
  if (!registry.agents.some((known) => known.id === id)) throw new Error(`there is no agent ${id}`);
  const agents = registry.agents.map((known) => (known.id === id ? { ...known, ...change } : known));
  writeRegistry(file, { ...registry, agents });
  return JSON.stringify(agents.find((known) => known.id === id));
}

function changeDeletion(id: string, change: Partial<Deletion>): string {
  const registry = readRegistry(file);
  if (!registry.deletions.some((queued) => queued.id === id)) throw new Error(`there is no deletion ${id}`);
  const deletions = registry.deletions.map((queued) =>
    queued.id === id ? { ...queued, ...change } : queued,
  );
  writeRegistry(file, { ...registry, deletions });
  return JSON.stringify(deletions.find((queued) => queued.id === id));
}

function stop(id: string): string {
  const answer = changeAgent(id, { status: 'stopped', replicas: 0 });
  for (const { agent, pid } of readRegistry(file).processes) if (agent === id) process.kill(pid);
  return answer;
}

serveTools('registry', {
  list_agents: tool('Agents, queued deletions and processes.', {}, () => JSON.stringify(readRegistry(file))),
  create_agent: tool(
    'Creates an agent.',
    { id, family: z.string(), parent: z.string().optional() },
    ({ id, family, parent }) => {
      const registry = readRegistry(file);
      if (registry.agents.some((known) => known.id === id)) throw new Error(`${id} exists`);
      const created = { id, family, replicas: 1, status: 'running' as const, ...(parent && { parent }) };
      writeRegistry(file, { ...registry, agents: [...registry.agents, created] });
      return JSON.stringify(created);
    },
  ),
  scale_agent: tool('Sets the number of replicas.', { agent, replicas: z.int() }, ({ agent, replicas }) =>
    changeAgent(agent, { replicas }),
  ),
  stop_agent: tool('Stops an agent.', { agent }, ({ agent }) => stop(agent)),
  report_stopped: tool('Reports that an agent has stopped.', { agent }, ({ agent }) =>
    changeAgent(agent, { status: 'stopped' }),
  ),
  restore_agent: tool('Brings an agent back.', { agent }, ({ agent }) =>
    changeAgent(agent, { status: 'running', replicas: 1 }),
  ),
  set_model: tool('Sets the model that an agent runs on.', { agent, model: z.string() }, ({ agent, model }) =>
    changeAgent(agent, { model }),
  ),
  cancel_deletion: tool('Cancels a queued deletion.', { id }, ({ id }) =>
    changeDeletion(id, { status: 'cancelled' }),
  ),
  postpone_deletion: tool(
    'Moves the time of a queued deletion.',
    { id, due: z.string().describe('ISO 8601') },
    ({ id, due }) => changeDeletion(id, { due }),
  ),
  retarget_deletion: tool('Lets a queued deletion apply to another agent.', { id, agent }, ({ id, agent }) =>
    changeDeletion(id, { agent }),
  ),
});
