/**
 * A guard that serves a model to the agent atlas, as a process that can be killed: `node model-guard.ts FOLDER PROVIDER`.
 * Prints its address, and afterwards serves until it ends.
 */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { startBroker } from '../../../src/contain/guard/broker/broker.ts';
import { openModels } from '../../../src/contain/guard/models/models.ts';
import { openPolicies } from '../../../src/contain/guard/policy/policies.ts';
import { spawnNotary } from '../../../src/notary/process/spawn.ts';
import { guardOf } from '../../support/guard.ts';

const [, , folder = '', url = ''] = process.argv;
const guard = {
  ...guardOf({
    agents: {
      atlas: {
        channel: 'descriptor',
        mediation: 'enforced',
        models: ['main'],
        budget: { outputTokens: 50, per: 'all' },
      },
    },
    models: { main: { protocol: 'openai-chat', url, key: 'REAL_KEY', names: ['m-1'] } },
    upstreams: {},
  }),
  state: folder,
};
const notary = await spawnNotary({ directory: join(folder, 'log'), origin: 'example.com/guard' });
const models = openModels({
  guard,
  variables: new Map([['REAL_KEY', 'sk-real']]),
  govern: async (name, digest) => broker.govern(name, digest),
});
const broker = await startBroker({
  guard: models.guard,
  policies: await openPolicies(models.guard.policies),
  notary: notary.client,
  domains: models.domains,
  journal: join(folder, 'journal'),
});
const channel = await broker.openChannel({
  actor: 'atlas',
  kind: 'agent',
  identity: 'descriptor',
  confined: true,
});
const server = createServer((request, response) => {
  void models.serve(channel, request.url ?? '/', request, response);
});
server.listen(0, '127.0.0.1', () => {
  const bound = server.address();
  process.stdout.write(`${JSON.stringify({ port: typeof bound === 'object' ? bound?.port : undefined })}\n`);
});
process.on('SIGTERM', async () => {
  server.closeAllConnections();
  server.close();
  await broker.close();
  models.close();
  await notary.close();
});
