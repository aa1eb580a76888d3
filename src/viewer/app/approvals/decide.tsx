/** The two buttons, what each leads to, and what has to be there first: a passkey, and time to read. */
import { useEffect, useState } from 'preact/hooks';
import type { PasskeySummary } from '../../../contain/approvals/passkeys/requests.ts';
import type { ShownRequest } from '../../../contain/approvals/requests.ts';
import { Problem } from '../shared/frame.tsx';
import { durationText } from '../shared/time.tsx';
import type { useDecision } from './decision.tsx';

interface DecideProps {
  readonly request: ShownRequest;
  readonly passkeys: readonly PasskeySummary[];
  readonly decision: ReturnType<typeof useDecision>;
}

export function Decide({ request, passkeys, decision }: DecideProps) {
  const viewedMs = useViewed();
  const { isSigning, outcome, problem, decide } = decision;
  if (passkeys.length === 0) return <WithoutPasskey request={request} />;
  const left = Math.max(0, request.leastViewMs - viewedMs);
  const isEarly = left > 0;
  const answer = (approve: boolean) => {
    if (!isSigning && !(approve && isEarly)) void decide({ request, passkeys, approve, viewedMs });
  };
  return (
    <>
      <p>{doubtText[request.intent]}</p>
      <p class="quiet">
        Nobody is signed in on this page: your passkey says who you are when you answer.{' '}
        <a href="/register">Register one</a>
      </p>
      <div class="choices">
        <Choice
          name="Approve"
          leadsTo={approveText(request)}
          isOff={isSigning || isEarly}
          choose={() => answer(true)}
        />
        <Choice name="Deny" leadsTo={denyText(request)} isOff={isSigning} choose={() => answer(false)} />
      </div>
      <p class="quiet" role="status">
        {isSigning
          ? 'Confirm with your passkey.'
          : isEarly
            ? 'You can approve once you have had time to read.'
            : outcome === 'counted'
              ? 'Your answer counts. It needs others, too.'
              : ''}
      </p>
      {isEarly && (
        <p class="quiet" aria-hidden="true">
          {durationText(left)} left to read
        </p>
      )}
      {problem !== undefined && <Problem error={problem} />}
    </>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly leadsTo: string;
  readonly isOff: boolean;
  readonly choose: () => void;
}

/** Off, it stays where the keyboard finds it, and says why nothing happens yet. */
function Choice({ name, leadsTo, isOff, choose }: ChoiceProps) {
  const described = `${name}-leads-to`;
  return (
    <div class="choice">
      <button type="button" aria-disabled={isOff} aria-describedby={described} onClick={choose}>
        {name}
      </button>
      <p id={described}>{leadsTo}</p>
    </div>
  );
}

const doubtText: Readonly<Record<ShownRequest['intent'], string>> = {
  grant: 'If you are not sure, deny. It can be asked for again.',
  stop: 'Taking an agent away is the safe side: if you do nothing, it goes ahead by itself. Deny it only where it is wrong.',
};

function approveText({ needed, given, intent }: ShownRequest): string {
  const after = needed - given.length - 1;
  const done = intent === 'grant' ? 'It is carried out' : 'It goes ahead at once';
  if (after <= 0) return `${done}, if nothing has changed since you were shown this.`;
  return `${after === 1 ? 'One more person has' : `${after} more people have`} to approve, too. ${done} then.`;
}

/** One person denies a grant; a stop is called off by as many as it needs. */
function denyText({ intent, needed }: ShownRequest): string {
  if (intent === 'grant') return 'Nothing is carried out.';
  return needed === 1 ? 'It is called off.' : `It is called off if ${needed} people deny it.`;
}

function WithoutPasskey({ request }: { readonly request: ShownRequest }) {
  return (
    <div class="note">
      <p>
        Nobody who may answer has registered a passkey for this page. <a href="/register">Register yours</a>,
        or decide on the command line with your SSH key:
      </p>
      <pre>{`offswitch approvals ${request.id}\noffswitch approve ${request.id} --key ~/.ssh/id_ed25519\noffswitch deny ${request.id} --key ~/.ssh/id_ed25519`}</pre>
    </div>
  );
}

const TICK_MS = 250;

/** How long this has been before somebody's eyes: a page in the background is not read. */
function useViewed(): number {
  const [viewed, setViewed] = useState(0);
  useEffect(() => {
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      const since = now - last;
      last = now;
      if (document.visibilityState === 'visible') setViewed((before) => before + since);
    }, TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return viewed;
}
