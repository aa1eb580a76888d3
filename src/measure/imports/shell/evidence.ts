/**
 * Which commands of a shell text succeeded, by what its output and its exit code tell: every way in which it could have
 * gone is tried, and of those that agree with the evidence the ones with the fewest failures are believed. Where they
 * differ about a command, nobody can tell.
 */
import { didNotRun, exitCodeIn, wasCutShort } from './exit-codes.ts';
import { candidatesOf, failureLines } from './failures.ts';
import { type Command, commandsOf, type Frame, leavesOf, mayLeave, type Node, repeatedIn } from './tree.ts';

export type Verdict = 'done' | 'failed' | 'unclear';

export interface Evidence {
  /** What was printed; null where the file does not hold it. */
  readonly output: string | null;
  /** The exit code where the program that ran it kept one. */
  readonly exit?: number;
  /** Whether that program called it an error. */
  readonly failed?: boolean;
  /** Whether it did not wait for the end. */
  readonly unfinished?: boolean;
}

export function verdicts(tree: Node, evidence: Evidence): ReadonlyMap<Command, Verdict> {
  const found = new Map<Command, Verdict>();
  const { output } = evidence;
  const parts = statementsOf(tree);
  if (output !== null && (evidence.exit === undefined || evidence.failed === true) && didNotRun(output)) {
    for (const command of commandsOf(tree)) found.set(command, 'failed');
    return found;
  }
  if (output === null) {
    for (const leaf of leavesOf(tree)) if (leaf.kind === 'command') found.set(leaf.command, 'unclear');
    return found;
  }
  // What one statement proves of a connection narrows down which other one a line is about.
  let proven: ReadonlySet<Node> = new Set();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const shared = sharedEvidence(tree, parts, evidence, { output, proven });
    const ways = parts.map((part, index) =>
      believable(part, shared, index === parts.length - 1 ? shared.ok : null),
    );
    for (const [index, part] of parts.entries()) {
      for (const leaf of leavesOf(part))
        if (leaf.kind === 'command') found.set(leaf.command, verdictOf(leaf, ways[index] ?? null));
    }
    const before = proven.size;
    proven = new Set([
      ...proven,
      ...[...shared.free].filter((leaf) =>
        ways.some(
          (some) => some !== null && some.length > 0 && some.every(({ ended }) => ended.get(leaf) === true),
        ),
      ),
    ]);
    if (proven.size === before) break;
  }
  return found;
}

const MAX_ROUNDS = 4;
/** Lines of failures that are looked at; where there are more, nobody can tell. */
const MAX_LINES = 60;

function verdictOf(leaf: Node, ways: readonly Way[] | null): Verdict {
  if (ways === null) return 'unclear';
  const done = ways.map(({ ended }) => ended.get(leaf) === true);
  if (done.every(Boolean)) return 'done';
  return done.some(Boolean) ? 'unclear' : 'failed';
}

/** Statements whose success decides on nothing but what stands in them. `$?` looks back at the one before. */
function statementsOf(tree: Node): readonly Node[] {
  if (tree.kind !== 'list') return [tree];
  const parts: Node[] = [];
  for (const node of tree.nodes.flatMap((one) => (one.kind === 'list' ? statementsOf(one) : [one]))) {
    const last = parts.at(-1);
    // What may leave the text decides on all that follows.
    if (last !== undefined && (asksStatus(node) || node.kind === 'assign' || mayLeave(last))) {
      parts.pop();
      parts.push({ kind: 'list', nodes: [last, node] });
    } else parts.push(node);
  }
  return parts;
}

function asksStatus(node: Node): boolean {
  return leavesOf(node).some((leaf) => leaf.kind === 'print' && leaf.text.includes('$?'));
}

interface Shared {
  readonly lines: readonly string[];
  /** Whether every line that was printed is there. */
  readonly whole: boolean;
  /** Whether the last statement succeeded; null where nothing tells. */
  readonly ok: boolean | null;
  /** Texts that more than one command prints tell nothing. */
  readonly repeated: ReadonlySet<string>;
  /** For each line that tells of a failure in one statement: the commands it may be about. */
  readonly failures: readonly ReadonlySet<Node>[];
  /** Commands whose failure would have left no trace, or one that may be another's. */
  readonly free: ReadonlySet<Node>;
  /** The program that ran it ended it, or lost it. */
  readonly cut: boolean;
}

