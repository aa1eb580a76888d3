/** Names towards agents: an upstream and a tool, joined. Two tools that would have one name have none. */
import { expect, it } from 'vitest';
import { guardOf } from '../../../../test/support/guard.ts';
import { type ListedTool, toolDigest } from '../tools.ts';
import { openCatalogue } from './catalogue.ts';
import { memoryDomain } from './memory-domain.conformance.ts';

const tool = (name: string): ListedTool => ({ name, inputSchema: { type: 'object', properties: {} } });
const pinned = (name: string) => ({ [name]: { class: 'read', schema: toolDigest(tool(name)) } });

it('a name that two upstreams would give is neither’s, and status says so of both', async () => {
  const guard = guardOf({
    upstreams: {
      a: { command: ['a'], tools: { ...pinned('b__c'), ...pinned('d') } },
      a__b: { command: ['a'], tools: pinned('c') },
    },
  });
  const domains = [
    { ...memoryDomain(), name: 'a', listTools: async () => [tool('b__c'), tool('d')] },
    { ...memoryDomain(), name: 'a__b', listTools: async () => [tool('c')] },
  ];
  const events = { listed: async () => {}, unreachable: async () => {} };
  const catalogue = await openCatalogue(guard, domains, events, false);
  expect(catalogue.named('a__b__c')).toBeUndefined();
  expect(catalogue.listed().map(({ name }) => name)).toEqual(['a__d']);
  expect(catalogue.status()).toMatchObject([
    { name: 'a', tools: ['d'], findings: [{ tool: 'b__c', what: 'twice' }] },
    { name: 'a__b', tools: [], findings: [{ tool: 'c', what: 'twice' }] },
  ]);
});
