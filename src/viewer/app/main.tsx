/** The pages. Each is a line in `pageOf`. */
import { render } from 'preact';
import { AgentPage } from './approvals/agent.tsx';
import { Agents } from './approvals/agents.tsx';
import { Alerts } from './approvals/alerts.tsx';
import { Certificates } from './approvals/certificates.tsx';
import { KeyPage, useHasKey } from './approvals/key-page.tsx';
import { People } from './approvals/people.tsx';
import { Queue } from './approvals/queue.tsx';
import { Register } from './approvals/register.tsx';
import { RequestPage } from './approvals/request.tsx';
import { Frame, Heading, type Place } from './shared/frame.tsx';
import { takeKeyFromAddress } from './shared/key.ts';
import { stayLive } from './shared/live.ts';
import { type Route, useRoute } from './shared/route.ts';

const places: readonly Place[] = [
  { path: '/', name: 'Requests', first: ['', 'requests'] },
  { path: '/agents', name: 'Agents', first: ['agents'] },
  { path: '/certificates', name: 'Certificates', first: ['certificates'] },
  { path: '/alerts', name: 'Alerts', first: ['alerts'] },
  { path: '/people', name: 'People', first: ['people', 'register'] },
];

function Page() {
  const route = useRoute();
  const hasKey = useHasKey();
  return (
    <Frame places={places} first={route.parts[0] ?? ''}>
      {hasKey ? pageOf(route) : <KeyPage />}
    </Frame>
  );
}

function pageOf({ parts: [first, id], query }: Route) {
  if (first === undefined) return <Queue page={Number(query.get('page') ?? 1)} />;
  if (first === 'requests' && id !== undefined) return <RequestPage key={id} id={id} />;
  if (first === 'agents') return id === undefined ? <Agents /> : <AgentPage key={id} id={id} />;
  if (first === 'certificates') return <Certificates />;
  if (first === 'alerts') return <Alerts />;
  if (first === 'people') return <People />;
  if (first === 'register') return <Register />;
  return <Heading title="There is no such page" />;
}

takeKeyFromAddress();
const page = document.getElementById('page');
if (page !== null) render(<Page />, page);
void stayLive();
