/** What every guard is started with that a command starts. */

import { approvalsOf } from '../../contain/approvals/attach.ts';
import { markingOf } from '../../contain/guard/marking/attach.ts';
import type { Attach } from '../../contain/guard/service/attachment.ts';
import { lifecycleOf } from '../../contain/lifecycle/attach.ts';

export const attachments: readonly Attach[] = [approvalsOf, lifecycleOf, markingOf];
