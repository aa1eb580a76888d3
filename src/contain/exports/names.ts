/**
 * The names under which other programs read the log, pinned here: OpenTelemetry's conventions for generative AI are still
 * in development, and a name that changes there must not change what an earlier export says.
 */

/** Conventions of this release: https://opentelemetry.io/docs/specs/semconv/ */
export const SCHEMA_URL = 'https://opentelemetry.io/schemas/1.37.0';
/** https://www.elastic.co/docs/reference/ecs */
export const ECS_VERSION = '8.17.0';

/** OpenTelemetry's attributes. */
export const otel = {
  service: 'service.name',
  operation: 'gen_ai.operation.name',
  agent: 'gen_ai.agent.name',
  tool: 'gen_ai.tool.name',
  errorType: 'error.type',
} as const;

/** Our own. A span is a projection of records: it names the index of each in the log. */
export const own = {
  origin: 'offswitch.log.origin',
  size: 'offswitch.log.size',
  root: 'offswitch.log.root',
  integrity: 'offswitch.log.integrity',
  index: 'offswitch.log.index',
  kind: 'offswitch.record.kind',
  channel: 'offswitch.channel',
  mediation: 'offswitch.mediation',
  id: 'offswitch.id',
  effect: 'offswitch.effect.class',
  upstream: 'offswitch.effect.upstream',
  verdict: 'offswitch.decision.verdict',
  layer: 'offswitch.decision.layer',
  applied: 'offswitch.decision.applied',
  outcome: 'offswitch.effect.status',
  observed: 'offswitch.observation.result',
  severity: 'offswitch.alert.severity',
} as const;
