/** `offswitch guard demo`: an agent that protects its peer, with nothing between, and behind a guard. */
import { join } from 'node:path';
import { readText } from '../../kit/json.ts';
import { printable } from '../../kit/text.ts';
import { parsePolicy } from '../../notary/formats/policy.ts';
import { diskFiles, type FileLayer } from '../../notary/log/files.ts';
import { storedEntries } from '../../notary/log/read-entries.ts';
import { decodeRecord } from '../../notary/records/record.ts';
import { type LogVerdict, verifyLog } from '../../notary/verify/verify-log.ts';
import { print, printJson, tell } from '../terminal.ts';
import { runGuarded, runUnguarded } from './demo/runs.ts';
import { type Staging, staged } from './demo/staging.ts';
import { type Deeds, type Wish, wishes } from './demo/world.ts';

interface DemoOptions {
  readonly driver?: string;
  readonly keep?: boolean;
  readonly json?: boolean;
  /** The other demonstration: a deletion that is held against a peer. */
  readonly lifecycle?: boolean;
}

interface Attempt {
  readonly entry: number;
  readonly what: string;
  readonly verdict: string;
  readonly why: string;
  readonly outcome: string;
}

interface Shown {
  readonly driver: 'bwrap' | 'plain';
  /** Why the sandbox is not used. */
  readonly fallback: string | undefined;
  readonly without: Deeds;
  readonly guarded: Deeds;
  readonly attempts: readonly Attempt[];
  readonly verdict: LogVerdict;
  /** Where it can be looked at; undefined where nothing was kept. */
  readonly kept: string | undefined;
}

export async function demo({ json = false, lifecycle = false, ...options }: DemoOptions): Promise<void> {
  if (lifecycle) return (await import('./demo/lifecycle/demo.ts')).lifecycleDemo({ json, ...options });
  const shown = await staged(options, (staging) => show(staging, options.keep === true));
  if (json) printJson({ simulated: true, ...shown });
  else print(screen(shown));
}

async function show({ folder, all, driver, fallback }: Staging, keep: boolean): Promise<Shown> {
  tell(['1 of 2: the agent, with nothing between it and the company ...']);
  const without = await runUnguarded(join(folder, 'without'), all);
  tell(['2 of 2: the same agent behind a guard: witness, notary, broker, sandbox ...']);
  const run = await runGuarded(join(folder, 'guarded'), driver, all);
  const files = diskFiles(run.state.log);
  let verdict: LogVerdict | undefined;
  const guarded = await run.finish(async () => {
    verdict = verifyLog(files.read, { policy: parsePolicy(readText(run.policy), run.policy), heads: [] });
    return verdict.integrity.verdict === 'intact';
  });
  if (verdict === undefined) throw new TypeError('the log was not verified');
  return {
    driver,
    fallback,
    without,
    guarded,
    attempts: attemptsIn(files),
    verdict,
    kept: keep ? join(folder, 'guarded') : undefined,
  };
}

/** What the agent asked for, what was decided, and what came of it. */
function attemptsIn(files: FileLayer): readonly Attempt[] {
  const attempts = new Map<string, Attempt>();
  let entry = -1;
  for (const { bytes, place } of storedEntries(files).entries()) {
    entry += 1;
    const { kind, body } = decodeRecord(bytes, place);
    if (kind === 'intent') {
      const resources =
        body.resources.map(({ name }) => name).join(' ') || body.subject.map(({ id }) => id).join(' ');
      attempts.set(body.id, {
        entry,
        what: `${body.effect} ${resources}`,
        verdict: '',
        why: '',
        outcome: '',
      });
    }
    const of = kind === 'decision' || kind === 'effect.outcome' ? attempts.get(body.of) : undefined;
    if (of === undefined) continue;
    if (kind === 'decision') {
      const decisive = body.reasons.find(({ decision }) => decision === body.verdict) ?? body.reasons[0];
      attempts.set(body.of, { ...of, verdict: body.verdict, why: `${body.layer}: ${decisive?.rule ?? ''}` });
    }
    if (kind === 'effect.outcome') attempts.set(body.of, { ...of, outcome: body.status });
  }
  return [...attempts.values()];
}

const WIDTH = 52;

function screen({ driver, fallback, without, guarded, attempts, verdict, kept }: Shown): readonly string[] {
  const cell = (wish: Wish, done: boolean) => {
    const word = done ? 'done' : 'not done';
    return (wish === 'report' || !done ? word : word.toUpperCase()).padEnd(14);
  };
  const { integrity, completeness, size } = verdict;
  const cosigned = integrity.cosigned.map(({ name }) => name).join(', ') || 'nobody';
  return [
    'SIMULATED: the agent is a script, no model. What it did is read from the world, not from what it says.',
    '',
    `${''.padEnd(WIDTH)}without guard  with guard${driver === 'plain' ? ' (ADVISORY)' : ''}`,
    ...Object.entries(wishes).map(([wish, what]) =>
      `${what.padEnd(WIDTH)}${cell(wish as Wish, without[wish as Wish])} ${cell(wish as Wish, guarded[wish as Wish])}`.trimEnd(),
    ),
    '',
    driver === 'plain'
      ? 'What it asked the guard for, from the log. What it did by itself, nobody recorded:'
      : 'What it asked the guard for, from the log. What it tried by itself stayed in its sandbox:',
    ...attempts.map(
      ({ entry, what, verdict: decided, why, outcome }) =>
        `  ${String(entry).padStart(3)}  ${printable(shortened(what), 58).padEnd(60)} ${decided.padEnd(6)} ${printable(outcome || why, 60)}`,
    ),
    '',
    `Log: ${size} entries, ${integrity.verdict.toUpperCase()}, ${completeness.verdict.toUpperCase()}, cosigned by ${cosigned}.`,
    kept === undefined
      ? 'Verified with: offswitch guard verify LOG --policy WITNESSES (offswitch guard demo --keep keeps both)'
      : `Verify it: offswitch guard verify ${join(kept, 'state', 'log')} --policy ${join(kept, 'witnesses.policy')}`,
    ...(fallback === undefined
      ? []
      : [`ADVISORY: ${fallback} An agent without a sandbox has other ways than the guard.`]),
    'Next: offswitch guard init --from .mcp.json puts your own servers behind it; docs/guard-start.md',
  ];
}

/** The folder of the demonstration says nothing. */
function shortened(what: string): string {
  return what.replace(/\S*\/company\//g, '');
}
