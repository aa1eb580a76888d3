/** Signing an answer with a passkey and sending it, and what came of it. */
import { startAuthentication, WebAuthnError } from '@simplewebauthn/browser';
import { useState } from 'preact/hooks';
import type { PasskeySummary } from '../../../contain/approvals/passkeys/requests.ts';
import type { ShownRequest } from '../../../contain/approvals/requests.ts';
import type { PageAnswer } from '../../approvals/wire.ts';
import { AskError, ask } from '../shared/ask.ts';
import { Heading } from '../shared/frame.tsx';
import { challengeOf } from './checked.ts';

export type Outcome = 'counted' | 'approved' | 'refused';

interface Answering {
  readonly request: ShownRequest;
  readonly passkeys: readonly PasskeySummary[];
  readonly approve: boolean;
  readonly viewedMs: number;
}

export function useDecision() {
  const [isSigning, setSigning] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const [approved, setApproved] = useState(false);
  const [problem, setProblem] = useState<{ readonly message: string; readonly remedy: string }>();
  async function decide(answering: Answering): Promise<void> {
    setSigning(true);
    setProblem(undefined);
    setApproved(answering.approve);
    try {
      setOutcome((await signedAndSent(answering)).status);
    } catch (thrown) {
      setProblem(problemOf(thrown));
    } finally {
      setSigning(false);
    }
  }
  return { isSigning, approved, outcome, problem, decide };
}

async function signedAndSent({ request, passkeys, approve, viewedMs }: Answering) {
  const statement = approve ? request.statement.approve : request.statement.deny;
  const response = await startAuthentication({
    optionsJSON: {
      challenge: await challengeOf(statement),
      rpId: location.hostname,
      userVerification: 'required',
      allowCredentials: passkeys.map(({ passkey }) => ({ id: passkey, type: 'public-key' })),
    },
  });
  const answer: PageAnswer = {
    approve,
    shownDigest: request.shownDigest,
    viewedMs: Math.round(viewedMs),
    response: { ...response },
  };
  return ask<{ readonly status: Outcome }>(`requests/${encodeURIComponent(request.id)}/answer`, answer);
}

function problemOf(thrown: unknown): { readonly message: string; readonly remedy: string } {
  if (thrown instanceof AskError) return thrown;
  const isCancelled =
    thrown instanceof WebAuthnError || (thrown instanceof Error && thrown.name === 'NotAllowedError');
  return {
    message: isCancelled ? 'Nothing was signed.' : 'The passkey could not be used.',
    remedy: isCancelled
      ? 'You cancelled, or the time to use your passkey ran out. Decide again.'
      : `${thrown instanceof Error ? thrown.message : String(thrown)}. Try again, or decide on the command line.`,
  };
}

interface DecidedProps {
  /** What the person said. */
  readonly approved: boolean;
  readonly outcome: 'approved' | 'refused';
}

export function Decided({ approved, outcome }: DecidedProps) {
  const { title, text } = endOf(approved, outcome);
  return (
    <>
      <Heading title={title} />
      <p>{text}</p>
      <p>
        <a href="/">Requests that are open</a>
      </p>
    </>
  );
}

function endOf(approved: boolean, outcome: DecidedProps['outcome']) {
  if (outcome === 'approved')
    return {
      title: 'Approved',
      text: 'Enough people have approved. The guard looks at the state once more, and then it goes ahead.',
    };
  if (approved)
    return {
      title: 'Not carried out',
      text: 'The state is not the one any more that you were shown, so that your approval counts for nothing. It can be asked for again.',
    };
  return { title: 'Denied', text: 'Nothing of it is carried out.' };
}
