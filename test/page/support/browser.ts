/** The system's Chromium, driven by Playwright, with an authenticator that has no hardware. */
import { existsSync } from 'node:fs';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Undefined where the machine has none. */
export const chromiumPath = [process.env.CHROMIUM, ...places].find(
  (path) => path !== undefined && existsSync(path),
);

export async function startChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('there is no Chromium here: apt-get install chromium');
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync'],
    ],
  });
}

/** A page whose requests are told, so that a test can see that none goes elsewhere. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{
  readonly page: Page;
  readonly context: BrowserContext;
  readonly asked: string[];
  readonly complaints: string[];
}> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return { page, context, asked, complaints };
}

/** Answers at once, as a person who confirms would; `isUserVerified` as a person who cannot. */
export async function withAuthenticator(
  context: BrowserContext,
  page: Page,
  isUserVerified = true,
): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified,
      automaticPresenceSimulation: true,
    },
  });
}
