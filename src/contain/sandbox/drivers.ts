/** Every way of confining a program, by name. */
import { bwrap } from './bwrap.ts';
import type { SandboxDriver } from './driver.ts';
import { plain } from './plain.ts';

export const sandboxDrivers: Readonly<Record<string, SandboxDriver>> = { bwrap, plain };
