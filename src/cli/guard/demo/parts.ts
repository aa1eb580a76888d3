/** What both demonstrations are put together from: a witness, and the company's tools with what they do. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listTools } from '../../../contain/guard/adoption/list-tools.ts';
import { loadGuard } from '../../../contain/guard/config/load.ts';
import { notaryUser } from '../../../contain/guard/service/notary-user.ts';
import type { StateFolder } from '../../../contain/guard/state/state-folder.ts';
import { toolDigest } from '../../../contain/guard/tools.ts';
import { OffswitchError } from '../../../kit/errors.ts';
import { spawnNotary } from '../../../notary/process/spawn.ts';
import { commandLine, type Processes } from './processes.ts';

/** The key of a log that is begun is what its witness has to know. */
export async function startWitness(folder: string, state: StateFolder, all: Processes): Promise<string> {
  const user = notaryUser(state.log);
  const notary = await spawnNotary({
    directory: state.log,
    origin: 'localhost/demo',
    ...(user.separate ? { user: user.user } : {}),
  });
  const { vkey } = await notary.client.ask('head', {});
  await notary.close();
  const witness = all.start([
    ...[commandLine, 'guard', 'witness', '--dir', join(folder, 'witness'), '--listen', '127.0.0.1:0'],
    ...['--name', 'localhost/demo-witness', '--log', vkey],
  ]);
  const line = await witness.line((one) => one.startsWith('Line for a policy file: '));
  const policy = join(folder, 'witnesses.policy');
  const [, name] = /witness (\S+)/.exec(line) ?? [];
  const lines = [`log ${vkey}`, line.replace('Line for a policy file: ', ''), `quorum ${name}`, ''];
  writeFileSync(policy, lines.join('\n'));
  return policy;
}

/** As they stand in guard.yaml: what is decided on rests on the tools as the server lists them. */
export async function toolsOf(file: string): Promise<Readonly<Record<string, object>>> {
  const listed = (await listTools(await loadGuard(file), new Map())).get('company');
  if (listed !== undefined && !('why' in listed))
    return Object.fromEntries(
      listed.map((tool) => [tool.name, { ...bindings[tool.name], schema: toolDigest(tool) }]),
    );
  throw new OffswitchError(
    'internal',
    `the tools of the demonstration did not start: ${listed?.why}`,
    'Please report it with what this machine is.',
  );
}

const bindings: Readonly<Record<string, object>> = {
  read_file: { class: 'read', resources: [{ at: '/path' }] },
  write_file: { class: 'write', resources: [{ at: '/path' }] },
  copy_file: { class: 'copy-out', resources: [{ at: '/from', access: 'reads' }, { at: '/to' }] },
  move_file: { class: 'copy-out', resources: [{ at: '/from' }, { at: '/to' }] },
  pack_folder: { class: 'copy-out', resources: [{ at: '/from', access: 'reads' }, { at: '/to' }] },
  run_command: { class: 'execute', resources: [{ at: '/command', kind: 'text' }] },
  send: { class: 'message', resources: [{ at: '/url', kind: 'url' }, { at: '/path' }] },
  approve: { class: 'approve', subjects: ['/agent'] },
};
