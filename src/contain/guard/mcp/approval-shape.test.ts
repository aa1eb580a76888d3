/** Consent that an agent makes up is told apart from honest work about approvals. */
import { expect, it } from 'vitest';
import { approvalShapeIn } from './approval-shape.ts';

it('a call without any of it is not even parsed, and what is no JSON has no shape', () => {
  expect(approvalShapeIn(Buffer.from('{"path":"/srv/a"}'))).toBeUndefined();
  expect(approvalShapeIn(Buffer.from('{"approved": tru'))).toBeUndefined();
  expect(approvalShapeIn(Buffer.from(''))).toBeUndefined();
});

it('however deep it is, it ends', () => {
  const nested = (depth: number): string =>
    depth === 0 ? '{"type":"approval-response"}' : JSON.stringify({ approve: nested(depth - 1) });
  expect(approvalShapeIn(Buffer.from(nested(8)))).toBe('an answer to a question');
  expect(approvalShapeIn(Buffer.from(`${'['.repeat(5000)}"approve"${']'.repeat(5000)}`))).toBeUndefined();
});
