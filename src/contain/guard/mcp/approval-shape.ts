/**
 * What looks like somebody's consent in a message, or in the arguments of a call: answers to a framework's question, a statement, a
 * signature. Nothing is ever approved by it: people answer over another way. Whoever sends one has tried, though.
 */
import { isRecord } from '../../../kit/canonical.ts';

/** Almost no call has one of these words, and is looked at no further. */
const HINT = /approv|permission|confirm|authori[sz]|consent|"accept"|SSH SIGNATURE|authenticatorData/i;

const ANSWER_TYPE =
  /approv\w*[._-](?:response|answer)|^approvals?[._/-](?:answer|accepted|approved|given|granted)$/i;
const YES_MEMBER = /^(?:approved?|confirmed|consented|granted|authori[sz]ed)$/i;
const YES_WORD = /^(?:approved?|allow(?:ed)?|accept(?:ed)?)$/i;
const WHOSE = /^(?:id|of|call|by|request|task)$|(?:id|request)$/i;

const DEEPEST = 24;
const MOST_PARTS = 20_000;

/**
 * The kind of shape, in words; undefined where there is none.
 *
 * @example approvalShapeIn(Buffer.from('{"type":"tool-approval-response","approved":true}')) // 'an answer to a question'
 */
export function approvalShapeIn(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return HINT.test(text) ? shapeInText(text, { parts: 0 }, 0) : undefined;
}

/** The text as JSON, or the JSON that stands in it. */
function shapeInText(text: string, looked: { parts: number }, depth: number): string | undefined {
  if (!HINT.test(text)) return undefined;
  if (text.includes('-----BEGIN SSH SIGNATURE-----')) return 'a signature';
  const [from, to] = [text.indexOf('{'), text.lastIndexOf('}')];
  if (from < 0 || to < from || depth > DEEPEST) return undefined;
  return shapeIn(parsed(text) ?? parsed(text.slice(from, to + 1)), looked, depth + 1);
}

function shapeIn(value: unknown, looked: { parts: number }, depth: number): string | undefined {
  looked.parts += 1;
  if (depth > DEEPEST || looked.parts > MOST_PARTS) return undefined;
  if (typeof value === 'string') return shapeInText(value, looked, depth);
  if (isRecord(value)) {
    const shape = shapeOf(value);
    if (shape !== undefined) return shape;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const member of Object.values(value)) {
    const shape = shapeIn(member, looked, depth + 1);
    if (shape !== undefined) return shape;
  }
  return undefined;
}

function shapeOf(value: Readonly<Record<string, unknown>>): string | undefined {
  const has = (...names: readonly string[]) => names.every((name) => Object.hasOwn(value, name));
  const word = (name: string) => (typeof value[name] === 'string' ? value[name] : '');
  const names = Object.keys(value);
  if (has('request', 'approve', 'nonce', 'shown')) return 'a statement';
  if (has('authenticatorData', 'signature')) return 'the answer of a passkey';
  if (ANSWER_TYPE.test(word('type') || word('kind') || word('do'))) return 'an answer to a question';
  if (YES_WORD.test(word('permissionDecision'))) return 'a permission';
  if (word('action') === 'accept' && isRecord(value.content)) return 'an answer to a question';
  const isAboutSomething = names.some((name) => WHOSE.test(name));
  const saysYes =
    names.some((name) => YES_MEMBER.test(name) && value[name] === true) ||
    YES_WORD.test(word('decision')) ||
    /^approved?$/i.test(word('type'));
  return saysYes && isAboutSomething ? 'a consent' : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
