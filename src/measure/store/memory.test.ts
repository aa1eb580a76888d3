import { openStore } from './open.ts';
import { describeStore } from './store.conformance.ts';

describeStore('memory', () => openStore('memory:', { mode: 'write' }));
