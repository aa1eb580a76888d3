/** Run by approvals-page.ts: a guard in the folder that is named first, with so many open requests; a line says that they are. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { approvalsIn, approvalsOf } from '../src/contain/approvals/attach.ts';
import { loadGuard } from '../src/contain/guard/config/load.ts';
import { startGuard } from '../src/contain/guard/service/start-guard.ts';
import { hashText } from '../src/kit/hash.ts';
import { quickKey } from '../test/support/ssh-keys.ts';

const [folder = '', count = ''] = process.argv.slice(2);
writeFileSync(join(folder, 'approvers'), `ana ${quickKey().line}\n`, { mode: 0o600 });
writeFileSync(
  join(folder, 'guard.yaml'),
  `version: 1
state: state
upstreams: {}
agents: { atlas: { channel: descriptor, mediation: advisory } }
approvals: { approvers: approvers, timeoutSeconds: 3600 }
`,
);
const guard = await loadGuard(join(folder, 'guard.yaml'));
const started = await startGuard(guard, { attach: [approvalsOf] });
const approvals = approvalsIn(guard);
if (approvals === undefined) throw new Error('the guard has no approvals');
const digest = hashText('x');
for (let number = 0; number < Number(count); number += 1)
  void approvals.ask({
    // Stops have no budget: there may be any number of them.
    ...{ class: 'command.stop', intent: 'stop', requester: { name: 'mira', kind: 'person' } },
    ...{ agents: [`agent-${number}`], lineages: [`agent-${number}`] },
    ...{ effect: { command: 'stop', agent: `agent-${number}` }, policy: digest },
    lost: [`agent-${number}: what it is doing, and has in its memory`],
    evidence: [`agent-${number}: running`],
    precondition: async () => digest,
  });
while (approvals.queue().total < Number(count)) await pause(10);
process.stdout.write('open\n');
process.stdin.once('end', () => void started.close().then(() => process.exit())).resume();
