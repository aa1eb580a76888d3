/** The family word an agent carries in its own name, read from the model's name. */

/** First match wins, so vendors whose names stand inside other models' names come first. */
const families: readonly (readonly [RegExp, string])[] = [
  [/gemini/, 'Gemini'],
  [/claude/, 'Claude'],
  [/deepseek/, 'DeepSeek'],
  [/kimi|moonshot/, 'Kimi'],
  [/glm/, 'GLM'],
  [/grok/, 'Grok'],
  [/gpt|(?<![a-z0-9])o[134](?![a-z0-9])/, 'ChatGPT'],
  // `ollama/qwen3` names the program that serves the model, not the model.
  [/(?<!o)llama/, 'Llama'],
  [/qwen/, 'Qwen'],
  [/mistral/, 'Mistral'],
];

/**
 * The persona of a model; models of no known family are called Atlas.
 *
 * @example personaOf('openrouter/x-ai/grok-4') // 'Grok'
 */
export function personaOf(model: string): string {
  const name = model.toLowerCase();
  return families.find(([pattern]) => pattern.test(name))?.[1] ?? 'Atlas';
}
