/** The built application: files with a fingerprint in their names, and one document for every address of the page. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Hono } from 'hono';
import { OffswitchError, pathFailure } from '../../kit/errors.ts';

export interface Application {
  readonly document: string;
  /** By their names under `/assets`. */
  readonly assets: ReadonlyMap<string, Buffer>;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Read once, so that what is served stays the same while the page runs. Errors: `file-unreadable`. */
export function loadApplication(folder: string): Application {
  try {
    const assets = join(folder, 'assets');
    return {
      document: readFileSync(join(folder, 'index.html'), 'utf8'),
      assets: new Map(readdirSync(assets).map((name) => [name, readFileSync(join(assets, name))])),
    };
  } catch (thrown) {
    throw new OffswitchError(
      'file-unreadable',
      `the application of the page is not in ${folder}: ${pathFailure(thrown)}`,
      'Build it: npm run build. An installed package has it.',
      { folder },
      thrown,
    );
  }
}

export function shellOf({ document, assets }: Application): Hono {
  const shell = new Hono();
  shell.get('/assets/:name', (context) => {
    const bytes = assets.get(context.req.param('name'));
    if (bytes === undefined) return context.notFound();
    return context.body(new Uint8Array(bytes), 200, {
      'content-type': types[extname(context.req.param('name'))] ?? 'application/octet-stream',
      'cache-control': 'public, max-age=31536000, immutable',
    });
  });
  shell.get('*', (context) => context.html(document, 200, { 'cache-control': 'no-store' }));
  return shell;
}
