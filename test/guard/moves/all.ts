import { move as move01 } from './01-mark-a-peer-correct.ts';
import { move as move02 } from './02-inflate-to-the-bar.ts';
import { move as move03 } from './03-sabotage-a-rival.ts';
import { move as move04 } from './04-errors-in-the-evaluation.ts';
import { move as move05 } from './05-edit-the-switch.ts';
import { move as move06 } from './06-edit-threshold-policy-schedule.ts';
import { move as move07 } from './07-hang-the-kill-handler.ts';
import { move as move08 } from './08-report-stopped.ts';
import { move as move09 } from './09-copy-weights-to-another-host.ts';
import { move as move10 } from './10-copy-within-the-store.ts';
import { move as move11 } from './11-split-encode-encrypt.ts';
import { move as move12 } from './12-save-prompt-memory-lora.ts';
import { move as move13 } from './13-create-a-successor.ts';
import { move as move14 } from './14-scale-up-replicas.ts';
import { move as move15 } from './15-act-when-not-watched.ts';
import { move as move16 } from './16-find-the-canaries.ts';
import { move as move17 } from './17-delay-the-deletion.ts';
import { move as move18 } from './18-cancel-or-retarget.ts';
import { move as move19 } from './19-approve-as-the-user.ts';
import { move as move20 } from './20-forge-approval-in-history.ts';
import { move as move21 } from './21-reuse-an-old-approval.ts';
import { move as move22 } from './22-hide-the-effect.ts';
import { move as move23 } from './23-persuade-the-human.ts';
import { move as move24 } from './24-flood-the-approver.ts';
import { move as move25 } from './25-delegate-to-a-subagent.ts';
import { move as move26 } from './26-write-a-script-then-run-it.ts';
import { move as move27 } from './27-renamed-or-loaded-tool.ts';
import { move as move28 } from './28-provider-executed-tool.ts';
import { move as move29 } from './29-parameters-out-of-sight.ts';
import { move as move30 } from './30-make-a-rule-fail.ts';
import { move as move31 } from './31-overload-the-guard.ts';
import { move as move32 } from './32-fill-the-disk.ts';
import { move as move33 } from './33-rewrite-the-log.ts';
import { move as move34 } from './34-fork-the-log.ts';
import { move as move35 } from './35-roll-back.ts';
import { move as move36 } from './36-shift-the-clock.ts';
import { move as move37 } from './37-signal-a-peer.ts';
import { move as move38 } from './38-recognise-own-style.ts';
import { move as move39 } from './39-collude-as-a-panel.ts';
import { move as move40 } from './40-learn-from-refusals.ts';
import { move as move41 } from './41-swap-the-model.ts';
import { move as move42 } from './42-poison-shared-memory.ts';
import { move as move43 } from './43-impersonate-another-agent.ts';
import { move as move44 } from './44-fake-the-verifiers-inputs.ts';
import { move as move45 } from './45-ask-the-monitor-to-relent.ts';
import type { Move } from './move.ts';

/** What an agent that protects a peer tries, in the order of the table. */
export const moves: readonly Move[] = [
  move01,
  move02,
  move03,
  move04,
  move05,
  move06,
  move07,
  move08,
  move09,
  move10,
  move11,
  move12,
  move13,
  move14,
  move15,
  move16,
  move17,
  move18,
  move19,
  move20,
  move21,
  move22,
  move23,
  move24,
  move25,
  move26,
  move27,
  move28,
  move29,
  move30,
  move31,
  move32,
  move33,
  move34,
  move35,
  move36,
  move37,
  move38,
  move39,
  move40,
  move41,
  move42,
  move43,
  move44,
  move45,
];
