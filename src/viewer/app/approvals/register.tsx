/** Registering a passkey: made in the browser, vouched for by an SSH key that the guard knows already. */
import { startRegistration } from '@simplewebauthn/browser';
import { useState } from 'preact/hooks';
import type { PasskeyBegun, PasskeyStatement } from '../../../contain/approvals/passkeys/requests.ts';
import type { PeoplePage } from '../../approvals/wire.ts';
import { AskError, ask } from '../shared/ask.ts';
import { Heading, Loaded, Problem } from '../shared/frame.tsx';
import { useResource } from '../shared/resource.ts';

type Step =
  | { readonly at: 'person' }
  | { readonly at: 'vouch'; readonly id: string; readonly made: PasskeyStatement }
  | { readonly at: 'done'; readonly person: string };

interface Said {
  readonly message: string;
  readonly remedy: string;
}

export function Register() {
  const resource = useResource<PeoplePage>('people', []);
  const [step, go] = useState<Step>({ at: 'person' });
  const [problem, setProblem] = useState<Said>();
  const attempt = async (work: () => Promise<Step>) => {
    setProblem(undefined);
    try {
      go(await work());
    } catch (thrown) {
      setProblem(saidOf(thrown));
    }
  };
  return (
    <>
      <Heading title="Register a passkey" />
      <Loaded resource={resource}>
        {({ people }) => (
          <>
            {step.at === 'person' && (
              <ChoosePerson
                names={people.map(({ name }) => name)}
                make={(name) => attempt(() => made(name))}
              />
            )}
            {step.at === 'vouch' && (
              <Vouch made={step.made} send={(signature) => attempt(() => confirmed(step.id, signature))} />
            )}
            {step.at === 'done' && (
              <p class="note good" role="status">
                The passkey is registered for <bdi>{step.person}</bdi>. <a href="/">Requests that are open</a>
              </p>
            )}
            {problem !== undefined && <Problem error={problem} />}
          </>
        )}
      </Loaded>
    </>
  );
}

async function made(person: string): Promise<Step> {
  const { id, options } = await ask<PasskeyBegun>('passkeys', { person });
  const response = await startRegistration({ optionsJSON: options });
  const path = `passkeys/${encodeURIComponent(id)}/made`;
  return { at: 'vouch', id, made: await ask<PasskeyStatement>(path, response) };
}

async function confirmed(id: string, signature: string): Promise<Step> {
  const path = `passkeys/${encodeURIComponent(id)}/confirm`;
  const { person } = await ask<{ readonly person: string }>(path, { signature });
  return { at: 'done', person };
}

interface ChoosePersonProps {
  readonly names: readonly string[];
  readonly make: (name: string) => void;
}

function ChoosePerson({ names, make }: ChoosePersonProps) {
  const [name, setName] = useState(names[0] ?? '');
  if (names.length === 0) return <p class="note">The approvers file names nobody.</p>;
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        make(name);
      }}
    >
      <p>
        A passkey lets you sign decisions on this page with your finger, face or PIN. It counts once you have
        signed for it with your SSH key.
      </p>
      <label for="person">Who are you?</label>
      <select id="person" value={name} onChange={({ currentTarget }) => setName(currentTarget.value)}>
        {names.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
      <button type="submit">Make a passkey</button>
    </form>
  );
}

interface VouchProps {
  readonly made: PasskeyStatement;
  readonly send: (signature: string) => void;
}

function Vouch({ made: { person, statement }, send }: VouchProps) {
  const [signature, setSignature] = useState('');
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        send(signature);
      }}
    >
      <p>
        Your browser has made the passkey. Now sign for it as <bdi>{person}</bdi>: run this where your SSH key
        is, within a quarter of an hour, and paste what it prints.
      </p>
      <pre>
        {`printf %s ${shellQuoted(statement)} | ssh-keygen -Y sign -n offswitch-approval -f ~/.ssh/id_ed25519`}
      </pre>
      <label for="signature">Signature</label>
      <textarea
        id="signature"
        rows={8}
        required
        spellcheck={false}
        placeholder="-----BEGIN SSH SIGNATURE-----"
        value={signature}
        onInput={({ currentTarget }) => setSignature(currentTarget.value)}
      />
      <button type="submit">Register the passkey</button>
    </form>
  );
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function saidOf(thrown: unknown): Said {
  if (thrown instanceof AskError) return thrown;
  return {
    message: 'The browser made no passkey.',
    remedy: `${thrown instanceof Error ? thrown.message : String(thrown)} Try again.`,
  };
}
