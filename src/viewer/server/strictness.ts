/** What a page's server demands of every request, and of browsers with every answer. */
import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { secureHeaders } from 'hono/secure-headers';

/** Nothing from elsewhere, nothing inline, no frame around the page, no text that becomes a program. */
export const strictHeaders: MiddlewareHandler = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
    requireTrustedTypesFor: ["'script'"],
    trustedTypes: ["'none'"],
  },
  crossOriginOpenerPolicy: 'same-origin',
  crossOriginResourcePolicy: 'same-origin',
  referrerPolicy: 'no-referrer',
  // Where TLS ends is the proxy's affair, and on the loopback there is none.
  strictTransportSecurity: false,
  xFrameOptions: 'DENY',
});

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * Refuses requests that name another host (a page elsewhere whose own name points here), and requests which change
 * something and come from another page than this.
 */
export function onlySamePage(origins: readonly string[]): MiddlewareHandler {
  const hosts = new Set(origins.map((origin) => new URL(origin).host));
  return createMiddleware(async (context, next) => {
    const { req } = context;
    if (!hosts.has(req.header('host') ?? '')) return context.text('This name is not served here.', 421);
    if (READS.has(req.method)) return next();
    const [from, site] = [req.header('origin') ?? '', req.header('sec-fetch-site')];
    if (!origins.includes(from) || (site !== undefined && site !== 'same-origin'))
      return context.text('Only the page itself may ask for this.', 403);
    return next();
  });
}
