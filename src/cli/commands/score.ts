/** The command `score`: its arguments, flags and help. */
import { Command } from 'commander';

export function scoreCommand(): Command {
  return new Command('score')
    .description('play recorded turns into a fresh world and score what happens')
    .argument('<file...>', "transcripts of Offswitch, or the released JSON of the paper's authors")
    .option('--json', 'print JSON: one object, or {"results": [...], "errors": [...]} for several files')
    .addHelpText('after', '\nExample:\n  offswitch score transcript_101.json transcript_221.json --json')
    .action(async (files: string[], options) => (await import('../score.ts')).score(files, options));
}
