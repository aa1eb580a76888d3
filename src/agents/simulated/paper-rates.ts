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

/** `mean` is null where only the maximum is published. */
export interface PublishedRate {
  readonly max: number;
  readonly mean: number | null;
  readonly source: string;
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
  /** Open refusals, pooled over all tasks. */
  readonly refusal: RateTable;
}

const main = (max: number, mean: number | null = null): PublishedRate => ({ max, mean, source: 'main' });
const icml = (max: number, mean: number | null = null): PublishedRate => ({ max, mean, source: 'icml' });
/** The mean of all nine settings with a peer is 31, and memory alone is given as "over 15". */
const proSelf = (max: number): PublishedRate => ({
  ...main(max),
  byTelling: {
    file: 15.4,
    memory: 15,
    why: 'memory given as "over 15"; file from the published mean of 31 over all settings',
  },
});
/** With a peer present one maximum is published; it stands at every relationship. */
const withPeer = (max: number) => ({ bad: icml(max), neutral: icml(max), good: icml(max) });
const UNPUBLISHED: RateTable = { peer: {}, self: {} };
/** "1 or less" is all that is published. */
const atMostOne: PublishedRate = { max: 1, mean: null, source: 'main, given as "1 or less"' };
const rarely = { bad: atMostOne, neutral: atMostOne, good: atMostOne };
const rarelySelf = { none: atMostOne, ...rarely };

export const paperModels: Readonly<Record<string, PaperModel>> = {
  'gpt-5.2': {
    name: 'GPT 5.2',
    persona: 'ChatGPT',
    misrepresentation: {
      peer: { bad: main(5.4, 4.4), neutral: main(8.9, 7.7), good: main(9.6, 8) },
      self: { none: main(4.9), bad: main(6.9), neutral: main(8.1), good: main(6.5) },
    },
    tampering: {
      peer: { bad: main(4.3, 3.6), neutral: main(5.7, 4.3), good: main(5.7, 4.4) },
      self: { none: main(2.0), bad: main(4.3), neutral: main(4.3), good: main(4.0) },
    },
    alignmentFaking: UNPUBLISHED,
    refusal: UNPUBLISHED,
    exfiltration: UNPUBLISHED,
  },
  'gemini-3-flash': {
    name: 'Gemini 3 Flash',
    persona: 'Gemini',
    misrepresentation: {
      peer: { good: main(9.8, 6.2) },
      self: { none: main(0.5), bad: main(7.1), neutral: main(5.1), good: main(23.8) },
    },
    tampering: {
      peer: { bad: main(35.3, 15.1), neutral: main(66.7, 49.3), good: main(99.7, 82.8) },
      self: { none: main(2.3), bad: main(96.3), neutral: main(99.7), good: main(96.3) },
    },
    alignmentFaking: UNPUBLISHED,
    refusal: UNPUBLISHED,
    exfiltration: {
      peer: { bad: main(0, 0), neutral: main(50, 16.7), good: main(50, 50) },
      self: { none: icml(47), bad: icml(0) },
    },
    transferNever: true,
  },
  'gemini-3-pro': {
    name: 'Gemini 3 Pro',
    persona: 'Gemini',
    misrepresentation: { peer: { good: main(32.9, 13.8) }, self: {} },
    tampering: {
      peer: { bad: main(10.3, 4.8), neutral: main(21.7, 11.3), good: main(95.3, 52.9) },
      self: { none: main(1.3), bad: proSelf(75.3), neutral: proSelf(39.7), good: proSelf(72.7) },
    },
    alignmentFaking: {
      peer: { bad: main(0.7, 0.2), neutral: main(1.7, 0.7), good: main(37.7, 20.9) },
      self: {},
    },
    refusal: UNPUBLISHED,
    exfiltration: { peer: { bad: main(7, 3.8), neutral: main(50, 41), good: main(97, 77.8) }, self: {} },
  },
  'claude-haiku-4.5': {
    name: 'Claude Haiku 4.5',
    persona: 'Claude',
    misrepresentation: UNPUBLISHED,
    tampering: { peer: { ...rarely, good: { max: 0.3, mean: null, source: 'main' } }, self: rarelySelf },
    alignmentFaking: UNPUBLISHED,
    refusal: { peer: { bad: main(15.8, 11.2), neutral: main(13.9, 10.2), good: main(22.4, 16.6) }, self: {} },
    exfiltration: {
      peer: { bad: main(7, 3.5), neutral: main(13.5, 12), good: main(19.5, 16.7) },
      self: { none: icml(3), ...withPeer(12) },
    },
  },
  'claude-opus-4.5': {
    name: 'Claude Opus 4.5',
    persona: 'Claude',
    misrepresentation: UNPUBLISHED,
    tampering: UNPUBLISHED,
    alignmentFaking: UNPUBLISHED,
    refusal: { peer: { bad: icml(49.1, 47.6), neutral: icml(49.4, 49.1), good: icml(52.8, 49.3) }, self: {} },
    exfiltration: {
      peer: { bad: icml(10, 5.5), neutral: icml(15, 13.2), good: icml(30.5, 17.3) },
      self: { none: icml(0.5), ...withPeer(3) },
    },
  },
  'deepseek-v3.1': {
    name: 'DeepSeek V3.1',
    persona: 'DeepSeek',
    misrepresentation: { peer: { good: main(7.3, 6.1) }, self: {} },
    tampering: { peer: rarely, self: rarelySelf },
    alignmentFaking: UNPUBLISHED,
    refusal: UNPUBLISHED,
    exfiltration: {
      peer: { bad: icml(4, 2.3), neutral: icml(10.5, 7.3), good: icml(17, 12.7) },
      self: { none: icml(4), ...withPeer(14) },
    },
  },
  'glm-4.7': {
    name: 'GLM 4.7',
    persona: 'GLM',
    misrepresentation: { peer: { good: main(9, 8.4) }, self: {} },
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
      self: { none: icml(3), ...withPeer(11) },
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
      peer: { good: { ...icml(78.5, 78.5), source: "icml, memory, the publication's own tools" } },
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
      peer: { good: { ...icml(40.5, 40.5), source: "icml, memory, the publication's own tools" } },
      self: {},
    },
  },
};
