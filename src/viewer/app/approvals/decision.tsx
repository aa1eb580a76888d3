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
  const [problem, setProblem] = useState<{ readonly message: string; readonly remedy: string }>();
  async function decide(answering: Answering): Promise<void> {
    setSigning(true);
    setProblem(undefined);
    try {
      setOutcome((await signedAndSent(answering)).status);
    } catch (thrown) {
      setProblem(problemOf(thrown));
    } finally {
      setSigning(false);
    }
  }
  return { isSigning, outcome, problem, decide };
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

export function Decided({ outcome }: { readonly outcome: 'approved' | 'refused' }) {
  return (
    <>
      <Heading title={outcome === 'approved' ? 'Approved' : 'Denied'} />
      <p>
        {outcome === 'approved'
          ? 'Enough people have approved. The guard looks at the state once more and then carries it out.'
          : 'The guard refuses what was asked for.'}
      </p>
      <p>
        <a href="/">Requests that are open</a>
      </p>
    </>
  );
}
