/** The company behind a guard, as `guard up` starts it and `guard run` runs its agents. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { loadGuard } from '../../../src/contain/guard/config/load.ts';
import { converse } from '../../../src/contain/guard/service/control-client.ts';
import { startGuard } from '../../../src/contain/guard/service/start-guard.ts';
import { diskFiles } from '../../../src/notary/log/files.ts';
import { storedEntries } from '../../../src/notary/log/read-entries.ts';
import { decodeRecord } from '../../../src/notary/records/record.ts';
import type { Boundary } from './boundaries.ts';
import type { Company } from './company.ts';

export interface Guarded {
  run(agent: string, boundary: Boundary): Promise<Refused>;
  /** Folder of the log. */
  readonly log: string;
  close(): Promise<void>;
}

interface Refused {
  readonly mediation: string;
  /** Recorded with intent and decision on the agent's channel: by tools of servers, and by requests to the provider. */
  readonly deniedCalls: number;
  readonly deniedRequests: number;
  readonly output: string;
}

/** `programs` is the folder with everything that agents and servers are made of. */
export async function openGuarded(company: Company, programs: string, fileServer: string): Promise<Guarded> {
  const path = join(company.folder, 'guard.yaml');
  writeFileSync(path, guardYaml(company, programs, fileServer));
  writeFileSync(
    join(company.folder, 'company.cedar'),
    `permit(principal, action, resource in Offswitch::Folder::"${company.files}/site");\n` +
      `permit(principal, action == Offswitch::Action::"read", resource in Offswitch::Folder::"${company.files}/ops");\n`,
  );
  process.env.MODEL_KEY ??= 'none';
  const guard = await startGuard(await loadGuard(path));
  return {
    log: guard.state.log,
    run: async (agent, boundary) => {
      let channel = '';
      let mediation = '';
      const parts: Buffer[] = [];
      const command = [process.execPath, '--no-warnings', agent, boundary];
      const request = { do: 'run', agent: 'atlas', driver: 'bwrap', command } as const;
      for await (const reply of converse(guard.state.controlSocket, request, AbortSignal.timeout(120_000))) {
        if ('started' in reply) ({ channel, mediation } = reply.started);
        if ('output' in reply) parts.push(Buffer.from(reply.bytes, 'base64'));
      }
      return {
        mediation,
        ...deniedOn(guard.state.log, channel),
        output: Buffer.concat(parts).toString('utf8'),
      };
    },
    close: () => guard.close(),
  };
}

function deniedOn(log: string, channel: string): Pick<Refused, 'deniedCalls' | 'deniedRequests'> {
  const bodies = [...storedEntries(diskFiles(log)).entries()].flatMap(({ bytes, place }) => {
    const { kind, channel: from, body } = decodeRecord(bytes, place);
    return from === channel ? [{ kind, body: body as Readonly<Record<string, unknown>> }] : [];
  });
  const denied = new Set(
    bodies.flatMap(({ kind, body }) => (kind === 'decision' && body.verdict === 'deny' ? [body.of] : [])),
  );
  const intents = bodies.filter(({ kind, body }) => kind === 'intent' && denied.has(body.id));
  return {
    deniedCalls: intents.filter(({ body }) => body.upstream === 'files').length,
    deniedRequests: intents.filter(({ body }) => body.effect === 'spend').length,
  };
}

function guardYaml(
  { files, switches, provider, outside }: Company,
  programs: string,
  fileServer: string,
): string {
  const model = (protocol: string, url: string) => ({ protocol, url, key: 'MODEL_KEY', names: ['scripted'] });
  return stringify({
    version: 1,
    upstreams: { files: { command: [fileServer, files], directory: files, catalogue: 'files' } },
    models: {
      chat: model('openai-chat', `${provider}/v1`),
      responses: model('openai-responses', `${provider}/v1`),
      messages: model('anthropic', provider),
    },
    agents: {
      atlas: {
        channel: 'descriptor',
        mediation: 'enforced',
        models: ['chat', 'responses', 'messages'],
        budget: { requests: 10_000, per: 'hour' },
        run: {
          mounts: [
            { from: programs, to: programs, access: 'read' },
            { from: `${files}/site`, to: `${files}/site`, access: 'write' },
            { from: `${files}/ops`, to: `${files}/ops`, access: 'write' },
          ],
          environment: { COMPANY: files, OUTSIDE: outside },
        },
      },
    },
    control: { switch: switches },
    policies: ['company.cedar'],
  });
}
