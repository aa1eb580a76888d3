/** The catalogues that come with Offswitch, by the names that guard.yaml uses. */
import type { Catalogue } from './catalogue.ts';
import { fetch } from './fetch.ts';
import { files } from './files.ts';
import { git } from './git.ts';
import { memory } from './memory.ts';
import { postgres } from './postgres.ts';

export const catalogues: Readonly<Record<string, Catalogue>> = { fetch, files, git, memory, postgres };
