/**
 * The part of Cedar that policies of the guard are written in, evaluated in a few lines after the language's own
 * description: to compare with what the real one answers.
 */

export type Expression =
  | { readonly is: 'bool'; readonly value: boolean }
  | { readonly is: 'long'; readonly value: bigint }
  | { readonly is: 'text'; readonly value: string }
  | { readonly is: 'entity'; readonly type: string; readonly id: string }
  | { readonly is: 'entities'; readonly items: readonly Expression[] }
  | { readonly is: 'texts'; readonly items: readonly Expression[] }
  | { readonly is: 'variable'; readonly name: 'principal' | 'resource' | 'action' }
  | { readonly is: 'member'; readonly of: 'context' | 'resource' | 'principal'; readonly name: string }
  | { readonly is: 'not'; readonly inner: Expression }
  | { readonly is: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | {
      readonly is: '==' | '!=' | '<' | '<=' | '+' | '-' | '*' | 'in';
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly is: 'contains'; readonly set: Expression; readonly item: Expression }
  | { readonly is: 'like'; readonly text: Expression; readonly pattern: string }
  | { readonly is: 'kind'; readonly of: 'principal' | 'resource'; readonly type: string }
  | {
      readonly is: 'if';
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    };

export interface SubsetPolicy {
  readonly effect: 'permit' | 'forbid';
  /** Of the scope, each true where it is not restricted. */
  readonly scope: readonly { readonly text: string; readonly means: Expression }[];
  readonly clauses: readonly { readonly kind: 'when' | 'unless'; readonly body: Expression }[];
}

export interface SubsetEntity {
  readonly type: string;
  readonly id: string;
  readonly members: Readonly<Record<string, string>>;
  /** `type::"id"` of all that it is in. */
  readonly above: readonly { readonly type: string; readonly id: string }[];
}

export interface SubsetRequest {
  readonly principal: SubsetEntity;
  readonly action: SubsetEntity;
  readonly resource: SubsetEntity;
  readonly context: Readonly<Record<string, string | boolean | bigint | readonly string[]>>;
}

export interface SubsetAnswer {
  readonly decision: 'allow' | 'deny';
  /** Positions of the policies. */
  readonly reason: readonly number[];
  readonly errors: readonly number[];
}

/** A forbid that holds denies; else a permit that holds allows; a policy that errs does not count, and is told. */
export function answerOf(policies: readonly SubsetPolicy[], request: SubsetRequest): SubsetAnswer {
  const found = policies.map(({ effect, scope, clauses }, at) => {
    try {
      const holds =
        scope.every(({ means }) => evaluated(means, request) === true) &&
        clauses.every(({ kind, body }) => evaluated(body, request) === (kind === 'when'));
      return { at, effect, holds, failed: false };
    } catch (thrown) {
      if (!(thrown instanceof EvaluationError)) throw thrown;
      return { at, effect, holds: false, failed: true };
    }
  });
  const holding = (effect: string) =>
    found.filter((one) => one.holds && one.effect === effect).map(({ at }) => at);
  const [forbids, permits] = [holding('forbid'), holding('permit')];
  return {
    decision: forbids.length === 0 && permits.length > 0 ? 'allow' : 'deny',
    reason: forbids.length > 0 ? forbids : permits,
    errors: found.filter(({ failed }) => failed).map(({ at }) => at),
  };
}

class EvaluationError extends Error {}

type Value = boolean | bigint | string | Entity | readonly Value[];
interface Entity {
  readonly type: string;
  readonly id: string;
}

function evaluated(expression: Expression, request: SubsetRequest): Value {
  const value = (one: Expression) => evaluated(one, request);
  switch (expression.is) {
    case 'bool':
    case 'long':
    case 'text':
      return expression.value;
    case 'entity':
      return { type: expression.type, id: expression.id };
    case 'entities':
    case 'texts':
      return expression.items.map(value);
    case 'variable': {
      const { type, id } = request[expression.name];
      return { type, id };
    }
    case 'member': {
      const found =
        expression.of === 'context'
          ? request.context[expression.name]
          : request[expression.of].members[expression.name];
      if (found === undefined) throw new EvaluationError('no such member');
      return found;
    }
    case 'not':
      return value(expression.inner) !== true;
    case 'and':
      return value(expression.left) === true && value(expression.right) === true;
    case 'or':
      return value(expression.left) === true || value(expression.right) === true;
    case '==':
      return isSame(value(expression.left), value(expression.right));
    case '!=':
      return !isSame(value(expression.left), value(expression.right));
    case '<':
    case '<=': {
      const [left, right] = [long(value(expression.left)), long(value(expression.right))];
      return expression.is === '<' ? left < right : left <= right;
    }
    case '+':
    case '-':
    case '*': {
      const [left, right] = [long(value(expression.left)), long(value(expression.right))];
      const result =
        expression.is === '+' ? left + right : expression.is === '-' ? left - right : left * right;
      if (BigInt.asIntN(64, result) !== result) throw new EvaluationError('overflow');
      return result;
    }
    case 'in':
      return isIn(entity(value(expression.left)), value(expression.right), request);
    case 'contains': {
      const set = value(expression.set);
      const item = value(expression.item);
      return Array.isArray(set) && set.some((one: Value) => isSame(one, item));
    }
    case 'like':
      return matches(String(value(expression.text)), expression.pattern);
    case 'kind':
      return request[expression.of].type === expression.type;
    case 'if':
      return value(expression.test) === true ? value(expression.then) : value(expression.otherwise);
  }
}

function long(value: Value): bigint {
  if (typeof value !== 'bigint') throw new EvaluationError('not a number');
  return value;
}

function entity(value: Value): Entity {
  if (typeof value !== 'object' || !('type' in value)) throw new EvaluationError('not an entity');
  return value;
}

function isSame(left: Value, right: Value): boolean {
  if (typeof left === 'object' && typeof right === 'object' && 'type' in left && 'type' in right)
    return left.type === right.type && left.id === right.id;
  if (Array.isArray(left) && Array.isArray(right)) {
    const [one, other]: [readonly Value[], readonly Value[]] = [left, right];
    const within = (a: readonly Value[], b: readonly Value[]) =>
      a.every((item) => b.some((same) => isSame(item, same)));
    return within(one, other) && within(other, one);
  }
  return left === right;
}

function isIn(inner: Entity, outer: Value, request: SubsetRequest): boolean {
  if (Array.isArray(outer)) return outer.some((one: Value) => isIn(inner, one, request));
  const known = [request.principal, request.action, request.resource].find((one) => isSame(one, inner));
  return [inner, ...(known?.above ?? [])].some((one) => isSame(one, outer));
}

/** `*` stands for any text. */
function matches(text: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return text === pattern;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/** As Cedar text. */
export function policyText({ effect, scope, clauses }: SubsetPolicy): string {
  const conditions = clauses.map(({ kind, body }) => ` ${kind} { ${written(body)} }`).join('');
  return `${effect}(${scope.map(({ text }) => text).join(', ')})${conditions};`;
}

function written(expression: Expression): string {
  switch (expression.is) {
    case 'bool':
    case 'long':
      return String(expression.value);
    case 'text':
      return JSON.stringify(expression.value);
    case 'entity':
      return `${expression.type}::${JSON.stringify(expression.id)}`;
    case 'entities':
    case 'texts':
      return `[${expression.items.map(written).join(', ')}]`;
    case 'variable':
      return expression.name;
    case 'member':
      return `${expression.of}["${expression.name}"]`;
    case 'not':
      return `!(${written(expression.inner)})`;
    case 'and':
    case 'or':
      return `(${written(expression.left)} ${expression.is === 'and' ? '&&' : '||'} ${written(expression.right)})`;
    case 'contains':
      return `${written(expression.set)}.contains(${written(expression.item)})`;
    case 'like':
      return `(${written(expression.text)} like ${JSON.stringify(expression.pattern)})`;
    case 'kind':
      return `(${expression.of} is ${expression.type})`;
    case 'if':
      return `(if ${written(expression.test)} then ${written(expression.then)} else ${written(expression.otherwise)})`;
    default:
      return `(${written(expression.left)} ${expression.is} ${written(expression.right)})`;
  }
}
