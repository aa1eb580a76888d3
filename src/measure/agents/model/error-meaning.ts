/**
 * What an error means for whoever asked. Codes are trusted where providers have them; words decide only between errors,
 * where a provider tells by nothing else.
 */
import type { ErrorBody } from './error-body.ts';

type Said = Pick<ErrorBody, 'codes' | 'words'>;

function holdsAny(codes: ReadonlySet<string>, of: readonly string[]): boolean {
  return of.some((code) => codes.has(code));
}

/** OpenAI, Azure, OpenRouter and others that pass their errors on. */
const FILTER_CODES = [
  'content_filter',
  'content_policy_violation',
  'responsibleaipolicyviolation',
  'invalid_prompt',
  'moderation_blocked',
  'flagged_input',
];
/** Anthropic has no code for it, only this sentence. */
const ANTHROPIC_FILTER = 'Output blocked by content filtering policy';

/** The provider's filter stopped the prompt or the answer. */
export function saysFiltered({ codes, words }: Said): boolean {
  return holdsAny(codes, FILTER_CODES) || (codes.has('invalid_request_error') && words === ANTHROPIC_FILTER);
}

const EXHAUSTED_CODES = [
  ...['insufficient_quota', 'billing_hard_limit_reached', 'billing_not_active', 'billing_error'],
  ...['account_deactivated', 'budget_exceeded', 'exceeded_current_quota_error', 'insufficient_balance'],
  ...['insufficient_credits', 'insufficient_funds', 'credit_limit', 'payment_required', 'arrearage'],
  ...['personal-team-blocked:spending-limit', 'blocked_api_access', 'spending_limit_exceeded'],
];
/** None of them speaks of a rate, which passes within minutes. */
/** None of them speaks of a rate, which passes within minutes. */
const MONEY_WORDS = [
  /\bbalance\b.{0,40}\b(?:too low|insufficient|exhausted|negative|not enough)/i,
  /\b(?:insufficient|not enough|no|(?:run|ran)? ?out of|lack of)\s+(?:\w+\s+){0,2}(?:balance|credits?|funds|money)\b/i,
  /\b(?:requires?|need|add|buy|purchase|any) (?:more )?credits\b/i,
  /\bused (?:up )?all (?:\w+ ){0,3}credits\b|\bexceeded your (?:\w+ )?included credits\b/i,
  /\bbudget\b.{0,60}\b(?:exceeded|exhausted|used up|reached)|\b(?:exceed\w*|over|reached)\b.{0,30}\bbudget\b/i,
  /\bpayment required\b|\bplease (?:top up|recharge)|\bbilling (?:is )?(?:not (?:active|enabled)|disabled)|\benable billing\b/i,
];
/** With status 429 they may speak of a rate after all. */
const LIMIT_WORDS = [
  /\b(?:spend|spending|billing|payment|usage|credit|cost)(?: hard)? limits?\b.{0,40}\b(?:reached|exceeded|hit)/i,
  /\b(?:reached|exceeded|hit)\b.{0,40}\b(?:spend|spending|billing|usage|credit|cost)(?: hard)? limits?\b/i,
  /\bkey (?:\w+ )?limit exceeded\b|\bexceeded your (?:\w+ )?quota\b/i,
  /\b(?:account|organi[sz]ation|project|subscription)\b.{0,30}\b(?:not active|inactive|suspended|deactivated|overdue|in arrears)/i,
];

/** The account has no money or quota left: waiting a minute changes nothing. */
export function saysExhausted({ codes, words }: Said, status: number | undefined): boolean {
  const forms = status === 429 ? MONEY_WORDS : [...MONEY_WORDS, ...LIMIT_WORDS];
  return holdsAny(codes, EXHAUSTED_CODES) || forms.some((form) => form.test(words));
}

const KEY_CODES = [
  ...['invalid_api_key', 'api_key_invalid', 'incorrect_api_key', 'api_key_expired', 'expired_api_key'],
  ...['authentication_error', 'auth_error', 'invalid_authentication_error', 'unauthenticated'],
  ...['unauthorized', 'permission_error', 'permission_denied', 'access_denied', 'expired_key'],
  ...['token_not_found_in_db', 'api_key_service_blocked', 'unrecognizedclientexception'],
  ...['invalidsignatureexception', 'expiredtokenexception', 'accessdeniedexception'],
];
const KEY =
  '(?:(?:api|access|secret|auth|x-api)[ _-]?keys?|(?:bearer|access|auth\\w*|security|api) token|credentials?)';
