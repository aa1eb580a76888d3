import { expect, test } from 'vitest';
import { bwrap } from './bwrap.ts';
import { describeSandbox } from './sandbox.conformance.ts';

const availability = await bwrap.available();
if (availability.available) describeSandbox(bwrap);
else
  test.skip(`NOT TESTED HERE: ${availability.why}`, () => {
    expect.unreachable();
  });
