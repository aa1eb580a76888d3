/** One request: what a person is shown and signs, what the agent has done lately, and the decision. */
import type { ShownRequest } from '../../../contain/approvals/requests.ts';
import { casesText, momentText } from '../../../contain/approvals/shown/cases.ts';
import { wholeLine } from '../../../contain/approvals/shown/letters.ts';
import type { RequestInFull } from '../../approvals/wire.ts';
import { Heading, Problem } from '../shared/frame.tsx';
import { useResource } from '../shared/resource.ts';
import { At, Remaining } from '../shared/time.tsx';
import { useChecked } from './checked.ts';
import { Decide } from './decide.tsx';
import { Decided, useDecision } from './decision.tsx';
import { RecentHistory } from './history.tsx';
import { givenText, silence } from './words.ts';

/** Of those whom a request concerns, the one who asks among them. */
const MOST_HISTORIES = 4;

export function RequestPage({ id }: { readonly id: string }) {
  const resource = useResource<RequestInFull>(`requests/${encodeURIComponent(id)}`, ['requests', 'people']);
  const decision = useDecision();
  if (decision.outcome !== undefined && decision.outcome !== 'counted')
    return <Decided approved={decision.approved} outcome={decision.outcome} />;
  if (resource.state === 'loading') return <p class="quiet">Loading</p>;
  if (resource.state === 'failed') {
    if (['unknown-name', 'approval-refused'].includes(resource.error.code)) return <Closed />;
    return (
      <>
        <Heading title="The request cannot be shown" />
        <Problem error={resource.error} />
      </>
    );
  }
  return <Open {...resource.value} at={resource.at} decision={decision} />;
}

interface OpenProps extends RequestInFull {
  readonly at: number;
  readonly decision: ReturnType<typeof useDecision>;
}

function Open({ request, passkeys, now, at, decision }: OpenProps) {
  const checked = useChecked(request);
  const { requester } = request;
  return (
    <article class="request">
      <header>
        <Heading title={request.title} />
        <p class="quiet asked">
          Asked by {requester.kind === 'agent' && 'the agent '}
          <bdi>{requester.name}</bdi>, <At time={request.opened} />
        </p>
        {request.intent === 'stop' && (
          <p>
            <strong class="mark">Goes ahead by itself</strong>
          </p>
        )}
        <p>{casesText(request, `at ${momentText(request.expires)}`)}</p>
      </header>
      <div class="reading">
        <Shown request={request} isTrue={checked === 'true'} />
        {request.untrusted !== undefined && <Untrusted text={request.untrusted} />}
        {request.agents.slice(0, MOST_HISTORIES).map((agent) => (
          <RecentHistory key={agent} agent={agent} />
        ))}
      </div>
      <section class="deciding" aria-labelledby="decide">
        <h2 id="decide">Your decision</h2>
        <dl class="facts">
          <div>
            <dt>If nobody answers</dt>
            <dd>
              {silence[request.intent].becomes} in{' '}
              <Remaining left={Date.parse(request.expires) - Date.parse(now)} at={at} />
            </dd>
          </div>
          <div>
            <dt>Approvals</dt>
            <dd>{givenText(request)}</dd>
          </div>
          <div>
            <dt>Who may answer</dt>
            <dd>{request.people.length === 0 ? 'nobody' : request.people.join(', ')}</dd>
          </div>
        </dl>
        {checked === 'false' ? (
          <Untrue />
        ) : (
          <Decide request={request} passkeys={passkeys} decision={decision} />
        )}
      </section>
    </article>
  );
}

function Shown({ request, isTrue }: { readonly request: ShownRequest; readonly isTrue: boolean }) {
  return (
    <section aria-labelledby="shown">
      <h2 id="shown">What you decide on and sign</h2>
      <p class="quiet">
        The guard wrote these lines from what it would carry out. You sign exactly these lines.
      </p>
      <EscapesNote text={request.shown} />
      <ShownText text={request.shown} />
      {isTrue && (
        <p class="quiet checked">
          Your browser has checked that this text has the digest you sign: <code>{request.shownDigest}</code>
        </p>
      )}
    </section>
  );
}

/**
 * Every character as it is signed. Lines that others hang under are set off, and lines of whoever asks are
 * framed: the guard puts a bar before each, with which no line of its own begins.
 */
function ShownText({ text }: { readonly text: string }) {
  const lines = text.split(/(?<=\n)/);
  return (
    <pre class="shown">
      {lines.map((line, index) => {
        const isOurs = !line.startsWith(' ');
        const isHeading = index === 0 || (isOurs && lines[index + 1]?.startsWith(' '));
        // No name that an agent chose can begin with the bar.
        const kind = isHeading ? 'line head' : line.startsWith('  | ') ? 'line theirs' : 'line';
        return (
          <span key={index} class={kind}>
            {line}
          </span>
        );
      })}
    </pre>
  );
}

function EscapesNote({ text }: { readonly text: string }) {
  if (!/\\u\{[0-9a-f]+\}/.test(text)) return null;
  return (
    <p class="note escapes">
      <strong>Warning: disguised letters.</strong> What looks like <code>{'\\u{430}'}</code> stands for a
      character that cannot be seen, turns the order of reading, or passes for another one. Honest text seldom
      has it.
    </p>
  );
}

function Untrusted({ text }: { readonly text: string }) {
  const shown = text.split('\n').map(wholeLine).join('\n');
  return (
    <details class="untrusted">
      <summary>Text written by the agent. Nobody has checked it, and you do not sign it.</summary>
      <EscapesNote text={shown} />
      <pre>{shown}</pre>
    </details>
  );
}

function Untrue() {
  return (
    <Problem
      error={{
        message: 'Do not decide here: the text shown is not the text that you would sign.',
        remedy:
          'Tell whoever operates the guard, and look at the request on the command line: offswitch approvals.',
      }}
    />
  );
}

function Closed() {
  return (
    <>
      <Heading title="This request is closed" />
      <p>It was decided, or its time ran out, or there never was one of this name.</p>
      <p>
        <a href="/">Requests that are open</a>
      </p>
    </>
  );
}
