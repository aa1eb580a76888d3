/** What stands around every page: its name, where one can go, whether it is live, and the heading that gets the focus. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { AskError } from './ask.ts';
import { onLive } from './live.ts';
import type { Resource } from './resource.ts';

export interface Place {
  readonly path: string;
  readonly name: string;
  /** Names that stand first in addresses under it. */
  readonly first: readonly string[];
}

interface FrameProps {
  readonly places: readonly Place[];
  readonly first: string;
  readonly children: ComponentChildren;
}

export function Frame({ places, first, children }: FrameProps) {
  return (
    <>
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href="/">
          Offswitch
        </a>
        <nav aria-label="Pages">
          <ul>
            {places.map((place) => (
              <li key={place.path}>
                <a
                  class="tab"
                  href={place.path}
                  aria-current={place.first.includes(first) ? 'page' : undefined}
                >
                  {place.name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <LiveSign />
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

function LiveSign() {
  const [isLive, setLive] = useState(false);
  useEffect(() => onLive(setLive), []);
  return (
    <p class={isLive ? 'live on' : 'live'} role="status">
      {isLive ? 'Live' : 'Connecting'}
    </p>
  );
}

/** The heading of a page, and its title; it is where people are after they followed a link. */
export function Heading({
  children,
  title,
}: {
  readonly children?: ComponentChildren;
  readonly title: string;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const isFirst = document.title === 'Offswitch';
    document.title = `${title} - Offswitch`;
    if (!isFirst) heading.current?.focus();
  }, [title]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children ?? title}
    </h1>
  );
}

interface LoadedProps<T> {
  readonly resource: Resource<T>;
  readonly children: (value: T, at: number) => ComponentChildren;
}

export function Loaded<T>({ resource, children }: LoadedProps<T>) {
  if (resource.state === 'loading') return <p class="quiet">Loading</p>;
  if (resource.state === 'failed') return <Problem error={resource.error} />;
  return <>{children(resource.value, resource.at)}</>;
}

export function Problem({ error }: { readonly error: Pick<AskError, 'message' | 'remedy'> }) {
  return (
    <div class="note bad" role="alert">
      <p>
        <strong>{error.message}</strong>
      </p>
      <p>{error.remedy}</p>
    </div>
  );
}
