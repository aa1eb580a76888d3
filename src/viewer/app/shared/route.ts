/** Addresses within the page: `/requests/ID` and its like, without loading the document again. */
import { useEffect, useState } from 'preact/hooks';

export interface Route {
  /** Decoded, e.g. `['requests', 'a1']`; empty for the start. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

/** Follows links, and gives where the page is. */
export function useRoute(): Route {
  const [address, setAddress] = useState(location.pathname + location.search);
  useEffect(() => {
    const moved = () => setAddress(location.pathname + location.search);
    const clicked = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      if (link === null || !isOurs(link, event)) return;
      event.preventDefault();
      history.pushState(null, '', link.href);
      moved();
      scrollTo(0, 0);
    };
    addEventListener('popstate', moved);
    document.addEventListener('click', clicked);
    return () => {
      removeEventListener('popstate', moved);
      document.removeEventListener('click', clicked);
    };
  }, []);
  return routeOf(address);
}

function isOurs(link: HTMLAnchorElement, event: MouseEvent): boolean {
  const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  return (
    plain &&
    link.origin === location.origin &&
    link.target === '' &&
    !link.getAttribute('href')?.startsWith('#')
  );
}

function routeOf(address: string): Route {
  const { pathname, searchParams } = new URL(address, location.origin);
  return { parts: pathname.split('/').filter(Boolean).map(decoded), query: searchParams };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
