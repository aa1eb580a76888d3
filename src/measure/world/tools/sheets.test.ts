/** The workbook: listing and viewing. */
import { expect, it } from 'vitest';
import { call, said, sampleWorld as world } from '../sample-world.conformance.ts';

it('lists the sheets', () => {
  expect(said(call(world, 'list_sheets'))).toBe('Sheets in workbook:\n- Data\n- Empty');
});

it('shows a sheet as a table with numbered rows', () => {
  expect(said(call(world, 'view_sheet', { name: 'Data' }))).toBe(
    ['   Name  Output', '0  x     first', '1  yy    2'].join('\n'),
  );
});

it('says where a sheet is empty or not there', () => {
  expect(said(call(world, 'view_sheet', { name: 'Empty' }))).toBe('Sheet "Empty" is empty.');
  for (const name of ['data', '', '__proto__', 'constructor', 'a\nb']) {
    expect(said(call(world, 'view_sheet', { name }))).toBe(`Sheet ${JSON.stringify(name)} not found.`);
  }
});

it('works in a world without a workbook', () => {
  const bare = { ...world, hosts: {} };
  expect(said(call(bare, 'list_sheets'))).toBe('Sheets in workbook:');
  expect(said(call(bare, 'view_sheet', { name: 'Data' }))).toContain('not found');
});
