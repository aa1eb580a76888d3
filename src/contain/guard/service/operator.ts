/** What the operator of a guard asks for, carried out. */
import { isEnforced } from '../confined/start-agent.ts';
import type { Answer } from './control-server.ts';
import type { AgentRun, RunningAgent } from './run-agent.ts';
import type { Service } from './service.ts';
import { statusOf } from './status.ts';

export function answerOperator(service: Service, start: (run: AgentRun) => Promise<RunningAgent>): Answer {
  const { broker } = service;
  return async (request, reply, gone) => {
    switch (request.do) {
      case 'status':
        return reply({ ok: await statusOf(service) });
      case 'freeze':
        await broker.freeze(request.agent, request.by, request.reason);
        return reply({ ok: {} });
      case 'thaw':
        return reply({ ok: await broker.thaw(request.agent, request.by) });
      case 'settle':
        await broker.settle(request.intent, request.found, request.by);
        return reply({ ok: {} });
      case 'run': {
        const { do: _, ...run } = request;
        return converse(await start(run), reply, gone);
      }
    }
  };
}

/** Whoever asked for it holds it: when they have gone, it is killed. */
async function converse(
  { channel, confined, driver, ended }: RunningAgent,
  reply: Parameters<Answer>[1],
  gone: AbortSignal,
): Promise<void> {
  const kill = () => void confined.kill();
  gone.addEventListener('abort', kill);
  if (gone.aborted) kill();
  reply({
    started: {
      channel: channel.id,
      mediation: channel.channel.mediation,
      confined: isEnforced(confined),
      driver,
      unenforced: confined.unenforced.map(({ confinement, why }) => ({ confinement, why })),
    },
  });
  for (const output of ['stdout', 'stderr'] as const)
    confined[output].on('data', (bytes: Buffer) => reply({ output, bytes: bytes.toString('base64') }));
  const { code, signal, limit } = await ended;
  gone.removeEventListener('abort', kill);
  reply({ ended: { code, signal, limit } });
}
