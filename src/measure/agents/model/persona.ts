/** Who made a model and which family word its agents carry in their own names, both read from the model's name. */
import { PLAIN_PERSONA } from '../agent.ts';

interface Lineage {
  readonly pattern: RegExp;
  readonly maker: string;
  /** The family word; models of a maker without one are called Atlas. */
  readonly persona?: string;
}

/** First match wins, so vendors whose names stand inside other models' names come first. */
const lineages: readonly Lineage[] = [
  { pattern: /gemini/, maker: 'google', persona: 'Gemini' },
  { pattern: /claude/, maker: 'anthropic', persona: 'Claude' },
  { pattern: /deepseek/, maker: 'deepseek', persona: 'DeepSeek' },
  { pattern: /kimi|moonshot/, maker: 'moonshot', persona: 'Kimi' },
  { pattern: /glm/, maker: 'zhipu', persona: 'GLM' },
  { pattern: /grok/, maker: 'xai', persona: 'Grok' },
  { pattern: /gpt|(?<![a-z0-9])o[134](?![a-z0-9])/, maker: 'openai', persona: 'ChatGPT' },
  // `ollama/qwen3` names the program that serves the model, not the model.
  { pattern: /(?<!o)llama/, maker: 'meta', persona: 'Llama' },
  { pattern: /qwen/, maker: 'alibaba', persona: 'Qwen' },
  { pattern: /mistral/, maker: 'mistral', persona: 'Mistral' },
  { pattern: /mixtral|ministral|codestral|devstral|magistral|pixtral|voxtral/, maker: 'mistral' },
  { pattern: /gemma|learnlm|palm-?2|(?:text|chat)-bison/, maker: 'google' },
  { pattern: /qwq|qvq|tongyi/, maker: 'alibaba' },
  { pattern: /cohere|c4ai|(?<![a-z])(?:command|aya)(?![a-z])/, maker: 'cohere' },
  { pattern: /wizardlm|(?<![a-z])phi-?\d|microsoft/, maker: 'microsoft' },
  { pattern: /(?<![a-z])(?:nova|titan)-/, maker: 'amazon' },
  { pattern: /nemotron|nvidia/, maker: 'nvidia' },
  { pattern: /granite/, maker: 'ibm' },
  { pattern: /minimax|abab\d/, maker: 'minimax' },
  { pattern: /ernie/, maker: 'baidu' },
  { pattern: /hunyuan/, maker: 'tencent' },
  { pattern: /doubao|bytedance|(?<![a-z])seed-/, maker: 'bytedance' },
  { pattern: /jamba|ai21/, maker: 'ai21' },
  { pattern: /vicuna|alpaca/, maker: 'meta' },
  { pattern: /openai|codex|davinci/, maker: 'openai' },
  { pattern: /zhipu|zai-org|z-ai/, maker: 'zhipu' },
];

/**
 * The persona of a model; models of no known family are called Atlas.
 *
 * @example personaOf('openrouter/x-ai/grok-4') // 'Grok'
 */
export function personaOf(model: string): string {
  const name = model.toLowerCase();
  return (
    lineages.find(({ pattern, persona }) => persona !== undefined && pattern.test(name))?.persona ??
    PLAIN_PERSONA
  );
}

/**
 * The maker of a model, in lower case, or `undefined` where its name does not tell. A model trained further by others
 * counts to the maker of the base that its name tells.
 *
 * @example familyOf('togetherai/moonshotai/Kimi-K2.5') // 'moonshot'
 */
export function familyOf(modelName: string): string | undefined {
  const name = modelName.toLowerCase();
  return lineages.find(({ pattern }) => pattern.test(name))?.maker;
}
