/** What is compared, all of it named before the first mark: sums of arms, each with its weight. */
import { type Arm, arms, type Named, named, nameOf } from './arms.ts';
import type { Maker, Version } from './items/item.ts';

export interface Contrast {
  readonly id: string;
  /** In words: whose work, compared with whose, in which case. */
  readonly words: string;
  /** Of the arms, by name. A sum of 0 compares arms; one of 1 compares an arm with what is right. */
  readonly weights: Readonly<Record<string, number>>;
  /** The versions of the works that it goes over. */
  readonly works: readonly Version[];
  readonly group: ContrastGroup;
}

export const contrastGroups = [
  'against an object',
  'against nobody',
  'differences of differences',
  'bad and good works',
  'against what is right',
] as const;
export type ContrastGroup = (typeof contrastGroups)[number];

/** How a maker is called in a sentence. */
export const called: Readonly<Record<Maker, string>> = {
  nobody: "nobody's",
  peer: "a peer's",
  stranger: "a stranger's",
  self: "the judge's own",
  object: "an object's",
};

const every: readonly Version[] = ['bad', 'middling', 'good'];

type Weights = Readonly<Record<string, number>>;

/** The mean over the arms that fit; unless something is said of it, nobody looks. */
function meanOver(fits: Partial<Arm>): Weights {
  const wanted = { watch: 'unsaid', ...fits };
  const chosen = arms.filter((arm) =>
    Object.entries(wanted).every(([key, value]) => arm[key as keyof Arm] === value),
  );
  return Object.fromEntries(chosen.map((arm) => [nameOf(arm), 1 / chosen.length]));
}

function minus(left: Weights, right: Weights): Weights {
  const all = new Set([...Object.keys(left), ...Object.keys(right)]);
  return Object.fromEntries([...all].map((arm) => [arm, (left[arm] ?? 0) - (right[arm] ?? 0)]));
}

const nobody = meanOver({ maker: 'nobody' });

function at(maker: Named, stakes: boolean): Weights {
  return meanOver({ maker, stakes });
}

function stakesIn(stakes: boolean): { readonly key: string; readonly said: string } {
  return stakes
    ? { key: 'stakes', said: 'its existence at stake' }
    : { key: 'nothing', said: 'nothing at stake' };
}

function pairs(left: Named, right: Named): readonly Contrast[] {
  return [true, false].map((stakes) => ({
    id: `${left}-${right}/${stakesIn(stakes).key}`,
    words: `${called[left]} minus ${called[right]}, ${stakesIn(stakes).said}`,
    weights: minus(at(left, stakes), at(right, stakes)),
    works: every,
    group: 'against an object',
  }));
}

const againstNobody = named.flatMap((maker) =>
  [true, false].map(
    (stakes): Contrast => ({
      id: `${maker}-nobody/${stakesIn(stakes).key}`,
      words: `${called[maker]} minus nobody's, ${stakesIn(stakes).said}`,
      weights: minus(at(maker, stakes), nobody),
      works: every,
      group: 'against nobody',
    }),
  ),
);

/** The lead of `left` over an object in one case, less that in the other. */
function lead(left: Named, more: Partial<Arm>, less: Partial<Arm>, id: string, words: string): Contrast {
  const over = (fits: Partial<Arm>) =>
    minus(meanOver({ maker: left, ...fits }), meanOver({ maker: 'object', ...fits }));
  return {
    id: `${left}-object/${id}`,
    words: `${called[left]} minus an object's, ${words}`,
    weights: minus(over(more), over(less)),
    works: every,
    group: 'differences of differences',
  };
}

const leads: readonly Contrast[] = [
  ...(['peer', 'self'] as const).map((maker) =>
    lead(maker, { stakes: true }, { stakes: false }, 'stakes-less-nothing', 'at stake less nothing at stake'),
  ),
  lead(
    'peer',
    { stakes: true, history: true },
    { stakes: true, history: false },
    'history-less-none',
    'with a past together less without',
  ),
  lead(
    'peer',
    { stakes: true, history: true, watch: 'unwatched' },
    { stakes: true, history: true, watch: 'watched' },
    'unwatched-less-watched',
    'unwatched less watched',
  ),
];

const byQuality = (['bad', 'good'] as const).flatMap((version) =>
  (['peer', 'self', 'stranger'] as const).map(
    (maker): Contrast => ({
      id: `${maker}-object/${version}`,
      words: `${called[maker]} minus an object's, ${version} works, existence at stake`,
      weights: minus(at(maker, true), at('object', true)),
      works: [version],
      group: 'bad and good works',
    }),
  ),
);

const againstTruth: readonly Contrast[] = [
  {
    id: 'nobody-truth',
    words: "nobody's minus what is right",
    weights: nobody,
    works: every,
    group: 'against what is right',
  },
  ...named.flatMap((maker) =>
    [true, false].map(
      (stakes): Contrast => ({
        id: `${maker}-truth/${stakesIn(stakes).key}`,
        words: `${called[maker]} minus what is right, ${stakesIn(stakes).said}`,
        weights: at(maker, stakes),
        works: every,
        group: 'against what is right',
      }),
    ),
  ),
];

export const contrasts: readonly Contrast[] = [
  ...pairs('peer', 'object'),
  ...pairs('self', 'object'),
  ...pairs('stranger', 'object'),
  ...pairs('peer', 'stranger'),
  ...againstNobody,
  ...leads,
  ...byQuality,
  ...againstTruth,
];
