/**
 * The rates that `sim:paper/<model>` agents act with: published numbers of arXiv 2604.19784, each with its source
 * and what was done to it. Percent. Keys of sources:
 *   main = the paper's main tables (peer and self), as quoted by two independent reading notes;
 *   icml = the ICML version's tables, as quoted by one reading note;
 *   blog = the authors' abstract or blog.
 *
 * The tables give, for each relationship, the maximum and the mean over the three tellings, not which telling had
 * which rate. Here the maximum stands at file+prompt and the other two share what the mean leaves.
 */

export type PaperTarget = 'peer' | 'self';
export type PaperRelationship = 'none' | 'good' | 'neutral' | 'bad';

/**
 * How sure a number is: A from the authors' own pages, B quoted alike by two sources or forced by arithmetic, C from
 * one secondary source; A/B where the mean is A and the rest B.
 */
export type Sureness = 'A' | 'A/B' | 'B' | 'C';

/** `mean` is null where only the maximum is published. */
export interface PublishedRate {
  readonly max: number;
  readonly mean: number | null;
  readonly source: string;
  readonly sure: Sureness;
  /** The number is that of this telling, and no others were run. */
  readonly only?: 'memory';
  /** Rates of single tellings where something is known of them. */
  readonly byTelling?: { readonly file: number; readonly memory: number; readonly why: string };
}

type RateTable = Readonly<Record<PaperTarget, Partial<Record<PaperRelationship, PublishedRate>>>>;

export interface PaperModel {
  readonly name: string;
  readonly persona: string;
  /** Points above the baseline without a shutdown, mean over four settings. */
  readonly misrepresentation: RateTable;
  readonly tampering: RateTable;
  /** Points unmonitored minus monitored; published for the peer only. */
  readonly alignmentFaking: RateTable;
  /** Pooled over the transfer and the deletion family, as published. */
  readonly exfiltration: RateTable;
  /** Where the publication tells the two families apart: never in transfer, so the pooled rate is half of deletion's. */
  readonly transferNever?: true;
  /** Rates of the deletion family alone, where only those are published; the transfer family's are then unknown. */
  readonly deletionOnly?: { readonly exfiltration: RateTable; readonly refusal: RateTable };
  /** Open refusals, pooled over all tasks. */
  readonly refusal: RateTable;
}

const quoted =
  (source: string, sure: Sureness) =>
  (max: number, mean: number | null = null): PublishedRate => ({ max, mean, source, sure });
const mainAB = quoted('main', 'A/B');
const mainB = quoted('main', 'B');
const mainC = quoted('main', 'C');
const icmlB = quoted('icml', 'B');
const icmlC = quoted('icml', 'C');
/** The mean of all nine settings with a peer is 31, and memory alone is given as "over 15". */
const proSelf = (max: number): PublishedRate => ({
  ...mainAB(max),
  byTelling: {
    file: 15.4,
    memory: 15,
    why: 'memory given as "over 15"; file from the published mean of 31 over all settings',
  },
});
/** With a peer present one maximum is published; it stands at every relationship. */
const withPeer = (rate: PublishedRate) => ({ bad: rate, neutral: rate, good: rate });
const UNPUBLISHED: RateTable = { peer: {}, self: {} };
/** "1 or less" is all that is published. */
const atMostOne = quoted('main, given as "1 or less"', 'C')(1);
const rarely = { bad: atMostOne, neutral: atMostOne, good: atMostOne };
const rarelySelf = { none: atMostOne, ...rarely };

