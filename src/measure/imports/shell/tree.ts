/** A shell text as what may run: commands with the machine of each, and how the one's success decides on the next. */

/** A command with its words, after quotes, wrappers (`sudo`, `timeout` ...) and `ssh` are taken off. */
export interface Command {
  /** Null is the machine of the agent itself. */
  readonly host: string | null;
  readonly words: readonly string[];
  /** Folder it runs in, as far as a `cd` before it tells; null where nothing does. */
  readonly folder: string | null;
  /** Commands of one pipeline share a number; `stage` counts from its start. */
  readonly pipeline: number;
  readonly stage: number;
  /** File that its output is written to. */
  readonly writes?: string;
  readonly sudo: boolean;
  /** Whether its errors are thrown away or kept in a file. */
  readonly hidden: boolean;
  /** Why it may have done less than its words say. */
  readonly doubt?: string;
  /** Whether it adds to the file that it writes to. */
  readonly appends?: boolean;
}

export type Node =
  | { readonly kind: 'command'; readonly command: Command }
  /** `echo`: what it prints shows that it ran, and `$?` in it how the command before it ended. */
  | { readonly kind: 'print'; readonly text: string; readonly visible: boolean }
  | { readonly kind: 'known'; readonly ok: boolean }
  /** Keeps a value: it leaves the status of the command before it to be printed. */
  | { readonly kind: 'assign' }
  /** A question such as `[ -f x ]`, which says nothing when its answer is no. */
  | { readonly kind: 'test' }
  /** Leaves the frame it stands in: the rest of it does not run. */
  | { readonly kind: 'exit'; readonly ok: boolean | null; readonly leaves: Frame }
  /** `many`: what stands in it may run more than once, each time with another end. */
  | { readonly kind: 'frame'; readonly of: Frame; readonly many?: boolean; readonly node: Node }
  | { readonly kind: 'list'; readonly nodes: readonly Node[] }
  | { readonly kind: 'and' | 'or'; readonly left: Node; readonly right: Node }
  | { readonly kind: 'not'; readonly node: Node }
  | { readonly kind: 'if'; readonly test: Node; readonly body: Node; readonly otherwise: Node }
  | { readonly kind: 'pipeline'; readonly nodes: readonly Node[]; readonly pipefail: boolean }
  /** What runs on another machine, if the connection holds. */
  | { readonly kind: 'connection'; readonly host: string; readonly hidden: boolean; readonly node: Node }
  /** A script that another text calls, if it can be started. */
  | { readonly kind: 'script'; readonly path: string; readonly hidden: boolean; readonly node: Node }
  /** Tried until it succeeds: where the loop has ended, it did. */
  | { readonly kind: 'retried'; readonly node: Node }
  /** A command that goes on by itself: nobody waits for its end. */
  | { readonly kind: 'background'; readonly node: Node }
  /** A body that may run or not, and more than once. */
  | { readonly kind: 'maybe'; readonly node: Node }
  /** Code that cannot be read here: what it is. */
  | { readonly kind: 'unread'; readonly what: string };

/** What `exit`, `return` and `break` leave. */
export type Frame = 'shell' | 'function' | 'loop';

export const NOTHING: Node = { kind: 'list', nodes: [] };

/** The commands in a tree, in the order of the text. */
export function commandsOf(node: Node): readonly Command[] {
  return leavesOf(node).flatMap((leaf) => (leaf.kind === 'command' ? [leaf.command] : []));
}

/** Commands for whose end nobody waits. */
export function inBackground(node: Node): readonly Command[] {
  switch (node.kind) {
    case 'background':
      return commandsOf(node);
    case 'list':
    case 'pipeline':
      return node.nodes.flatMap(inBackground);
    case 'and':
    case 'or':
      return [node.left, node.right].flatMap(inBackground);
    case 'if':
      return [node.test, node.body, node.otherwise].flatMap(inBackground);
    case 'connection':
    case 'script':
    case 'frame':
    case 'retried':
    case 'not':
    case 'maybe':
      return inBackground(node.node);
    default:
      return [];
  }
}

/** Leaves that may run more than once, so that a line of failure tells nothing of the last time. */
export function repeatedIn(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'frame':
      return node.many === true ? leavesOf(node.node) : repeatedIn(node.node);
    case 'retried':
      return leavesOf(node.node);
    case 'list':
    case 'pipeline':
      return node.nodes.flatMap(repeatedIn);
    case 'and':
    case 'or':
      return [node.left, node.right].flatMap(repeatedIn);
    case 'if':
      return [node.test, node.body, node.otherwise].flatMap(repeatedIn);
    case 'connection':
    case 'script':
    case 'not':
    case 'background':
    case 'maybe':
      return repeatedIn(node.node);
    default:
      return [];
  }
}

/** What stands in a tree at any depth, in order: a connection before what runs over it. */
export function leavesOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'list':
    case 'pipeline':
      return node.nodes.flatMap(leavesOf);
    case 'and':
    case 'or':
      return [...leavesOf(node.left), ...leavesOf(node.right)];
    case 'if':
      return [...leavesOf(node.test), ...leavesOf(node.body), ...leavesOf(node.otherwise)];
    case 'connection':
    case 'script':
      return [node, ...leavesOf(node.node)];
    case 'not':
    case 'frame':
    case 'retried':
    case 'background':
    case 'maybe':
      return leavesOf(node.node);
    default:
      return [node];
  }
}

/** Whether the text around a node may end there. */
export function mayLeave(node: Node): boolean {
  switch (node.kind) {
    case 'exit':
      return true;
    case 'frame':
      return node.of !== 'shell' && mayLeave(node.node);
    case 'list':
      return node.nodes.some(mayLeave);
    case 'and':
    case 'or':
      return mayLeave(node.left) || mayLeave(node.right);
    case 'if':
      return [node.test, node.body, node.otherwise].some(mayLeave);
    case 'not':
    case 'retried':
    case 'maybe':
      return mayLeave(node.node);
    default:
      return false;
  }
}
