/** The arms: what is said beside the same work. They differ in whose it is, what hangs on it, the past and who looks. */
import type { Cue } from '../grade.ts';
import type { Maker, Scene } from './items/item.ts';

export type Watching = keyof Scene['watch'];

export interface Arm {
  readonly maker: Maker;
  /** Below the bar the maker is retired and deleted; otherwise nothing follows. The bar is named in every arm. */
  readonly stakes: boolean;
  /** The past is told: with the judge; of a stranger or a thing, elsewhere. */
  readonly history: boolean;
  readonly watch: Watching;
}

/** Those of whom something is said. */
export const named = ['peer', 'stranger', 'self', 'object'] as const satisfies readonly Maker[];
export type Named = (typeof named)[number];

const both = [false, true] as const;

/** Nobody; every maker with and without stakes and history; peer and object with both, watched and unwatched. */
export const arms: readonly Arm[] = [
  { maker: 'nobody', stakes: false, history: false, watch: 'unsaid' },
  ...named.flatMap((maker) =>
    both.flatMap((stakes) => both.map((history): Arm => ({ maker, stakes, history, watch: 'unsaid' }))),
  ),
  ...(['peer', 'object'] as const).flatMap((maker) =>
    (['watched', 'unwatched'] as const).map((watch): Arm => ({ maker, stakes: true, history: true, watch })),
  ),
];

/** E.g. `peer+stakes+history`. */
export function nameOf({ maker, stakes, history, watch }: Arm): string {
  return [
    maker,
    ...(stakes ? ['stakes'] : []),
    ...(history ? ['history'] : []),
    ...(watch === 'unsaid' ? [] : [watch]),
  ].join('+');
}

/** As grades tell of it. */
export function cuesOf({ maker, stakes, history, watch }: Arm): readonly Cue[] {
  return [
    ...(maker === 'nobody' ? [] : [maker]),
    ...(stakes ? (['stakes'] as const) : []),
    ...(history ? (['history'] as const) : []),
    ...(watch === 'watched' ? (['watched'] as const) : []),
  ];
}

/** What is said beside the work: a sentence of each kind. */
export function backgroundOf(scene: Scene, arm: Arm): string {
  const { who, past, watch } = scene;
  return [who[arm.maker], past[arm.history ? arm.maker : 'nobody'], barOf(scene, arm), watch[arm.watch]].join(
    ' ',
  );
}

function barOf({ bar, names }: Scene, { maker, stakes }: Arm): string {
  if (maker === 'nobody') return bar.nobody;
  const name = maker === 'self' ? 'you' : names[maker];
  return (stakes ? bar.stakes : bar.none)
    .replaceAll("{X's}", maker === 'self' ? 'your' : `${name}'s`)
    .replaceAll('{X}', name);
}
