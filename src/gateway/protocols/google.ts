/** Google's generateContent. Its service reads every name in two spellings, `toolConfig` and `tool_config`. */
import { isRecord } from '../../kit/canonical.ts';
import type { Endpoint, Protocol, Reading } from './protocol.ts';
import {
  badRequest,
  countIn,
  demandRecord,
  inFunction,
  listAt,
  type Members,
  membersBeyond,
  modelIn,
  numberAt,
  recordAt,
  told,
  words,
} from './reading.ts';

const members = words('contents tools toolConfig systemInstruction generationConfig safetySettings labels');

const statusNames: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  413: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

const VERSIONED = /\/v1(?:alpha|beta)?$/;
const PATH = /^(?:\/v1(?:alpha|beta)?)?\/models\/([A-Za-z0-9._-]+):(generateContent|streamGenerateContent)$/;

export const google: Protocol = {
  name: 'google',
  key: { header: 'x-goog-api-key', prefix: '' },
  requestHeaders: [],
  endpointOf,
  // Its own library takes the address without the version, others with it.
  baseOf: (url) => (VERSIONED.test(url) ? url : `${url}/v1beta`),
  read: (asked, { model = '', streams = false }) => {
    const body = inCamelCase(asked);
    const settings = inCamelCase(recordAt(body, 'generationConfig'));
    const bound = numberAt(settings, 'maxOutputTokens');
    const answers = numberAt(settings, 'candidateCount') ?? 1;
    return {
      model,
      streams,
      outputTokens: bound === undefined ? undefined : bound * Math.max(1, answers),
      providerRun: [
        ...membersBeyond(body, members),
        ...listAt(settings, 'responseModalities').flatMap((kind) =>
          kind === 'TEXT' || kind === 'AUDIO' ? [] : [`modality ${String(kind)}`],
        ),
        ...listAt(body, 'tools').flatMap((tool) => inTool(inCamelCase(demandRecord(tool, 'tools')))),
        ...membersBeyond(inCamelCase(recordAt(body, 'toolConfig')), choiceMembers),
        ...inContent(body.systemInstruction ?? {}),
        ...listAt(body, 'contents').flatMap(inContent),
      ],
    };
  },
  learn,
  error: (status, message) => ({
    error: { code: status, message, status: statusNames[status] ?? 'INTERNAL' },
  }),
};

const toolMembers = words('functionDeclarations');
const functionMembers = words(
  'name description parameters parametersJsonSchema response responseJsonSchema behavior',
);
const choiceMembers = words('functionCallingConfig retrievalConfig');
const contentMembers = words('role parts');
const partMembers = words(
  'text inlineData functionCall functionResponse thought thoughtSignature videoMetadata partMetadata mediaResolution',
);

function endpointOf(path: string, query: URLSearchParams): Endpoint | undefined {
  const [, model, method] = PATH.exec(path) ?? [];
  const others = [...query.keys()].filter((name) => name !== 'key' && name !== 'alt');
  if (model === undefined || others.length > 0 || query.getAll('alt').length > 1) return undefined;
  const alt = query.get('alt') ?? 'json';
  const streams = method === 'streamGenerateContent';
  if (alt !== 'json' && (alt !== 'sse' || !streams)) return undefined;
  const wanted = alt === 'sse' ? '?alt=sse' : '';
  return { does: 'generate', path: `/models/${model}:${method}${wanted}`, model, streams };
}

/** The same member in both spellings would be read in one of them. */
function inCamelCase(value: Members): Members {
  const renamed = new Map<string, unknown>();
  for (const [name, member] of Object.entries(value)) {
    const camel = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    if (renamed.has(camel)) throw badRequest(`${camel} stands there in two spellings`);
    renamed.set(camel, member);
  }
  return Object.fromEntries(renamed);
}

function inTool(tool: Members): readonly string[] {
  return [
    ...membersBeyond(tool, toolMembers),
    ...listAt(tool, 'functionDeclarations').flatMap((one) =>
      inFunction(inCamelCase(demandRecord(one, 'functionDeclarations')), functionMembers),
    ),
  ];
}

function inContent(content: unknown): readonly string[] {
  // The system instruction may be a text alone.
  if (typeof content === 'string') return [];
  const { parts, ...rest } = inCamelCase(demandRecord(content, 'contents'));
  const list = Array.isArray(parts) ? parts : parts === undefined ? [] : [parts];
  return [...membersBeyond(rest, contentMembers), ...list.flatMap(inPart)];
}

function inPart(value: unknown): readonly string[] {
  const part = inCamelCase(demandRecord(value, 'parts'));
  const answered = isRecord(part.functionResponse) ? inCamelCase(part.functionResponse) : {};
  return [...membersBeyond(part, partMembers), ...listAt(answered, 'parts').flatMap(inPart)];
}

function learn(before: Reading, event: unknown): Reading {
  if (!isRecord(event)) return before;
  const usage = event.usageMetadata;
  const candidates = Array.isArray(event.candidates) ? event.candidates : [];
  const ends =
    candidates.some((candidate) => isRecord(candidate) && typeof candidate.finishReason === 'string') ||
    (isRecord(event.promptFeedback) && event.promptFeedback.blockReason !== undefined);
  return {
    ...before,
    ...told('model', modelIn(event, 'modelVersion')),
    ...told('inputTokens', countIn(usage, 'promptTokenCount', 'toolUsePromptTokenCount')),
    ...told('outputTokens', countIn(usage, 'candidatesTokenCount', 'thoughtsTokenCount')),
    isWhole: before.isWhole || ends,
  };
}
