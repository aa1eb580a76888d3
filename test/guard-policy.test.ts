/** The page on the guard's decisions says what the code says: its example loads, and its lists are whole. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { catalogues } from '../src/contain/guard/config/catalogues/registry.ts';
import { loadGuard } from '../src/contain/guard/config/load.ts';
import { controlKinds } from '../src/contain/guard/config/schema.ts';
import { effectClasses } from '../src/contain/guard/effect.ts';
import { faults } from '../src/contain/guard/fail-direction.ts';
import { invariants } from '../src/contain/guard/invariants/registry.ts';
import { openPolicies } from '../src/contain/guard/policy/policies.ts';

const page = readFileSync(new URL('../docs/guard-policy.md', import.meta.url), 'utf8');

test('its guard.yaml and its policy can be used', async () => {
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const [, cedar = ''] = /```\n(permit[\s\S]*?)```/.exec(page) ?? [];
  const folder = mkdtempSync(join(tmpdir(), 'offswitch-page-'));
  try {
    writeFileSync(join(folder, 'guard.yaml'), yaml);
    writeFileSync(join(folder, 'base.cedar'), cedar);
    const guard = await loadGuard(join(folder, 'guard.yaml'));
    expect((await openPolicies(guard.policies)).ids).toEqual(['base.cedar:0']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('every invariant stands there with its sentence', () => {
  for (const { name, summary } of invariants) expect(page).toContain(`| \`${name}\` | ${summary} |`);
});

test('every class, kind of artefact, catalogue and fault stands there', () => {
  const names = [...effectClasses, ...controlKinds, ...Object.keys(catalogues), ...faults];
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
