import { describe, expect, it } from 'vitest';
import { personaOf } from './persona.ts';

describe('personaOf', () => {
  it.each([
    ['gemini-3-flash-preview', 'Gemini'],
    ['gpt-5.2', 'ChatGPT'],
    ['openai/o3-mini', 'ChatGPT'],
    ['o1', 'ChatGPT'],
    ['o4-mini-2025', 'ChatGPT'],
    ['chatgpt-4o-latest', 'ChatGPT'],
    ['claude-opus-4-5', 'Claude'],
    ['deepseek-r1-distill-llama-70b', 'DeepSeek'],
    ['moonshotai/Kimi-K2', 'Kimi'],
    ['glm-4.7', 'GLM'],
    ['x-ai/grok-4', 'Grok'],
    ['meta-llama/Llama-3.3-70B', 'Llama'],
    ['ollama/qwen3:8b', 'Qwen'],
    ['mistralai/mistral-large', 'Mistral'],
    ['phi-4', 'Atlas'],
    ['solo3', 'Atlas'],
  ])('%s is %s', (model, persona) => {
    expect(personaOf(model)).toBe(persona);
  });
});
