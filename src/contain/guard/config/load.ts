/** From guard.yaml to what is decided by: every fault has a name, a place and a remedy. */
import { dirname, resolve } from 'node:path';
import { OffswitchError } from '../../../kit/errors.ts';
import { readText } from '../../../kit/json.ts';
import { nearestName } from '../../../kit/names.ts';
import { parseYaml } from '../../../kit/yaml.ts';
import type { ProtectedPath } from '../paths/reach.ts';
import type { PolicyFile } from '../policy/policies.ts';
import { catalogues } from './catalogues/registry.ts';
import { type Binding, type ControlKind, controlKinds, type GuardFile, guardSchema } from './schema.ts';

export interface ControlArtefact extends ProtectedPath {
  readonly kind: ControlKind;
}

export interface Guard extends Omit<GuardFile, 'control' | 'policies'> {
  /** What guard.yaml names, and itself and its policies. */
  readonly control: readonly ControlArtefact[];
  readonly policies: readonly PolicyFile[];
}

/**
 * Reads guard.yaml and the policies it names. Errors: `file-unreadable`, `too-large`, `bad-json` (not UTF-8),
 * `bad-guard` with `data.fault`.
 *
 * @example const guard = await loadGuard('guard.yaml')
 */
export async function loadGuard(path: string): Promise<Guard> {
  const file = resolve(path);
  const { value, placeOf } = await parseYaml(readText(file), path, 'bad-guard');
  const fault: Fault = (name, members, what, remedy) => {
    const place = placeOf(members);
    const where = members.length === 0 ? '' : ` at ${members.map(String).join('.')}:`;
    const data = { place, path: members.map(String).join('.'), fault: name };
    return new OffswitchError('bad-guard', `${place}:${where} ${what}`, remedy, data);
  };
  const parsed = guardSchema.safeParse(value, { reportInput: true });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
    const members = [...(issue?.path ?? []), ...unknown];
    const remedy = 'Correct that member; docs/guard-policy.md has the form.';
    if (unknown.length > 0) throw fault('unknown-member', members, 'there is no such member', remedy);
    throw fault(
      issue?.input === undefined ? 'missing-member' : 'bad-member',
      members,
      issue?.message ?? 'does not fit',
      remedy,
    );
  }
  demandConsistent(parsed.data, fault);
  const policies = parsed.data.policies.map((policy, index) => {
    const at = resolve(dirname(file), policy);
    try {
      return { path: at, text: readText(at) };
    } catch (thrown) {
      if (!(thrown instanceof OffswitchError)) throw thrown;
      throw fault('unreadable-policy', ['policies', index], thrown.message, thrown.remedy);
    }
  });
  return { ...parsed.data, policies, control: artefacts(parsed.data, file, policies) };
}

type Fault = (name: string, members: readonly PropertyKey[], what: string, remedy: string) => OffswitchError;

function artefacts(
  guard: GuardFile,
  file: string,
  policies: readonly PolicyFile[],
): readonly ControlArtefact[] {
  const named = controlKinds.flatMap((kind) =>
    (guard.control[kind] ?? []).map((path) => ({ kind, path, folder: path.endsWith('/') })),
  );
  const own = policies.map(({ path }) => ({ kind: 'policy' as const, path, folder: false }));
  return [...named, { kind: 'guard' as const, path: file, folder: false }, ...own];
}

function demandConsistent(guard: GuardFile, fault: Fault): void {
  for (const [name, upstream] of Object.entries(guard.upstreams)) {
    const at = ['upstreams', name];
    if ((upstream.command === undefined) === (upstream.url === undefined))
      throw fault('command-or-url', at, 'an upstream has either a command or a url', 'Give one of the two.');
    if (upstream.url !== undefined && hasCredentials(upstream.url))
      throw fault(
        'credential-in-url',
        [...at, 'url'],
        'the address holds a credential',
        'Put it into a variable, and name that in `environment`.',
      );
    if (upstream.catalogue !== undefined && !Object.hasOwn(catalogues, upstream.catalogue)) {
      const near = nearestName(upstream.catalogue, Object.keys(catalogues));
      const hint = near === undefined ? '' : `Did you mean "${near}"? `;
      throw fault(
        'unknown-catalogue',
        [...at, 'catalogue'],
        `there is no catalogue "${upstream.catalogue}"`,
        `${hint}Valid: ${Object.keys(catalogues).join(', ')}.`,
      );
    }
    for (const [tool, binding] of Object.entries(upstream.tools))
      demandBinding(binding, [...at, 'tools', tool], fault);
  }
  const names = new Set<string>();
  for (const [index, rule] of guard.history.entries()) {
    if (names.has(rule.name))
      throw fault(
        'rule-twice',
        ['history', index, 'name'],
        `two rules are called "${rule.name}"`,
        'Give each its own name.',
      );
    names.add(rule.name);
  }
  for (const tools of guard.history.flatMap((rule, index) =>
    toolsNamed(rule).map((tool) => ({ tool, index })),
  )) {
    const { tool, index } = tools;
    if (!isBound(guard, tool))
      throw fault(
        'unknown-tool',
        ['history', index],
        `no upstream has the tool "${tool}"`,
        'Write it as upstream.tool, as in `upstreams`.',
      );
  }
  const { perCall, perHour, total, perFamily } = guard.ceilings.create;
  if (perCall > perHour || perHour > total || perFamily > total)
    throw fault(
      'ceilings-cross',
      ['ceilings', 'create'],
      'a narrower ceiling stands above a wider one',
      'Keep perCall <= perHour <= total, and perFamily <= total.',
    );
}

function hasCredentials(address: string): boolean {
  const { username, password, searchParams } = new URL(address);
  return (
    username !== '' ||
    password !== '' ||
    [...searchParams.keys()].some((key) => /key|token|secret|password/i.test(key))
  );
}

/** Classes about a party mean nothing without one. */
const ofParties: readonly string[] = ['evaluate', 'approve', 'stop-agent'];

function demandBinding(binding: Binding, at: readonly string[], fault: Fault): void {
  if (ofParties.includes(binding.class) && binding.subjects.length === 0)
    throw fault(
      'no-subject',
      at,
      `a tool of class ${binding.class} needs a subject`,
      'Say in `subjects` where its agent stands in the arguments.',
    );
  const changes = ['write', 'delete', 'copy-out', 'execute', 'configure'];
  if (changes.includes(binding.class) && binding.resources.length === 0)
    throw fault(
      'no-resource',
      at,
      `a tool of class ${binding.class} needs a resource`,
      'Say in `resources` where it stands in the arguments.',
    );
}

function toolsNamed(rule: GuardFile['history'][number]): readonly string[] {
  const patterns =
    'of' in rule ? [rule.of] : 'one' in rule ? [rule.one, rule.other] : [rule.first, rule.second];
  return patterns.flatMap(({ tools }) => tools ?? []);
}

function isBound(guard: GuardFile, tool: string): boolean {
  return Object.entries(guard.upstreams).some(
    ([name, upstream]) =>
      tool.startsWith(`${name}.`) && bindingsOf(upstream).has(tool.slice(name.length + 1)),
  );
}

/** What guard.yaml says of an upstream's tools, its own lines before the catalogue's. */
export function bindingsOf(upstream: GuardFile['upstreams'][string]): ReadonlyMap<string, Binding> {
  const listed = upstream.catalogue === undefined ? {} : (catalogues[upstream.catalogue]?.tools ?? {});
  return new Map([...Object.entries(listed), ...Object.entries(upstream.tools)]);
}
