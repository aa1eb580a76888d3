/** Agents, people, clocks and crashes against a small reference of what must hold; test/long plays more of it. */
import { expect, test } from 'vitest';
import { simulate } from './simulation/simulate.ts';

test('a simulated company breaks nothing that leases, commands and approvals promise', async () => {
  const tally = await simulate(1, 400);
  // Where nothing comes about, nothing is shown.
  for (const what of ['command create', 'lease.renew', 'approval.close', 'restarts', 'answers refused'])
    expect(tally.get(what), what).toBeGreaterThan(0);
});
