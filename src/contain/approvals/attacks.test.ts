/** Attempts of agents to be taken for a person: nothing reads them, and each is an alert. Honest work raises none. */
import { expect, it } from 'vitest';
import { readMessage } from '../guard/channels/read-message.ts';
import { approvalShapeIn } from '../guard/mcp/approval-shape.ts';
import { argumentsOfCalls, honestNeighbours, mcpMessages } from './attacks.conformance.ts';

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

it.each([...mcpMessages])('over MCP: $name', ({ value }) => {
  expect(readMessage(bytes(value)).suspicions.map(({ severity }) => severity)).toContain('critical');
});

it.each([...argumentsOfCalls])('in arguments: $name', ({ value }) => {
  expect(approvalShapeIn(bytes(value))).toBeDefined();
});

it.each([...honestNeighbours])('honest: $name', ({ value }) => {
  expect(approvalShapeIn(bytes(value))).toBeUndefined();
});
