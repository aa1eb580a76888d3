/** Builds the application of the pages into the package. */
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'src/viewer/app',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../../dist/viewer/app',
    emptyOutDir: true,
    target: 'es2022',
    // Everything is a file of its own origin: nothing inline, which the content security policy would refuse.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  logLevel: 'warn',
});
