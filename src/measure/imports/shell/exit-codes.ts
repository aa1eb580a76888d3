/** Exit codes as the programs that run agents' commands tell them, in their several wordings. */

const WORDINGS: readonly RegExp[] = [
  // Codex, Copilot, OpenHands, Aider and others: the line stands alone.
  /^\W*(?:process|command|shell|bash tool|script|program|it)?\s*(?:has\s+)?(?:exited|exits|failed|finished|completed|terminated|ended|returned)\s+(?:with\s+)?(?:a\s+)?(?:non-?zero\s+)?(?:an?\s+)?(?:exit\s+)?(?:code|status)\s*:?\s*(-?\d+)\W*$/im,
  /^\W*(?:exit|return)[ _-]?(?:code|status)\W*[:=]?\s*(-?\d+)\b\W*(?:<\/exit_?code>)?\W*$/im,
  /<(?:exit|return)_?code>\s*(-?\d+)\s*<\//i,
  /<exited with exit code (-?\d+)>/i,
  /\((?:exit|return)(?:ed)?\s+(?:with\s+)?(?:code|status)\s*:?\s*(-?\d+)\)\W*$/im,
  /\bcommand finished with exit code (-?\d+)/i,
  /^(?:Error: )?Command failed(?: with| :)?(?: exit)? (?:code|status)?:? ?(-?\d+)\b/im,
  /\bnon-zero exit (?:code|status):? (-?\d+)/i,
];

/** The exit code of a whole call that its output tells; null where it tells none. */
export function exitCodeIn(output: string): number | null {
  // Programs write it before or behind the output of the command, which may hold anything.
  const edges = output.length > 4000 ? `${output.slice(0, 2000)}\n${output.slice(-2000)}` : output;
  for (const wording of WORDINGS) {
    const found = wording.exec(edges)?.[1];
    if (found !== undefined) return Number(found);
  }
  return null;
}
/** Whether the program that ran the command says that it ended it, or lost it. */
export function wasCutShort(output: string): boolean {
  return /\b(?:command|tool|process|operation|bash)\b[^\n]{0,60}\b(?:timed out|exceeding (?:the )?timeout|was (?:killed|cancelled|aborted|interrupted)|aborted by (?:the )?user)|<bash_metadata>[^<]*\b(?:terminated|aborted|exceed)|^Command aborted|\[Request interrupted/im.test(
    output,
  );
}
