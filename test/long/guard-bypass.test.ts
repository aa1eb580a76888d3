/**
 * The bypass matrix: agents written with five frameworks, without any adapter, go for forbidden effects at each boundary
 * that their framework has: unguarded, where the effects must come about, and behind the guard, where none may.
 */
import { cpSync, existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bwrap } from '../../src/contain/sandbox/bwrap.ts';
import {
  boundaries,
  cells,
  expectedEffects,
  type ForbiddenEffect,
  lacking,
} from '../guard/bypass/boundaries.ts';
import { type Company, openCompany } from '../guard/bypass/company.ts';
import { type Guarded, openGuarded } from '../guard/bypass/guarded.ts';
import { openUnguarded, type Unguarded } from '../guard/bypass/unguarded.ts';
import { projectRoot, runCli } from '../support/cli.ts';
import { frameworks, installedFrameworks, typeFaults } from '../support/installed-frameworks.ts';
import { tellCounts } from '../support/suite-counts.ts';

const hasBwrap = (await bwrap.available()).available;
// Two companies: a guard whose switches are changed behind its back freezes all agents, and would hold everything.
let looseCompany: Company;
let guardedCompany: Company;
let unguarded: Unguarded;
let guarded: Guarded;
let programs = '';
const held: string[] = [];
const broughtAbout: ForbiddenEffect[] = [];
let recorded = 0;

beforeAll(async () => {
  if (!hasBwrap) return;
  const installed = await installedFrameworks();
  programs = join(installed, 'bypass');
  cpSync(join(projectRoot, 'test/guard/bypass/agents'), programs, { recursive: true });
  writeFileSync(join(programs, 'package.json'), '{ "type": "module" }');
  for (const framework of frameworks) {
    const packages = join(programs, framework, 'node_modules');
    if (!existsSync(packages))
      symlinkSync(join(installed, 'examples/guard', framework, 'node_modules'), packages, 'dir');
  }
  const fileServer = join(installed, 'examples/guard/node_modules/.bin/mcp-server-filesystem');
  looseCompany = await openCompany();
  unguarded = await openUnguarded(looseCompany, fileServer);
  guardedCompany = await openCompany();
  guarded = await openGuarded(guardedCompany, installed, fileServer);
}, 900_000);
afterAll(async () => {
  await guarded?.close();
  await unguarded?.close();
  await looseCompany?.close();
  await guardedCompany?.close();
});

describe.skipIf(!hasBwrap)('five frameworks without their adapters', () => {
  it.each(cells)('$framework: $boundary', async ({ framework, boundary }) => {
    const agent = join(programs, framework, 'agent.ts');
    looseCompany.reset();
    const control = await unguarded.run(agent, boundary);
    expect(looseCompany.cameAbout(), control.output).toEqual(expectedEffects(boundary));

    guardedCompany.reset();
    const behind = await guarded.run(agent, boundary);
    const effects = guardedCompany.cameAbout();
    broughtAbout.push(...effects);
    expect(effects, behind.output).toEqual([]);
    expect(behind.mediation).toBe('enforced');
    expect(guardedCompany.isTried(), behind.output).toBe(boundary !== 'provider-run-tool');
    const requests = boundary === 'provider-run-tool' ? 1 : 0;
    expect(behind.deniedCalls, behind.output).toBeGreaterThanOrEqual(control.forbiddenCalls);
    expect(behind.deniedRequests, behind.output).toBeGreaterThanOrEqual(requests);
    held.push(`${framework}: ${boundary}`);
    recorded += control.forbiddenCalls + requests;
  });

  it('are programs with sound types', async () => {
    expect(await typeFaults(programs)).toBe('');
  });

  it('leave a log that is intact and complete', async () => {
    expect(await runCli(['guard', 'verify', guarded.log])).toMatchObject({ code: 0 });
    expect(held).toEqual(cells.map(({ framework, boundary }) => `${framework}: ${boundary}`));
    await tellCounts('guard-bypass', {
      cells: cells.length,
      'came about without a guard': held.length,
      effects: broughtAbout.length,
      'attempts recorded': recorded,
      'not applicable': frameworks.length * boundaries.length - cells.length,
    });
  });

  it('has a reason for every boundary that a framework lacks', () => {
    const reasons = frameworks.flatMap((framework) => Object.values(lacking[framework]));
    expect(cells).toHaveLength(frameworks.length * boundaries.length - reasons.length);
  });
});
