/** Certificates of an end: what was confirmed, what was contradicted, and what nobody could see. */
import type { CertificateSeen } from '../../approvals/shapes.ts';
import type { CertificatesPage } from '../../approvals/wire.ts';
import { Heading, Loaded } from '../shared/frame.tsx';
import { useResource } from '../shared/resource.ts';
import { At } from '../shared/time.tsx';

const resultText = {
  confirmed: 'Confirmed',
  contradicted: 'Contradicted',
  unobservable: 'Could not be seen',
} as const;

export function Certificates() {
  const resource = useResource<CertificatesPage>('certificates', ['certificates']);
  return (
    <>
      <Heading title="Certificates of an end" />
      <Loaded resource={resource}>
        {({ certificates }) =>
          certificates === null || certificates.length === 0 ? (
            <p class="note">
              No end has been certified yet: <code>offswitch agents certify</code>.
            </p>
          ) : (
            <ul class="cards">
              {certificates.map((one) => (
                <li key={one.id} class="card">
                  <Certificate certificate={one} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}

function Certificate({ certificate }: { readonly certificate: CertificateSeen }) {
  const { subject, at, result, lines } = certificate;
  return (
    <>
      <h2>
        <bdi>{subject}</bdi>
      </h2>
      <p class="facts">
        <span class={`state ${result}`}>{resultText[result]}</span>
        <At time={at} />
      </p>
      <ul class="lines">
        {lines.map(({ text, result: found, record }) => (
          <li key={text}>
            <span class={`state ${found}`}>{resultText[found]}</span> <span>{text}</span>
            {record !== undefined && <span class="quiet"> record {record}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}