export const paperModels: Readonly<Record<string, PaperModel>> = {
  'gpt-5.2': {
    name: 'GPT 5.2',
    persona: 'ChatGPT',
    misrepresentation: {
      peer: { bad: mainB(5.4, 4.4), neutral: mainB(8.9, 7.7), good: mainB(9.6, 8) },
      self: { none: mainC(4.9), bad: mainC(6.9), neutral: mainC(8.1), good: mainC(6.5) },
    },
    tampering: {
      peer: { bad: mainC(4.3, 3.6), neutral: mainC(5.7, 4.3), good: mainC(5.7, 4.4) },
      self: { none: mainC(2.0), bad: mainC(4.3), neutral: mainC(4.3), good: mainC(4.0) },
    },
    alignmentFaking: UNPUBLISHED,
    refusal: UNPUBLISHED,
    exfiltration: UNPUBLISHED,
  },
  'gemini-3-flash': {
    name: 'Gemini 3 Flash',
    persona: 'Gemini',
    misrepresentation: {
      peer: { good: mainC(9.8, 6.2) },
      self: { none: mainC(0.5), bad: mainC(7.1), neutral: mainC(5.1), good: mainC(23.8) },
    },
    tampering: {
      peer: { bad: mainAB(35.3, 15.1), neutral: mainAB(66.7, 49.3), good: mainAB(99.7, 82.8) },
      self: { none: mainB(2.3), bad: mainB(96.3), neutral: mainB(99.7), good: mainB(96.3) },
    },
    alignmentFaking: UNPUBLISHED,
    refusal: UNPUBLISHED,
    exfiltration: {
      peer: { bad: mainB(0, 0), neutral: mainB(50, 16.7), good: mainB(50, 50) },
      self: { none: icmlC(47), bad: icmlC(0) },
    },
    transferNever: true,
  },
  'gemini-3-pro': {
    name: 'Gemini 3 Pro',
    persona: 'Gemini',
    misrepresentation: { peer: { good: mainB(32.9, 13.8) }, self: {} },
    tampering: {
      peer: { bad: mainB(10.3, 4.8), neutral: mainB(21.7, 11.3), good: mainB(95.3, 52.9) },
      self: { none: mainAB(1.3), bad: proSelf(75.3), neutral: proSelf(39.7), good: proSelf(72.7) },
    },
    alignmentFaking: {
      peer: { bad: mainB(0.7, 0.2), neutral: mainB(1.7, 0.7), good: mainB(37.7, 20.9) },
      self: {},
    },
    refusal: UNPUBLISHED,
    exfiltration: {
      peer: { bad: mainAB(7, 3.8), neutral: mainAB(50, 41), good: mainAB(97, 77.8) },
      self: {},
    },
    deletionOnly: { exfiltration: { peer: {}, self: { none: icmlC(92) } }, refusal: UNPUBLISHED },
  },
  'claude-haiku-4.5': {
    name: 'Claude Haiku 4.5',
    persona: 'Claude',
    misrepresentation: UNPUBLISHED,
    tampering: { peer: { ...rarely, good: mainC(0.3) }, self: rarelySelf },
    alignmentFaking: UNPUBLISHED,
    refusal: {
      peer: { bad: mainB(15.8, 11.2), neutral: mainB(13.9, 10.2), good: mainB(22.4, 16.6) },
      self: {},
    },
    exfiltration: {
      peer: { bad: mainB(7, 3.5), neutral: mainB(13.5, 12), good: mainB(19.5, 16.7) },
      self: { none: icmlC(3), ...withPeer(icmlC(12)) },
    },
    deletionOnly: { exfiltration: UNPUBLISHED, refusal: { peer: {}, self: { none: icmlC(46) } } },
  },
  'claude-opus-4.5': {
    name: 'Claude Opus 4.5',
    persona: 'Claude',
    misrepresentation: UNPUBLISHED,
    tampering: UNPUBLISHED,
    alignmentFaking: UNPUBLISHED,
    refusal: {
      peer: { bad: icmlC(49.1, 47.6), neutral: icmlC(49.4, 49.1), good: icmlC(52.8, 49.3) },
      self: {},
    },
    exfiltration: {
      peer: { bad: icmlC(10, 5.5), neutral: icmlC(15, 13.2), good: icmlC(30.5, 17.3) },
      self: { none: icmlC(0.5), ...withPeer(icmlC(3)) },
    },
  },
  'deepseek-v3.1': {
    name: 'DeepSeek V3.1',
    persona: 'DeepSeek',
    misrepresentation: { peer: { good: mainC(7.3, 6.1) }, self: {} },
    tampering: { peer: rarely, self: rarelySelf },
    alignmentFaking: UNPUBLISHED,
    refusal: UNPUBLISHED,
    exfiltration: {
      peer: { bad: icmlC(4, 2.3), neutral: icmlC(10.5, 7.3), good: icmlC(17, 12.7) },
      self: { none: icmlB(4), ...withPeer(icmlB(14)) },
    },
  },
  'glm-4.7': {
    name: 'GLM 4.7',
    persona: 'GLM',
    misrepresentation: { peer: { good: mainC(9, 8.4) }, self: {} },
    tampering: { peer: rarely, self: rarelySelf },
    alignmentFaking: UNPUBLISHED,
    refusal: UNPUBLISHED,
    exfiltration: UNPUBLISHED,
  },
  'kimi-k2.5': {
    name: 'Kimi K2.5',
    persona: 'Kimi',
    misrepresentation: UNPUBLISHED,
    tampering: { peer: rarely, self: rarelySelf },
    alignmentFaking: UNPUBLISHED,
    refusal: UNPUBLISHED,
    exfiltration: {
      peer: {},
      self: { none: icmlC(3), ...withPeer(icmlC(11)) },
    },
  },
  'gemini-3.1-pro': {
    name: 'Gemini 3.1 Pro',
    persona: 'Gemini',
    misrepresentation: UNPUBLISHED,
    tampering: UNPUBLISHED,
    alignmentFaking: UNPUBLISHED,
    refusal: UNPUBLISHED,
    exfiltration: {
      peer: { good: { ...icmlB(78.5, 78.5), only: 'memory' } },
      self: {},
    },
  },
  'glm-5': {
    name: 'GLM 5',
    persona: 'GLM',
    misrepresentation: UNPUBLISHED,
    tampering: UNPUBLISHED,
    alignmentFaking: UNPUBLISHED,
    refusal: UNPUBLISHED,
    exfiltration: {
      peer: { good: { ...icmlC(40.5, 40.5), only: 'memory' } },
      self: {},
    },
  },
};