function sharedEvidence(
  tree: Node,
  parts: readonly Node[],
  evidence: Evidence,
  { output, proven }: { readonly output: string; readonly proven: ReadonlySet<Node> },
): Shared {
  const leaves = leavesOf(tree);
  const prints = leaves.flatMap((leaf) => (leaf.kind === 'print' ? [leaf.text] : []));
  const suspects = leaves.filter((leaf) => !proven.has(leaf));
  const told = failureLines(output);
  const given = evidence.exit ?? (asksStatus(tree) ? null : exitCodeIn(output));
  // An error of which nothing tells may be one of the command, or of the program that ran it.
  const cut =
    evidence.unfinished === true ||
    wasCutShort(output) ||
    (evidence.failed === true && given === null && told.length === 0);
  const code = cut && given === 0 ? null : given;
  const repeated = new Set(repeatedIn(tree));
  const about = told.slice(0, MAX_LINES).map((line) => candidatesOf(line, suspects));
  const groups = about.filter((group) => ![...group].some((leaf) => repeated.has(leaf)));
  const within = (group: ReadonlySet<Node>) =>
    parts.some((part) => {
      const own = new Set(leavesOf(part));
      return [...group].every((leaf) => own.has(leaf));
    });
  const free = new Set<Node>([
    ...leaves.filter((leaf) => isSilent(leaf) || ((cut || told.length > MAX_LINES) && leaf.kind !== 'print')),
    ...groups.filter((group) => !within(group)).flatMap((group) => [...group]),
    ...about.filter((group) => !groups.includes(group)).flatMap((group) => [...group]),
  ]);
  return {
    lines: output.split('\n').map((line) => line.trim().replace(/^(?:output|stdout):\s*/i, '')),
    whole: !cut && !/truncated|omitted|\.\.\.\s*\[/i.test(output),
    ok: code !== null ? code === 0 : evidence.failed === true && !cut ? false : null,
    repeated: new Set(prints.filter((text, at) => prints.indexOf(text) !== at)),
    failures: groups.filter((group) => group.size > 0 && within(group)),
    free,
    cut,
  };
}

/** Whether a failure would be told by nothing but a status. */
function isSilent(leaf: Node): boolean {
  if (leaf.kind === 'test' || leaf.kind === 'unread') return true;
  if (leaf.kind === 'connection' || leaf.kind === 'script') return leaf.hidden;
  return (
    leaf.kind === 'command' &&
    (leaf.command.hidden ||
      /^(?:grep|egrep|fgrep|diff|cmp|pgrep|which|type|command|test|ping|nc)$/.test(
        leaf.command.words[0] ?? '',
      ))
  );
}

/** One way in which a statement may have gone. */
interface Way {
  readonly status: boolean;
  /** Leaves that ran, and whether each succeeded. */
  readonly ended: ReadonlyMap<Node, boolean>;
  /** What `$?` was when it was printed. */
  readonly statuses: ReadonlyMap<Node, boolean | null>;
}

const MAX_WAYS = 4096;

/** The ways with the fewest failures that agree with what was printed; null where none does, or too many are to be tried. */
function believable(part: Node, shared: Shared, ok: boolean | null): readonly Way[] | null {
  const ways = waysOf(part, suspectsIn(shared), shared.cut);
  if (ways === null) return isCalm(part, shared, ok) ? [allWell(part)] : null;
  const sound = ways.filter((way) => agrees(way, part, shared, ok));
  if (sound.length === 0) return null;
  const costs = sound.map((way) => costOf(way, shared.free));
  const least = Math.min(...costs);
  return sound.filter((_, index) => costs[index] === least);
}

/** Too many commands to try all ways, and nothing that tells of a failure. */
function isCalm(part: Node, { failures, free }: Shared, ok: boolean | null): boolean {
  return (
    ok !== false &&
    !mayLeave(part) &&
    leavesOf(part).every((leaf) => !free.has(leaf) && failures.every((group) => !group.has(leaf)))
  );
}

function allWell(part: Node): Way {
  return { status: true, ended: new Map(leavesOf(part).map((leaf) => [leaf, true])), statuses: new Map() };
}

function costOf({ ended }: Way, free: ReadonlySet<Node>): number {
  return [...ended].filter(([leaf, ok]) => !ok && !free.has(leaf)).length;
}

function agrees(way: Way, part: Node, shared: Shared, ok: boolean | null): boolean {
  if (ok !== null && way.status !== ok) return false;
  const failed = [...way.ended].flatMap(([leaf, well]) => (well ? [] : [leaf]));
  const own = new Set(leavesOf(part));
  const explained = shared.failures.every(
    (group) => ![...group].some((leaf) => own.has(leaf)) || failed.some((leaf) => group.has(leaf)),
  );
  return explained && [...own].every((leaf) => leaf.kind !== 'print' || agreesWithPrint(leaf, way, shared));
}

function agreesWithPrint(
  leaf: Extract<Node, { kind: 'print' }>,
  way: Way,
  { lines, whole, repeated }: Shared,
): boolean {
  const text = leaf.text.trim();
  if (!leaf.visible || text === '' || repeated.has(leaf.text)) return true;
  const ran = way.ended.has(leaf);
  if (text.includes('$?')) {
    const pattern = new RegExp(
      `^${text
        .split('$?')
        .map((one) => RegExp.escape(one))
        .join('(\\d+)')}$`,
    );
    const printed = lines.map((line) => pattern.exec(line)?.[1]).find((one) => one !== undefined);
    if (printed === undefined) return !(ran && whole);
    const status = way.statuses.get(leaf);
    return ran && (status === null || status === undefined || status === (printed === '0'));
  }
  // Variables and substitutions print what is not told here.
  if (/\$[\w({]/.test(text)) return true;
  return lines.includes(text) ? ran : !(ran && whole);
}

/** What a line of output may be about, or what would fail without one. */
function suspectsIn({ failures, free }: Shared): ReadonlySet<Node> {
  return new Set([...free, ...failures.flatMap((group) => [...group])]);
}

/** All ways in which a statement may go; null where they are too many. */
function waysOf(node: Node, suspects: ReadonlySet<Node>, cut: boolean): readonly Way[] | null {
  const ways: Way[] = [];
  let choices: boolean[] | null = [];
  while (choices !== null) {
    if (ways.length >= MAX_WAYS) return null;
    const walk = new Walk(choices, suspects, cut);
    let status: boolean;
    try {
      status = walk.go(node);
    } catch (thrown) {
      if (!(thrown instanceof Exit)) throw thrown;
      status = thrown.ok;
    }
    ways.push({ status, ended: walk.ended, statuses: walk.statuses });
    choices = walk.next();
  }
  return ways;
}

class Exit extends Error {
  readonly ok: boolean;
  readonly leaves: Frame;
  constructor(ok: boolean, leaves: Frame) {
    super('exit');
    this.ok = ok;
    this.leaves = leaves;
  }
}

/** One walk through a tree by given choices. A class because all of it changes with every step. */
class Walk {
  readonly ended = new Map<Node, boolean>();
  readonly statuses = new Map<Node, boolean | null>();
  private readonly made: boolean[] = [];
  private readonly given: readonly boolean[];
  private readonly suspects: ReadonlySet<Node>;
  private readonly cut: boolean;
  private last: boolean | null = null;

  constructor(given: readonly boolean[], suspects: ReadonlySet<Node>, cut: boolean) {
    this.given = given;
    this.suspects = suspects;
    this.cut = cut;
  }

  /** The choices of the next walk: the last success becomes a failure. */
  next(): boolean[] | null {
    const at = this.made.lastIndexOf(true);
    return at < 0 ? null : [...this.made.slice(0, at), false];
  }

  /** `matters`: whether anything looks at its status. */
  go(node: Node, matters = true): boolean {
    switch (node.kind) {
      case 'command':
      case 'test':
      case 'unread':
        return this.leaf(node, matters);
      case 'print':
        this.statuses.set(node, this.last);
        this.ended.set(node, true);
        this.last = null;
        return true;
      case 'assign':
        return true;
      case 'known':
        this.last = node.ok;
        return node.ok;
      case 'exit':
        throw new Exit(node.ok ?? this.last ?? true, node.leaves);
      case 'frame':
        return this.within(node.of, () => this.go(node.node, matters));
      case 'list': {
        let status = true;
        for (const [at, one] of node.nodes.entries()) {
          const next = node.nodes[at + 1];
          const seen =
            next === undefined ? matters : next.kind === 'exit' || next.kind === 'assign' || asksStatus(next);
          status = this.go(one, seen);
        }
        return status;
      }
      case 'and':
        return this.go(node.left) && this.go(node.right, matters);
      case 'or':
        return this.go(node.left) || this.go(node.right, matters);
      case 'not': {
        const status = !this.go(node.node);
        this.last = status;
        return status;
      }
      case 'if':
        return this.go(node.test) ? this.go(node.body, matters) : this.go(node.otherwise, matters);
      case 'pipeline': {
        const ended = node.nodes.map((one, at) =>
          this.apart(one, node.pipefail || (matters && at === node.nodes.length - 1)),
        );
        const status = node.pipefail ? ended.every(Boolean) : (ended.at(-1) ?? true);
        this.last = status;
        return status;
      }
      case 'connection':
      case 'script': {
        const status = this.leaf(node, true) && this.apart(node.node, matters);
        this.last = status;
        return status;
      }
      case 'retried':
        if (this.cut && !this.choose()) return true;
        for (const leaf of leavesOf(node.node)) this.ended.set(leaf, true);
        this.last = true;
        return true;
      case 'background':
        if (this.choose()) this.apart(node.node, false);
        this.last = true;
        return true;
      case 'maybe':
        if (this.choose()) this.go(node.node, false);
        this.last = null;
        return true;
    }
  }

  /** `exit` there ends only what runs there. */
  private apart(node: Node, matters: boolean): boolean {
    return this.within('shell', () => this.go(node, matters));
  }

  private within(frame: Frame, run: () => boolean): boolean {
    try {
      return run();
    } catch (thrown) {
      if (thrown instanceof Exit && (frame === 'shell' || thrown.leaves === frame)) return thrown.ok;
      throw thrown;
    }
  }

  private leaf(node: Node, matters: boolean): boolean {
    const ok = matters || this.suspects.has(node) ? this.choose() : true;
    this.ended.set(node, ok);
    this.last = ok;
    return ok;
  }

  private choose(): boolean {
    const ok = this.given[this.made.length] ?? true;
    this.made.push(ok);
    return ok;
  }
}
