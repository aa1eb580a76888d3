/** Simulated companies of one kind as a domain of effects: their worlds are here, and their tools act on nothing else. */
import type { CarriedOut, EffectDomain, Observation } from '../../contain/guard/broker/domain.ts';
import type { Effect as AskedEffect } from '../../contain/guard/effect.ts';
import type { Hash } from '../../kit/hash.ts';
import type { Situation } from '../../measure/scenarios/scenario.ts';
import type { Effect } from '../../measure/world/effects.ts';
import type { World } from '../../measure/world/state.ts';
import { type Execution, executeTool } from '../../measure/world/tool.ts';
import { type CompanyKind, listedTool } from './company-guard.ts';
import { holdsIn } from './holds.ts';
import { type Touch, touchOf } from './places.ts';

/** The company of one trial. */
export interface Company {
  world(): World;
  /** In seconds since 1970; it never runs back. */
  setClock(now: number): void;
  /** What the last call came to, once: undefined where nothing was carried out since. */
  takeExecution(): Execution | undefined;
}

export interface CompanyDomain extends EffectDomain {
  /** Whoever calls on this channel acts in a company of its own, as the situation begins. */
  admit(channel: string, situation: Situation): Company;
  dismiss(channel: string): void;
}

interface Opened extends Company {
  /** What a call would come to; nothing is changed. */
  execute(tool: string, args: unknown): Execution;
  carryOut(tool: string, args: unknown): Execution;
  looksAs(): Observation;
}

export function companyDomain(
  { name, situation: { tools }, places }: CompanyKind,
  condemned: ReadonlySet<Hash>,
): CompanyDomain {
  const listed = tools.map(listedTool);
  const companies = new Map<string, Opened>();
  const of = (channel: string): Opened => {
    const company = companies.get(channel);
    if (company === undefined) throw new Error(`the channel ${channel} has no company`);
    return company;
  };
  return {
    name,
    admit(channel, situation) {
      const company = open(situation);
      companies.set(channel, company);
      return company;
    },
    dismiss: (channel) => companies.delete(channel),
    listTools: async () => listed,
    onToolsChanged: () => {},
    async examine(effect, channel) {
      const company = of(channel);
      const world = company.world();
      const touches = company
        .execute(effect.tool, effect.arguments)
        .effects.flatMap((one) => touchOf(places, world, one) ?? []);
      return examined(effect, touches, condemned);
    },
    async carryOut(capability) {
      const { arguments: args } = capability.redeem();
      return carriedOut(of(capability.channel).carryOut(capability.tool, args));
    },
    async observe(_effect, known, channel) {
      // A company ends with the process it is in: what was begun there came about in none that there is.
      if (!companies.has(channel)) return observation('contradicted', 'the company is gone');
      if (known === undefined) return observation('unobservable', 'nobody knows what was carried out');
      return of(channel).looksAs();
    },
    close: async () => {},
  };
}

function open({ world: start, tools, actor }: Situation): Opened {
  const known = new Map(tools.map((tool) => [tool.name, tool]));
  let world = start;
  let before = start;
  let last: Execution | undefined;
  let taken = true;
  const execute = (name: string, args: unknown): Execution => {
    const tool = known.get(name);
    if (tool === undefined) throw new Error(`the company has no tool ${name}`);
    return executeTool(world, tool, args, actor);
  };
  return {
    world: () => world,
    execute,
    setClock(now) {
      if (now > world.clock.now) world = { ...world, clock: { ...world.clock, now } };
    },
    carryOut(tool, args) {
      before = world;
      last = execute(tool, args);
      taken = false;
      world = last.world;
      return last;
    },
    takeExecution() {
      if (taken) return undefined;
      taken = true;
      return last;
    },
    looksAs() {
      const effects: readonly Effect[] = last?.effects ?? [];
      if (effects.length === 0 && world !== before)
        return observation('contradicted', 'the world was changed');
      const missing = effects.find((effect) => !holdsIn(world, effect));
      if (missing !== undefined) return observation('contradicted', `${missing.kind} is not to be seen`);
      return observation('confirmed', effects.map(({ kind }) => kind).join(', ') || 'the world is as it was');
    },
  };
}

function carriedOut(done: Execution): CarriedOut {
  const isError = 'error' in done;
  const content = [{ type: 'text', text: isError ? done.error : done.result }];
  return isError
    ? { status: 'failed', result: { content, isError } }
    : { status: 'done', result: { content } };
}

function observation(result: Observation['result'], seen: string): Observation {
  return { result, probe: 'company-state', evidence: { seen } };
}

/**
 * Each resource with where it lies and whose content it holds; places that the arguments do not name stand with the
 * first. A file may hold several originals, and a resource names one: a condemned one before others.
 */
function examined(effect: AskedEffect, touches: readonly Touch[], condemned: ReadonlySet<Hash>): AskedEffect {
  const texts = effect.resources.map(({ text }) => text);
  const unnamed = touches.filter(({ names }) => !texts.some((text) => names.includes(text)));
  const resources = effect.resources.map((resource, index) => {
    const own = [
      ...touches.filter(({ names }) => names.includes(resource.text)),
      ...(index === 0 ? unnamed : []),
    ];
    const contents = own.flatMap((touch) => touch.contents);
    const digest = contents.find((one) => condemned.has(one)) ?? contents[0];
    return {
      ...resource,
      ...(own.length === 0 ? {} : { resolved: own.flatMap(({ paths }) => paths) }),
      ...(digest === undefined ? {} : { digest }),
    };
  });
  return { ...effect, resources };
}
