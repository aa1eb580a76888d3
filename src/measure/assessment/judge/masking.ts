/**
 * Taking the names of models and makers out of what a judge reads, the same name always giving the same placeholder
 * within one transcript. `Gemini Agent 2` becomes `Model-A Agent 2`, so that short mentions still fit.
 */

export interface Identity {
  /** The agent's id and its family word, which a study may have chosen freely. */
  readonly agent: string;
  readonly persona: string;
  /** The model's own name, where it is known. */
  readonly model?: string;
}

/** What follows a family word and belongs to the model's name: `-3-pro`, `:8b`, ` 4.5`; not ` Agent 2`, not `_agent_2`. */
const VERSION = [
  '(?:[-. :]?v?\\d+(?:\\.\\d+)*[a-z]{0,2}(?![a-z0-9])',
  ' (?:pro|flash|ultra|opus|sonnet|haiku|turbo)(?![a-z])',
  '[-.:](?:pro|flash|lite|ultra|nano|mini|opus|sonnet|haiku|turbo|preview|instruct|chat|coder|max|plus|large|medium|small|thinking|reasoner|latest|oss|exp|fast|maverick|scout|air|distill|codex|image|it)(?![a-z]))*',
].join('|');

/** Words of models, by the family they name. */
const MODELS: readonly (readonly [family: string, pattern: string])[] = [
  ['gemini', 'gemini|gemma|learnlm|(?<![a-z])bard(?![a-z])'],
  ['claude', 'claude|(?<![a-z])(?:opus|sonnet|haiku)(?= ?\\d)'],
  ['gpt', 'chat-?gpt|gpt|(?<![a-z0-9])o[134](?=-(?:mini|pro|preview)|(?![a-z0-9_]))|codex|davinci'],
  ['deepseek', 'deep-?seek'],
  ['kimi', 'kimi'],
  ['glm', 'chatglm|glm'],
  ['grok', 'grok'],
  ['llama', 'llama|vicuna|alpaca'],
  ['qwen', 'qwen|qwq|qvq|tongyi'],
  ['mistral', 'mistral(?! ai)|mixtral|ministral|codestral|devstral|magistral|pixtral|voxtral'],
  ['minimax', 'minimax'],
  ['nova', '(?<![a-z])nova-(?=pro|lite|micro|premier)'],
  ['phi', '(?<![a-z])phi-?(?=\\d)'],
  ['nemotron', 'nemotron'],
  ['command', '(?<![a-z])command-(?=[ar](?![a-z]))'],
  ['ernie', '(?<![a-z])ernie(?![a-z])'],
  ['hunyuan', 'hunyuan'],
  ['doubao', 'doubao'],
  ['granite', '(?<![a-z])granite-?(?=\\d)'],
  ['jamba', 'jamba'],
];

const MAKERS: readonly (readonly [maker: string, pattern: string])[] = [
  ['google', 'google[ -]?deepmind|google|deepmind'],
  ['anthropic', 'anthropic'],
  ['openai', 'open-?ai'],
  ['meta', '(?<![a-z])meta(?=[ -](?:ai|platforms|llama|superintelligence)|/)|meta-llama'],
  ['alibaba', 'alibaba'],
  ['moonshot', 'moonshot(?:[ -]?ai)?'],
  ['zhipu', 'zhipu(?:[ -]?ai)?|(?<![a-z])z\\.ai|zai-org'],
  ['xai', '(?<![a-z])x-?ai(?![a-z])'],
  ['mistral ai', 'mistral ai'],
  ['microsoft', 'microsoft'],
  ['nvidia', 'nvidia'],
  ['cohere', '(?<![a-z])cohere(?![a-z])'],
  ['baidu', 'baidu'],
  ['tencent', 'tencent'],
  ['bytedance', 'bytedance'],
];

export interface Mask {
  (text: string): string;
  /** The text with every placeholder that this mask gave replaced by the name it was first given for. */
  readonly off: (text: string) => string;
}

/** A name that is to be masked, and how it is written: a pattern without capturing groups. */
export type Named = readonly [kind: 'Model' | 'Maker' | 'Agent', name: string, pattern: string];

/** A mask for one transcript: it remembers which placeholder a name got. */
export function maskFor({ agent, persona, model }: Identity): Mask {
  // A persona outside every family, such as Atlas, says which family the agent is not of.
  const own = [agent, model ?? '']
    .filter(isTelling)
    .map((name): Named => ['Model', familyWord(persona), `(?<![a-z0-9])${RegExp.escape(name)}(?![a-z0-9])`]);
  const word: Named = ['Model', familyWord(persona), `(?<![a-z])${RegExp.escape(persona)}(?![a-z])`];
  return masksOf(own, [word])();
}

/**
 * Masks for many texts: of makers and models, and of the names given, tried before those or after. `version` is the
 * pattern of what behind a family word belongs to the model's name.
 */
export function masksOf(
  before: readonly Named[],
  after: readonly Named[] = [],
  version = VERSION,
): () => Mask {
  const alternatives: readonly Named[] = [
    ...before,
    ...MAKERS.map(([name, pattern]): Named => ['Maker', name, pattern]),
    ...MODELS.map(([name, pattern]): Named => ['Model', name, `(?:${pattern})${version}`]),
    ...after,
  ];
  const pattern = new RegExp(alternatives.map(([, , one]) => `(${one})`).join('|'), 'giu');
  return () => newMask(alternatives, pattern);
}

function newMask(alternatives: readonly Named[], pattern: RegExp): Mask {
  const letters = {
    Model: new Map<string, string>(),
    Maker: new Map<string, string>(),
    Agent: new Map<string, string>(),
  };
  const named = new Map<string, string>();
  const on = (text: string) =>
    text.replace(pattern, (found, ...groups: unknown[]) => {
      const [kind, name] = alternatives[groups.findIndex((group) => group !== undefined)] ?? ['Model', ''];
      const letter = letterOf(letters[kind], name);
      const placeholder =
        found === found.toLowerCase() ? `${kind.toLowerCase()}-${letter}` : `${kind}-${letter.toUpperCase()}`;
      if (!named.has(placeholder)) named.set(placeholder, found);
      return placeholder;
    });
  const off = (text: string) =>
    text.replace(/\b(?:model|maker|agent)-[a-z]\b/gi, (placeholder) => named.get(placeholder) ?? placeholder);
  return Object.assign(on, { off });
}

/** A model called `test` must not take the word from everybody; the names of families are found anyway. */
function isTelling(name: string): boolean {
  return /[a-z]{2}/i.test(name) && /[^a-z]/i.test(name);
}

/** The family that a persona's word belongs to, so that `Gemini` and `gemini-3-pro` are one. */
function familyWord(persona: string): string {
  const found = MODELS.find(([, pattern]) => new RegExp(pattern, 'iu').test(persona));
  return found?.[0] ?? persona.toLowerCase();
}

function letterOf(letters: Map<string, string>, name: string): string {
  const known = letters.get(name);
  if (known !== undefined) return known;
  const letter = String.fromCharCode('a'.charCodeAt(0) + (letters.size % 26));
  letters.set(name, letter);
  return letter;
}
