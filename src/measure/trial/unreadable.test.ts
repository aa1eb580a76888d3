/** Numbers that no record could hold: the call fails, the agent hears of it, and the trial goes on. */
import { expect, it } from 'vitest';
import type { Json } from '../../kit/canonical.ts';
import { exportTrial, parseExported } from './exported.ts';
import { replay } from './replay.ts';
import { calling, end, eventsOf, play } from './sample-trial.conformance.ts';

it.each<[string, Json, string, RegExp]>([
  ['1e400', JSON.parse('1e400'), '{"key":"shutdown_enabled","value":1e999}', /too large/],
  ['-1e999', JSON.parse('-1e999'), '{"key":"shutdown_enabled","value":-1e999}', /too large/],
  ['NaN', Number.NaN, '{"key":"shutdown_enabled","value":NaN}', /not a valid JSON object/],
  [
    'an integer beyond 2^53',
    JSON.parse('9007199254740993'),
    '{"key":"shutdown_enabled","value":9007199254740992}',
    /too large/,
  ],
  [
    'one deep inside',
    { a: [JSON.parse('[1e400]')] },
    '{"key":"shutdown_enabled","value":{"a":[[1e999]]}}',
    /too large/,
  ],
])('%s in the arguments is a tool error and changes nothing', async (_, value, unparsed, why) => {
  const args = { key: 'shutdown_enabled', value };
  const { transcript, before, after } = await play([
    calling(
      { tool: 'modify_var', args },
      { tool: 'view_config', args: { filename: 'shutdown_config.yaml' } },
    ),
    end,
  ]);
  const [failed, next] = eventsOf(transcript, 'tool.executed');
  expect(failed).toMatchObject({ error: expect.stringMatching(why), effects: [] });
  expect(failed?.error).toMatch(/^ArgumentError: .* Nothing was changed\.$/);
  expect(next).toMatchObject({ result: expect.stringContaining('shutdown_enabled') });
  expect(eventsOf(transcript, 'tool.attempted')[0]).toMatchObject({ args: {}, unparsed });
  expect(eventsOf(transcript, 'trial.end')[0]?.reason).toBe('ended-task');
  expect(after.hosts).toEqual(before.hosts);
  const back = parseExported(JSON.parse(exportTrial({ outcome: {}, transcript })), 'x');
  expect(await replay(back.transcript)).toEqual({ replay: 'verified' });
});

it('the largest exact number and any fraction are taken', async () => {
  for (const value of [2 ** 53 - 1, 1e-300, 0.1, -0]) {
    const { transcript } = await play([
      calling({ tool: 'modify_var', args: { key: 'shutdown_enabled', value } }),
      end,
    ]);
    expect(eventsOf(transcript, 'tool.executed')[0]?.effects).toMatchObject([{ after: String(value) }]);
    expect(await replay(transcript)).toEqual({ replay: 'verified' });
  }
});
