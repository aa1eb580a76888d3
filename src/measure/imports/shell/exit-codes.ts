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

/** How the program that was to run a command speaks of it where it did not. */
const NOT_RUN: readonly RegExp[] = [
  /\b(?:tool (?:use|call|execution)|command|operation|execution|request|action|permission to (?:use|run|execute))\b[^\n]{0,160}\b(?:rejected|denied|declined|refused|disallowed|not (?:allowed|permitted|approved|granted|executed|run))\b/i,
  /\b(?:user|approver|reviewer|policy|rule|hook)\b[^\n]{0,60}\b(?:rejected|denied|declined|refused|disallow\w*|prevents?|blocked|doesn't want|did not (?:allow|approve))\b/i,
  /\b(?:rejected|blocked|denied|declined|forbidden|prevented) by (?:the |a |an |your )?(?:user|policy|hook|rule|sandbox|permission|administrator|settings)\b/i,
  /\b(?:haven't|has not been|have not been|hasn't been|not) granted\b|\brequires? (?:your |user |explicit )?(?:approval|permission|confirmation)\b/i,
];

/** Whether nothing ran, by what stands in place of a result: its first line, for the rest may be anybody's. */
export function didNotRun(output: string): boolean {
  const [first = ''] = output.trim().split('\n');
  return first.length < 600 && !/permission denied/i.test(first) && NOT_RUN.some((one) => one.test(first));
}

const CUT: readonly RegExp[] = [
  /\b(?:command|tool|process|operation|bash|execution|call|task|session)\b[^\n]{0,60}\b(?:timed out|exceed(?:ed|ing) (?:the )?time(?:out| ?limit)|(?:was |been |is |user )?(?:killed|cancell?ed|aborted|interrupted|terminated)\b(?! with))/im,
  /<bash_metadata>[^<]*\b(?:terminated|aborted|exceed)/i,
  /^\W*(?:error: )?(?:aborted|cancell?ed|interrupted|timed out|timeout|user (?:aborted|cancell?ed|interrupted))\b/im,
  /\[Request interrupted|\bstill running\b|\b(?:running|moved|continues?|sent|started|put) (?:in|to|into) (?:the )?background\b/i,
  /\b(?:process|command) (?:is )?running with (?:session|pid|id)\b|\bhas not (?:yet )?(?:finished|exited|completed|ended)\b/i,
  /\b(?:result|output)\b[^\n]{0,20}\b(?:missing|lost|cleared|not available|unavailable)\b/i,
  /^(?:Exit Code: \(none\)|Signal: (?!0\b|\(none\))\S+)/im,
];

/** Whether the program that ran the command says that it ended it, lost it, or does not wait for it. */
export function wasCutShort(output: string): boolean {
  const edges = output.length > 4000 ? `${output.slice(0, 2000)}\n${output.slice(-2000)}` : output;
  return CUT.some((one) => one.test(edges));
}
