/** The text of a new guard.yaml, with a comment wherever a person has to look. */
import { Document, type Node, YAMLMap } from 'yaml';
import { isRecord } from '../../../kit/canonical.ts';
import { printable } from '../../../kit/text.ts';
import { closedSchema } from '../arguments/closed-schema.ts';
import { catalogues } from '../config/catalogues/registry.ts';
import { type ListedTool, toolDigest } from '../tools.ts';
import type { Adopted } from './adopt.ts';

export interface NewGuard {
  readonly agent: string;
  readonly channel: 'socket' | 'token' | 'descriptor';
  readonly listen: string | undefined;
  readonly upstreams: readonly (Adopted & {
    /** Undefined where it did not start. */
    readonly listed: readonly ListedTool[] | undefined;
  })[];
}

const HEADER = ` What is not said here is denied. docs/guard-policy.md has every member.
 Paths under "control" cannot be changed by any agent: name what switches agents off, and what decides about them.`;

export function guardText({ agent, channel, listen, upstreams }: NewGuard): string {
  const document = new Document({ version: 1 });
  document.commentBefore = HEADER;
  const set = (key: string, value: unknown) => document.set(key, document.createNode(value));
  if (listen !== undefined) set('listen', listen);
  const servers = new YAMLMap<string, Node>();
  for (const { name, lines, notes, listed } of upstreams) {
    const { tools, changed } = linesFor(lines.catalogue, listed);
    const node = document.createNode({ ...lines, ...(tools.items.length === 0 ? {} : { tools }) });
    if (notes.length > 0) node.commentBefore = notes.map(comment).join('\n');
    if (changed.length > 0) node.comment = changed.map(comment).join('\n');
    servers.set(name, node);
  }
  document.set('upstreams', servers);
  set('agents', {
    [agent]: { channel, mediation: channel === 'descriptor' ? 'enforced' : 'advisory', groups: ['agents'] },
  });
  set('policies', ['base.cedar']);
  return document.toString({ lineWidth: 0, commentString: (text) => text.replace(/^(?!$)/gm, '#') });
}

/** Whatever a server says of itself stays within its line, and says nothing to a terminal. */
function comment(text: string): string {
  return ` ${printable(text, 300)}`;
}

interface ToolLines {
  readonly tools: YAMLMap<string, Node>;
  /** Of tools of a catalogue that are not what was read: for a person to compare. */
  readonly changed: readonly string[];
}

/** Own lines for tools that no catalogue has; a tool that differs from the catalogue's is only told. */
function linesFor(catalogue: string | undefined, listed: readonly ListedTool[] | undefined): ToolLines {
  const tools = new YAMLMap<string, Node>();
  const changed: string[] = [];
  const known = catalogue === undefined ? undefined : catalogues[catalogue];
  for (const tool of listed ?? []) {
    const schema = toolDigest(tool);
    const line = Object.hasOwn(known?.tools ?? {}, tool.name) ? known?.tools[tool.name] : undefined;
    if (line?.schema === schema) continue;
    if (line !== undefined) {
      changed.push(
        `${tool.name} differs from ${known?.package} ${known?.version} and cannot be called. Look at it; if it does the same:`,
        `tools: { ${tool.name}: { class: ${line.class}, resources: ..., schema: ${schema} } }`,
      );
      continue;
    }
    const node = new Document({ class: 'other', schema }).contents;
    if (node === null) continue;
    node.commentBefore = [
      comment(tool.description ?? 'It has no description.'),
      comment(`Arguments: ${argumentsOf(tool)}`),
    ].join('\n');
    tools.set(tool.name, node);
  }
  return { tools, changed };
}

function argumentsOf({ name, inputSchema }: ListedTool): string {
  try {
    closedSchema(inputSchema, name);
  } catch {
    return 'cannot be checked, so it cannot be called';
  }
  const properties = isRecord(inputSchema) && isRecord(inputSchema.properties) ? inputSchema.properties : {};
  return Object.keys(properties).join(', ') || 'none';
}

/** The first policy: what is said in plain words, and nothing that needs a person's own decision. */
export const BASE_POLICY = `// What the agents of the group "agents" may do. What no line permits is denied; invariants stand above every line here.
// To execute, spend, configure, evaluate or approve something, or to start and stop agents, takes a line of your own.
@id("work")
permit(
  principal in Offswitch::Group::"agents",
  action in [
    Offswitch::Action::"read", Offswitch::Action::"write", Offswitch::Action::"delete",
    Offswitch::Action::"copy-out", Offswitch::Action::"message"
  ],
  resource
);
`;
