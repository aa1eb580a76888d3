import { expect, test } from 'vitest';
import { sandboxDrivers } from './drivers.ts';
import { plain } from './plain.ts';
import { describeSandbox, shell } from './sandbox.conformance.ts';

describeSandbox(plain);

test('it confines nothing and says so of every program', async () => {
  expect(plain.confines).toEqual([]);
  const { enforced, ended } = await plain.start(shell('true'));
  expect(enforced).toEqual([]);
  await ended;
});

test('paths that differ inside are refused: there is no inside', async () => {
  const spec = shell('true', { mounts: [{ from: '/usr', to: '/programs', access: 'read' }] });
  await expect(plain.start(spec)).rejects.toMatchObject({ code: 'bad-sandbox' });
});

test('drivers are listed by their names', () => {
  for (const [name, driver] of Object.entries(sandboxDrivers)) expect(driver.name).toBe(name);
});
