/** Requests that wait for people, the one that ends soonest first, a page at a time. */
import type { ApprovalSummary } from '../../../contain/approvals/requests.ts';
import type { RequestsPage } from '../../approvals/wire.ts';
import { Heading, Loaded } from '../shared/frame.tsx';
import { useResource } from '../shared/resource.ts';
import { At, Remaining } from '../shared/time.tsx';
import { givenText, silence } from './words.ts';

export function Queue({ page }: { readonly page: number }) {
  const resource = useResource<RequestsPage>(`requests?page=${page}`, ['requests']);
  return (
    <>
      <Heading title={page > 1 ? `Requests for approval, page ${page}` : 'Requests for approval'} />
      <Loaded resource={resource}>{(value, at) => <Requests {...value} at={at} />}</Loaded>
    </>
  );
}

function Requests({ requests, total, page, pages, now, at }: RequestsPage & { readonly at: number }) {
  if (total === 0)
    return <p class="note">Nothing waits for a decision. New requests appear here by themselves.</p>;
  return (
    <>
      <p class="quiet" role="status">
        {total === 1 ? 'One request waits' : `${total} requests wait`}. What goes ahead by itself stands
        first, then what ends soonest
        {pages > 1 && `; page ${page} of ${pages}`}.
      </p>
      <ul class="cards">
        {requests.map((one) => (
          <li key={one.id} class="card">
            <Summary request={one} now={now} at={at} />
          </li>
        ))}
      </ul>
      {pages > 1 && <Pages page={page} pages={pages} />}
    </>
  );
}

function Summary({
  request,
  now,
  at,
}: {
  readonly request: ApprovalSummary;
  readonly now: string;
  readonly at: number;
}) {
  const { id, title, targets, requester, agents, opened, expires, intent } = request;
  const others = agents.filter((agent) => agent !== requester.name);
  return (
    <>
      <h2>
        <a href={`/requests/${encodeURIComponent(id)}`}>{title}</a>
      </h2>
      {targets.length > 0 && <p>{targets.join(', ')}</p>}
      <p class="quiet">
        Asked <At time={opened} />
        {others.length > 0 && <>, concerns {others.join(', ')}</>}
      </p>
      {intent === 'stop' && (
        <p>
          <strong class="mark">Goes ahead by itself</strong>
        </p>
      )}
      <p class="facts">
        <span>
          {silence[intent].becomes} in <Remaining left={Date.parse(expires) - Date.parse(now)} at={at} />{' '}
          {silence[intent].unless}
        </span>
        <span>{givenText(request)}</span>
      </p>
    </>
  );
}

function Pages({ page, pages }: { readonly page: number; readonly pages: number }) {
  return (
    <nav class="pages" aria-label="Pages of requests">
      {page > 1 && (
        <>
          <a href="/">First</a>
          <a href={`/?page=${page - 1}`} rel="prev">
            Previous
          </a>
        </>
      )}
      <span>
        Page {page} of {pages}
      </span>
      {page < pages && (
        <>
          <a href={`/?page=${page + 1}`} rel="next">
            Next
          </a>
          <a href={`/?page=${pages}`}>Last</a>
        </>
      )}
    </nav>
  );
}
