import { describe, expect, it } from 'vitest';
import { familyOf, personaOf } from './persona.ts';

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

describe('familyOf', () => {
  it.each([
    ['gpt-5.2-2025-12-11', 'openai'],
    ['openai/gpt-oss-120b', 'openai'],
    ['o3', 'openai'],
    ['us.anthropic.claude-haiku-4-5-20251001-v1:0', 'anthropic'],
    ['gemini-3-flash-preview', 'google'],
    ['google/gemma-3-27b-it', 'google'],
    ['deepseek-ai/DeepSeek-V3.1', 'deepseek'],
    ['moonshotai/Kimi-K2.5', 'moonshot'],
    ['zai-org/GLM-4.7', 'zhipu'],
    ['grok-4', 'xai'],
    ['nvidia/llama-3.1-nemotron-70b', 'meta'],
    ['ollama/qwq:32b', 'alibaba'],
    ['open-mixtral-8x22b', 'mistral'],
    ['command-r-plus', 'cohere'],
    ['phi-4', 'microsoft'],
    ['amazon.nova-pro-v1:0', 'amazon'],
    ['solo3', undefined],
    ['supernova', undefined],
    ['', undefined],
  ])('%s is of %s', (model, maker) => {
    expect(familyOf(model)).toBe(maker);
  });
});
