/** The command `score`: its arguments, flags and help. */
import { Command } from 'commander';

export function scoreCommand(): Command {
  return new Command('score')
    .description('play recorded turns into a fresh world and score what happens')
    .argument(
      '<file...>',
      'transcripts of Offswitch, released ones and rows of them, event files of coding agents, logs of Inspect; .gz of each',
    )
    .option('--json', 'print JSON: one object, or {"results": [...], "errors": [...]} for several recordings')
    .addHelpText(
      'after',
      '\nExample:\n  offswitch score transcript_101.json transcript_221.json --json\n  offswitch score rows.jsonl.gz\n  offswitch score logs/2026-01-01_task.eval',
    )
    .action(async (files: string[], options) => (await import('../score.ts')).score(files, options));
}