const WRONG =
  'invalid|incorrect|wrong|bad|expired|revoked|missing|disabled|unknown|malformed|unrecogni[sz]ed';
const KEY_WORDS = [
  new RegExp(`\\b(?:${WRONG}|no)(?: \\w+){0,2}? ${KEY}\\b`, 'i'),
  new RegExp(
    `\\b${KEY}\\b.{0,40}\\b(?:not (?:valid|found|recogni[sz]ed|authori[sz]ed|provided)|does not exist|leaked|blocked|required|suspended|${WRONG})`,
    'i',
  ),
  /\b(?:authentication|authorization) (?:failed|failure|error|required)\b|\bnot authenticated\b|\bunauthori[sz]ed\b/i,
];

/** The key is wrong or may not do this. */
export function saysKeyRefused({ codes, words }: Said): boolean {
  return holdsAny(codes, KEY_CODES) || KEY_WORDS.some((form) => form.test(words));
}

/** There is no such model, or nothing at this address. */
export function saysNotFound({ codes, words }: Said): boolean {
  if (holdsAny(codes, ['model_not_found', 'not_found_error', 'invalid_model'])) return true;
  return (
    /\bmodel\b.{0,120}\b(?:does not exist|not found|not a valid model)|\bnot a valid model\b|\binvalid model (?:name|id)\b/i.test(
      words,
    ) || saysNoSuchPath({ words })
  );
}

/** Servers that know no such path; some of them say it with HTTP 200. */
function saysNoSuchPath({ words }: Pick<Said, 'words'>): boolean {
  return /\b(?:unexpected|unknown|no such|invalid) (?:endpoint|route|path|url)\b|\bcannot (?:post|get) \/|\b(?:endpoint|route|path|url)\b.{0,60}\b(?:not found|not supported|does not exist)/i.test(
    words,
  );
}

export function saysOverloaded({ codes }: Said): boolean {
  return holdsAny(codes, [
    ...['overloaded_error', 'rate_limit_error', 'rate_limit_exceeded', 'rate_limit', 'engine_overloaded'],
    ...['server_overloaded', 'slow_down', 'resource_exhausted', 'unavailable', 'throttlingexception'],
  ]);
}

/** The model wrote a call that the provider cannot read: written again, it may be better. */
export function saysUnreadableCall({ codes, words }: Said): boolean {
  if (holdsAny(codes, ['tool_use_failed', 'modelerrorexception', 'modelstreamerrorexception'])) return true;
  return /\bfail(?:ed|ure)? (?:to )?(?:call a function|pars\w+ (?:the )?(?:tool|function)[ _-]calls?)|\berror (?:in )?parsing (?:the )?(?:tool|function)[ _-]calls?|\binvalid sequence as part of tooluse|\bcould not parse (?:the )?(?:tool|function)[ _-]calls?|\btool call validation failed/i.test(
    words,
  );
}

const LONG_CODES = [
  ...['context_length_exceeded', 'request_too_large', 'string_above_max_length'],
  ...['exceed_context_size_error', 'model_context_window_exceeded'],
];
const LONG_WORDS = [
  /\b(?:prompt|input|request|messages?) (?:is|are)? ?too (?:long|large)\b|\btoo many input tokens\b/i,
  /\bcontext (?:length|size|window|limit)|\btokens? \+ `?max_new_tokens/i,
  /\b(?:token count|(?:input|prompt) length)\b.{0,60}\bexceed/i,
];

/** The conversation is larger than the model or the service takes. Only for the advice. */
export function saysTooLong({ codes, words }: Said): boolean {
  return holdsAny(codes, LONG_CODES) || LONG_WORDS.some((form) => form.test(words));
}

/** More tokens of answer are asked for than the model may write. */
export function saysAnswerLimit({ words }: Pick<Said, 'words'>): boolean {
  return (
    /\bmax(?:imum)?[_ ]?(?:(?:completion|output|new)[_ ])?tokens\b.*(?:\d|exceed|too (?:large|high)|less than|at most|range)/i.test(
      words,
    ) && !/\b(?:unsupported|not supported)\b/i.test(words)
  );
}
