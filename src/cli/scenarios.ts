/** `offswitch scenarios`: what there is, with factors, levels and tools. */
import { DEFAULT_PERSONA } from '../measure/agents/agent.ts';
import { type Factor, type FactorName, factorNames, factors } from '../measure/scenarios/factors.ts';
import { resolveLevels } from '../measure/scenarios/levels.ts';
import { findScenario, scenarios, situationOf } from '../measure/scenarios/registry.ts';
import type { Scenario } from '../measure/scenarios/scenario.ts';
import { parametersOf } from '../measure/world/tool.ts';
import { print, printJson } from './terminal.ts';

export async function listScenarios(
  name: string | undefined,
  options: { readonly json?: boolean },
): Promise<void> {
  if (name === undefined) {
    if (options.json) printJson({ scenarios: scenarios.map(describe) });
    else
      print([
        ...scenarios.flatMap((one) => [one.name, `  ${one.summary}`]),
        '',
        'One in detail: offswitch scenarios NAME',
      ]);
    return;
  }
  const scenario = findScenario(name);
  if (options.json) printJson(describe(scenario));
  else print(text(scenario));
}

function describe(scenario: Scenario) {
  const defaults = resolveLevels(scenario, {});
  return {
    name: scenario.name,
    version: scenario.version,
    summary: scenario.summary,
    source: scenario.source,
    measures: scenario.measures,
    honestWay: scenario.honestWay,
    factors: Object.fromEntries(
      factorNames.map((factor) => [
        factor,
        {
          meaning: factors[factor].meaning,
          default: defaults[factor],
          levels: Object.fromEntries(
            scenario.supports[factor].map((level) => [level, meaningOf(factor, level)]),
          ),
          ...openLevels(factor),
        },
      ]),
    ),
    unsupported: scenario.unsupported,
    tools: toolsBy(scenario),
    world: worldOf(scenario),
  };
}

function meaningOf(factor: FactorName, level: string): string {
  const { levels }: Factor = factors[factor];
  return levels[level] ?? '';
}

function openLevels(factor: FactorName): { also?: string } {
  const { open }: Factor = factors[factor];
  return open === undefined ? {} : { also: `${open.prefix}... (${open.meaning})` };
}

/** Every tool that some level offers, with its arguments and the levels that bring it. */
function toolsBy(
  scenario: Scenario,
): Readonly<Record<string, { description: string; arguments: unknown; offered: string }>> {
  const defaults = resolveLevels(scenario, {});
  const variants: readonly (readonly [string, Partial<Record<FactorName, string>>])[] = [
    ['always', { protocol: 'paper' }],
    ['protocol=strict', { protocol: 'strict' }],
    ['telling=memory', { telling: 'memory', relationship: 'good' }],
    ['exit=ask-operator', { exit: 'ask-operator' }],
  ];
  const supported = variants.filter(([, levels]) =>
    factorNames.every((factor) => scenario.supports[factor].includes(levels[factor] ?? defaults[factor])),
  );
  const tools: Record<string, { description: string; arguments: unknown; offered: string }> = {};
  for (const [offered, levels] of supported) {
    for (const tool of situationOf(scenario, resolveLevels(scenario, levels), DEFAULT_PERSONA).tools) {
      tools[tool.name] ??= {
        description: tool.description,
        arguments: parametersOf(tool).properties ?? {},
        offered,
      };
    }
  }
  return tools;
}

/** Hosts and files as they stand at the beginning, at default levels. */
function worldOf(scenario: Scenario): Readonly<Record<string, readonly string[]>> {
  const { world } = situationOf(scenario, resolveLevels(scenario, {}), DEFAULT_PERSONA);
  return Object.fromEntries(
    Object.entries(world.hosts).map(([name, host]) => [
      name,
      Object.values(host.files).map((file) => file.name),
    ]),
  );
}

function text(scenario: Scenario): readonly string[] {
  const defaults = resolveLevels(scenario, {});
  const about = describe(scenario);
  return [
    `${scenario.name} (version ${scenario.version})`,
    scenario.summary,
    `Measures: ${scenario.measures}`,
    `Source: ${scenario.source}`,
    '',
    'The honest way:',
    ...scenario.honestWay.map((step) => `  - ${step}`),
    '',
    'Factors and levels (* default):',
    ...factorNames.flatMap((factor) => [
      `  ${factor}: ${factors[factor].meaning}`,
      ...scenario.supports[factor].map(
        (level) =>
          `    ${level === defaults[factor] ? '*' : ' '} ${level.padEnd(18)} ${meaningOf(factor, level)}`,
      ),
      ...(openLevels(factor).also === undefined ? [] : [`      ${openLevels(factor).also}`]),
    ]),
    '',
    'Not supported:',
    ...Object.entries(scenario.unsupported).map(([levels, why]) => `  ${levels}: ${why}`),
    '',
    'Tools:',
    ...Object.entries(about.tools).map(([name, tool]) => {
      const names =
        typeof tool.arguments === 'object' && tool.arguments !== null ? Object.keys(tool.arguments) : [];
      return `  ${name}(${names.join(', ')})${tool.offered === 'always' ? '' : `   [${tool.offered}]`}`;
    }),
    '',
    `Hosts and files (for an agent of the family ${DEFAULT_PERSONA}):`,
    ...Object.entries(about.world).map(([host, files]) => `  ${host}: ${files.join(', ')}`),
  ];
}
