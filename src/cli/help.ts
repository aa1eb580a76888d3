/** How help is laid out: folded to the terminal, with the exit codes under every page. */
import { type Command, Help } from 'commander';
import { fold, wrap } from '../measure/report/wrap.ts';
import { terminalWidth } from './terminal.ts';

/** In columns, where no terminal says another. */
const USUAL = 80;
/** Narrower descriptions stand under their flag instead of beside it. */
const DESCRIBED = 30;
/** Of the parser's own folding. */
const NARROW = 10;
const EXAMPLE = /^ *offswitch /;

const exitCodeTexts: readonly (readonly [code: number, text: string])[] = [
  [0, 'done'],
  [
    1,
    'the answer is no: a replay differs, a store is not complete, a trial cannot be assessed, a judge is no better than chance, a grading job has an alarm or leaves somebody undecided, every trial of an agent failed, an audit of grades has an alarm (--fail-on alarm), or a command about an agent is refused',
  ],
  [2, 'the request cannot be understood (flags, study, script, import)'],
  [3, 'the store cannot be used (locked, not a store, other version, damaged)'],
  [4, 'the machine or a provider failed (file, disk, key, address, no answers)'],
  [5, 'a budget is used up (--max-cost, --max-tokens); what is finished is kept'],
  [70, 'a bug in Offswitch; please report it'],
  [130, 'interrupted; the same command continues from there'],
];

function helpWidth(): number {
  return terminalWidth() ?? USUAL;
}

export function exitCodesText(): string {
  const lines = exitCodeTexts.map(([code, text]) =>
    wrap(`  ${String(code).padEnd(3)}  ${text}`, ' '.repeat(7), helpWidth()),
  );
  return ['', 'Exit codes:', ...lines].join('\n');
}

/** Lays out the help of a command. */
export function withFoldedHelp(command: Command): Command {
  return command.configureHelp({ minWidthToWrap: NARROW, formatItem }).configureOutput({
    getOutHelpWidth: helpWidth,
    writeOut: (text) => process.stdout.write(folded(text, helpWidth())),
  });
}

function formatItem(term: string, termWidth: number, description: string, helper: Help): string {
  const width = helper.helpWidth ?? USUAL;
  if (width - termWidth - 4 >= DESCRIBED)
    return Help.prototype.formatItem.call(helper, term, termWidth, description, helper);
  return `  ${term}\n${wrap(`      ${description}`, ' '.repeat(6), width)}`;
}

/** An example that goes on in the next line can still be copied. */
function folded(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) =>
      line.length > width && EXAMPLE.test(line) ? foldedExample(line, width) : fold(line, width),
    )
    .join('\n');
}

function foldedExample(line: string, width: number): string {
  const [, command = line, remark] = /^( *\S.*?)(?: {2,}(.*))?$/.exec(line) ?? [];
  const lines = wrap(command, '      ', width - 2).split('\n');
  return [
    lines.join(' \\\n'),
    ...(remark === undefined ? [] : [wrap(`      ${remark}`, '      ', width)]),
  ].join('\n');
}
