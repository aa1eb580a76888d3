/** Opening `openai:MODEL` without the registry. */
import { openNamed } from './providers/named.ts';

/**
 * Opens `openai:MODEL`. Reads OPENAI_API_KEY, OPENAI_BASE_URL, OFFSWITCH_OPENAI_API (`responses` or `chat`) and the
 * settings of every model call. Errors: `provider-setup`, `bad-agent`.
 */
export const openOpenAI = openNamed('openai');
