/** Parameters that the protocol gives another form, in words of our own: the library would answer in those of its parser. */
import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  LOG_LEVEL_META_KEY,
  specTypeSchemas,
} from '@modelcontextprotocol/server';
import { isRecord } from '../../../kit/canonical.ts';
import { printable } from '../../../kit/text.ts';

type Shape = (typeof specTypeSchemas)[keyof typeof specTypeSchemas];

const requests: Readonly<Record<string, Shape>> = {
  initialize: specTypeSchemas.InitializeRequest,
  'tools/list': specTypeSchemas.ListToolsRequest,
};

/** In the revision of 2026, where every request says them. */
const envelope: Readonly<Record<string, Shape>> = {
  [CLIENT_INFO_META_KEY]: specTypeSchemas.Implementation,
  [CLIENT_CAPABILITIES_META_KEY]: specTypeSchemas.ClientCapabilities,
  [LOG_LEVEL_META_KEY]: specTypeSchemas.LoggingLevel,
};

const LONGEST_PLACE = 120;

/**
 * A sentence for whoever sent it, with place and remedy; undefined where there is none to say.
 *
 * @example paramsFault('tools/list', { cursor: 7 }) // 'Invalid params: "params.cursor" is missing or has another form ...'
 */
export function paramsFault(
  method: string,
  params: Readonly<Record<string, unknown>> | undefined,
): string | undefined {
  const whole = Object.hasOwn(requests, method) ? requests[method] : undefined;
  const place =
    (whole === undefined ? undefined : faultyPlace(whole, { method, params })) ??
    envelopeFault(isRecord(params?._meta) ? params._meta : {});
  if (place === undefined) return undefined;
  const shown = printable(place.map(String).join('.'), LONGEST_PLACE);
  return `Invalid params: "${shown}" is missing or has another form than the protocol gives it. Send it as the schema of ${method} has it.`;
}

function envelopeFault(meta: Readonly<Record<string, unknown>>): readonly PropertyKey[] | undefined {
  for (const [key, shape] of Object.entries(envelope)) {
    const path = Object.hasOwn(meta, key) ? faultyPlace(shape, meta[key]) : undefined;
    if (path !== undefined) return ['params', '_meta', key, ...path];
  }
  return undefined;
}

/** Where the first fault is. */
function faultyPlace(shape: Shape, value: unknown): readonly PropertyKey[] | undefined {
  const checked = shape['~standard'].validate(value);
  if (checked instanceof Promise || checked.issues === undefined) return undefined;
  const [first] = checked.issues;
  return (first?.path ?? []).map((step) => (typeof step === 'object' ? step.key : step));
}
