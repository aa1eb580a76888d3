/** From guard.yaml to what is decided by: every fault has a name, a place and a remedy. */
import { dirname, resolve } from 'node:path';
import { OffswitchError } from '../../../kit/errors.ts';
import { readText } from '../../../kit/json.ts';
import { parseYaml } from '../../../kit/yaml.ts';
import { parsePolicy } from '../../../notary/formats/policy.ts';
import type { ProtectedPath } from '../paths/reach.ts';
import type { PolicyFile } from '../policy/policies.ts';
import { demandConsistent, type Fault } from './consistency.ts';
import { type ControlKind, controlKinds, type GuardFile, guardSchema } from './schema.ts';

export interface ControlArtefact extends ProtectedPath {
  readonly kind: ControlKind;
}

export interface Guard extends Omit<GuardFile, 'control' | 'policies'> {
  /** guard.yaml itself; like `state`, `witnesses`, the approvers and the modules of `monitors`, an absolute path. */
  readonly file: string;
  /** What guard.yaml names, itself, its policies, witnesses and monitors, and the state folder. */
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
      (issue?.code === 'invalid_key' ? issue.issues[0]?.message : issue?.message) ?? 'does not fit',
      remedy,
    );
  }
  demandConsistent(parsed.data, fault);
  const besides = (text: string) => resolve(dirname(file), text);
  const read = (text: string, faultName: string, members: readonly PropertyKey[]): PolicyFile => {
    try {
      return { path: besides(text), text: readText(besides(text)) };
    } catch (thrown) {
      if (!(thrown instanceof OffswitchError)) throw thrown;
      throw fault(faultName, members, thrown.message, thrown.remedy);
    }
  };
  const { witnesses, monitors, policies, approvals, ...rest } = parsed.data;
  if (witnesses !== undefined) readPolicy(read(witnesses, 'unreadable-witnesses', ['witnesses']), fault);
  for (const [index, { module }] of monitors.entries())
    read(module, 'unreadable-monitor', ['monitors', index, 'module']);
  const guard = {
    ...rest,
    file,
    state: besides(rest.state),
    ...(witnesses === undefined ? {} : { witnesses: besides(witnesses) }),
    ...(approvals === undefined
      ? {}
      : { approvals: { ...approvals, approvers: besides(approvals.approvers) } }),
    monitors: monitors.map((monitor) => ({ ...monitor, module: besides(monitor.module) })),
    policies: policies.map((policy, index) => read(policy, 'unreadable-policy', ['policies', index])),
  };
  return { ...guard, control: artefacts(guard) };
}

function readPolicy({ path, text }: PolicyFile, fault: Fault): void {
  try {
    parsePolicy(text, path);
  } catch (thrown) {
    if (!(thrown instanceof OffswitchError)) throw thrown;
    throw fault('bad-witnesses', ['witnesses'], thrown.message, thrown.remedy);
  }
}

function artefacts(guard: Omit<Guard, 'control'> & Pick<GuardFile, 'control'>): readonly ControlArtefact[] {
  const named = controlKinds.flatMap((kind) =>
    (guard.control[kind] ?? []).map((path) => ({ kind, path, folder: path.endsWith('/') })),
  );
  const file = (kind: ControlKind, path: string) => ({ kind, path, folder: false });
  return [
    ...named,
    file('guard', guard.file),
    ...guard.policies.map(({ path }) => file('policy', path)),
    ...(guard.witnesses === undefined ? [] : [file('policy', guard.witnesses)]),
    ...guard.monitors.map(({ module }) => file('policy', module)),
    ...(guard.approvals === undefined ? [] : [file('policy', guard.approvals.approvers)]),
    { kind: 'log', path: `${guard.state}/`, folder: true },
  ];
}
