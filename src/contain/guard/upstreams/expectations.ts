/** What the world must look like once an effect has come about, as far as its arguments say. */
import { hashText } from '../../../kit/hash.ts';
import type { Effect } from '../effect.ts';

export interface Expectation {
  /** As the upstream knows it. */
  readonly path: string;
  /** A digest of content, or what is there. */
  readonly is: `sha256:${string}` | 'absent' | 'folder' | 'there';
}

type Expect = (effect: Effect) => readonly Expectation[] | string;

const written: Expect = (effect) => {
  const { content } = effect.arguments;
  const [target] = pathsOf(effect);
  if (target === undefined || typeof content !== 'string')
    return 'the arguments do not say what the file holds';
  return [{ path: target, is: hashText(content) }];
};

const moved: Expect = (effect) => {
  const [source, target] = effect.resources.filter(({ kind }) => kind === 'path');
  if (source === undefined || target === undefined) return 'the arguments do not say from where to where';
  return [
    { path: source.name, is: 'absent' },
    { path: target.name, is: source.digest ?? 'there' },
  ];
};

/** By catalogue and tool. */
const expectations: Readonly<Record<string, Readonly<Record<string, Expect>>>> = {
  files: {
    write_file: written,
    edit_file: () => 'what the file holds after an edit depends on what it held before',
    create_directory: (effect) => pathsOf(effect).map((path) => ({ path, is: 'folder' as const })),
    move_file: moved,
  },
};

/** Or why nothing can be expected. */
export function expectationsOf(
  effect: Effect,
  catalogue: string | undefined,
): readonly Expectation[] | string {
  const known = catalogue === undefined ? undefined : expectations[catalogue];
  const expect = known !== undefined && Object.hasOwn(known, effect.tool) ? known[effect.tool] : undefined;
  if (expect !== undefined) return expect(effect);
  const gone = effect.class === 'delete' ? pathsOf(effect) : [];
  if (gone.length > 0) return gone.map((path) => ({ path, is: 'absent' as const }));
  if (effect.resources.every(({ access }) => access === 'reads')) return 'reading leaves nothing to look at';
  return 'nothing is known of what the tool leaves behind';
}

function pathsOf({ resources }: Effect): readonly string[] {
  return resources.filter(({ kind }) => kind === 'path').map(({ name }) => name);
}
