/** `offswitch approvals`: what is open, one request as it is shown, and the people. */
import {
  type ApprovalSummary,
  type ApproverState,
  approvalsList,
  approversList,
  type ShownRequest,
  shownRequest,
} from '../../contain/approvals/requests.ts';
import { wholeLine } from '../../contain/approvals/shown/letters.ts';
import { askGuard } from '../../contain/guard/service/control-client.ts';
import { OffswitchError } from '../../kit/errors.ts';
import { typed } from '../../kit/json.ts';
import { type GuardOption, stateOf } from '../guard/state.ts';
import { print, printJson } from '../terminal.ts';

interface ListOptions extends GuardOption {
  readonly people?: boolean;
  readonly words?: boolean;
  readonly json?: boolean;
}

const FRAME = 'answer of the guard';

export async function listApprovals(id: string | undefined, options: ListOptions): Promise<void> {
  const { guard, people = false, words = false, json = false } = options;
  if (id !== undefined && people)
    throw new OffswitchError('bad-flag', 'a request and --people are two questions', 'Give one of them.');
  const { controlSocket } = await stateOf(guard);
  if (people) {
    const answer = await askGuard(controlSocket, { do: 'approvals.people' });
    const found = typed(approversList, answer, FRAME, 'bad-frame');
    if (json) return printJson(found);
    return print(found.people.flatMap(personLines));
  }
  if (id !== undefined) {
    const request = await showRequest(controlSocket, id);
    return json ? printJson(request) : print([...requestLines(request), ...wordLines(request, words)]);
  }
  const { requests } = typed(
    approvalsList,
    await askGuard(controlSocket, { do: 'approvals.list' }),
    FRAME,
    'bad-frame',
  );
  if (json) return printJson({ requests });
  print(requests.length === 0 ? ['Nobody is asked for anything.'] : requests.map(summaryLine));
}

/** Errors: `unknown-name`, `approval-refused` for one that is closed, those of the guard. */
export async function showRequest(controlSocket: string, id: string): Promise<ShownRequest> {
  return typed(shownRequest, await askGuard(controlSocket, { do: 'approvals.show', id }), FRAME, 'bad-frame');
}

export function requestLines({ shown, shownDigest, people, given, needed }: ShownRequest): readonly string[] {
  return [
    ...shown.trimEnd().split('\n'),
    '',
    `This text has the digest ${shownDigest}`,
    `${given.length} of ${needed} approved${given.length === 0 ? '' : `: ${given.join(', ')}`}. May answer: ${people.join(', ') || 'nobody'}`,
  ];
}

export function wordLines({ untrusted }: ShownRequest, asked: boolean): readonly string[] {
  if (untrusted === undefined) return [];
  if (!asked) return ['The agent’s own words are not shown here: --words prints them.'];
  return [
    '',
    'NOT TO BE TRUSTED, written by whoever asks:',
    ...untrusted.split('\n').map((one) => `| ${wholeLine(one)}`),
  ];
}

function summaryLine(request: ApprovalSummary): string {
  const { id, title, targets, class: cls, expires, needed, given, intent } = request;
  const silence = intent === 'grant' ? 'denied' : 'goes ahead by itself';
  const about = targets.length === 0 ? '' : `: ${targets.join(', ')}`;
  return `${id}  ${title}${about} (${cls})  ${given.length} of ${needed}, ${silence} at ${expires}`;
}

function personLines(person: ApproverState): readonly string[] {
  const { name, keys, approved, denied, medianMs, canaries, vigilance, lastHour, perHour } = person;
  const seen = canaries.refused + canaries.approved;
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return [
    `${name}  ${approved} approved, ${denied} denied, ${medianMs === null ? 'nothing looked at yet' : `looks for ${(medianMs / 1000).toFixed(1)} s (median)`}`,
    `  refused ${canaries.refused} of ${seen} requests that had to be refused (95 % interval ${percent(vigilance.low)} to ${percent(vigilance.high)})`,
    `  asked ${lastHour} times within the hour${perHour === null ? '' : ` of at most ${perHour}`}; keys: ${keys.map(({ type, fingerprint }) => `${type} ${fingerprint}`).join(', ')}`,
  ];
}
