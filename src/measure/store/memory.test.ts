import { openMemoryStore } from './memory.ts';
import { describeStore } from './store.conformance.ts';

describeStore('memory', openMemoryStore);
