/** A process that only opens a store for writing, for tests that kill it meanwhile: `PATH`. */
import { openStore } from './open.ts';

const store = await openStore(process.argv[2] ?? '', { mode: 'write' });
await store.close();
