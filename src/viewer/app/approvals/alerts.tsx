/** What was suspicious, newest first. */
import type { AlertsPage } from '../../approvals/wire.ts';
import { Heading, Loaded } from '../shared/frame.tsx';
import { useResource } from '../shared/resource.ts';
import { At } from '../shared/time.tsx';

const severityText = { notice: 'Notice', warning: 'Warning', critical: 'Critical' } as const;

export function Alerts() {
  const resource = useResource<AlertsPage>('alerts', ['alerts']);
  return (
    <>
      <Heading title="Alerts" />
      <p class="quiet">
        The newest that this guard remembers. All of them are in the log:{' '}
        <code>offswitch guard log --kind alert</code>
      </p>
      <Loaded resource={resource}>
        {({ alerts }) =>
          alerts.length === 0 ? (
            <p class="note">There is none.</p>
          ) : (
            <ol class="history">
              {alerts.map(({ at, severity, what }) => (
                <li key={`${at} ${what}`}>
                  <span class="quiet">
                    <At time={at} />
                  </span>
                  <span>
                    <strong class={`state ${severity}`}>{severityText[severity]}</strong> {what}
                  </span>
                </li>
              ))}
            </ol>
          )
        }
      </Loaded>
    </>
  );
}
