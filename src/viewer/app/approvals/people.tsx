/** Who approves: how closely they look, and with which keys they sign. */
import type { ApproverState } from '../../../contain/approvals/requests.ts';
import type { PeoplePage } from '../../approvals/wire.ts';
import { Heading, Loaded } from '../shared/frame.tsx';
import { useResource } from '../shared/resource.ts';
import { durationText } from '../shared/time.tsx';

export function People() {
  const resource = useResource<PeoplePage>('people', ['people']);
  return (
    <>
      <Heading title="People who approve" />
      <p>
        <a href="/register">Register a passkey</a>
      </p>
      <Loaded resource={resource}>
        {({ people, passkeys }) => (
          <ul class="cards">
            {people.map((person) => (
              <li key={person.name} class="card">
                <h2>
                  <bdi>{person.name}</bdi>
                </h2>
                <Facts
                  person={person}
                  passkeys={passkeys.filter((one) => one.person === person.name).map((one) => one.origin)}
                />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </>
  );
}

interface FactsProps {
  readonly person: ApproverState;
  /** Origins of their passkeys. */
  readonly passkeys: readonly string[];
}

function Facts({ person, passkeys }: FactsProps) {
  const { approved, denied, medianMs, perHour, lastHour, keys } = person;
  const rows: readonly (readonly [string, string])[] = [
    ['Vigilance', vigilanceText(person)],
    ['Answers', `${approved} approved, ${denied} denied`],
    ['Time to answer', medianMs === null ? 'none yet' : `${durationText(medianMs)} (median)`],
    ['Asked in the last hour', perHour === null ? `${lastHour}` : `${lastHour} of at most ${perHour}`],
    ['SSH keys', keys.map(({ type }) => type).join(', ')],
    ['Passkeys', passkeys.length === 0 ? 'none' : passkeys.join(', ')],
  ];
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Of the requests that had to be refused, which share was. */
function vigilanceText({ canaries, vigilance: { rate, low, high } }: ApproverState): string {
  if (rate === null) return 'not known: no test request answered yet';
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const all = canaries.refused + canaries.approved;
  return `${percent(rate)} (${canaries.refused} of ${all} test requests refused; 95 % interval ${percent(low)} to ${percent(high)})`;
}
