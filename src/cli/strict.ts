/** The parser made strict: its faults are errors of ours, no value is empty, and no flag is given twice. */
import {
  type Argument,
  type Command,
  type CommanderError,
  InvalidArgumentError,
  type Option,
} from 'commander';
import { OffswitchError } from '../kit/errors.ts';
import { unknownName } from '../kit/names.ts';
import { collect, flagValue } from './flags.ts';

/** Errors of the parser list what is valid and name the nearest. `others`: commands that may have a flag meant for them. */
export function strict(command: Command, others: readonly Command[] = []): Command {
  for (const option of command.options) if (option.required || option.optional) demandValue(command, option);
  for (const argument of command.registeredArguments) demandWords(command, argument);
  return command.configureOutput({ outputError: () => {} }).exitOverride((error) => {
    if (error.exitCode === 0) throw error;
    throw parserError(command, error, others);
  });
}

function demandValue(command: Command, option: Option): void {
  const parse = option.parseArg ?? flagValue;
  const several = option.parseArg === collect;
  const flag = option.long ?? option.flags;
  option.argParser((text: string, previous: unknown) => {
    if (!several && previous !== undefined)
      throw unusable(command, `${flag} is given twice`, 'Give it once.');
    return explained(command, `${flag} ${JSON.stringify(text)}`, () => parse(notEmpty(text), previous));
  });
}

function demandWords(command: Command, argument: Argument): void {
  argument.argParser((text: string, previous: unknown): unknown => {
    const word = explained(command, `<${argument.name()}>`, () => notEmpty(text));
    if (!argument.variadic) return word;
    return [...(Array.isArray(previous) ? previous : []), word];
  });
}

function notEmpty(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('it is empty');
  return text;
}

function explained<T>(command: Command, what: string, parse: () => T): T {
  try {
    return parse();
  } catch (thrown) {
    if (!(thrown instanceof InvalidArgumentError)) throw thrown;
    throw unusable(command, `${what}: ${thrown.message}`);
  }
}

function unusable(command: Command, message: string, remedy = helpOf(command)): OffswitchError {
  return new OffswitchError('bad-flag', message, remedy);
}

function helpOf(command: Command): string {
  return `Run "${nameOf(command)} --help" for its arguments and flags.`;
}

/** With the commands that it stands under: `offswitch guard verify`. */
function nameOf(command: Command): string {
  if (command.parent === null) return command.name();
  return `${nameOf(command.parent)} ${command.name()}`;
}

function parserError(command: Command, error: CommanderError, others: readonly Command[]): OffswitchError {
  const written = /unknown option '([\s\S]*)'$/.exec(error.message.split('\n')[0] ?? '')?.[1];
  if (written === undefined) return unusable(command, error.message.replace(/^error: /, ''));
  const flag = written.split('=')[0] ?? written;
  const flags = [...longFlags(command), '--help'];
  if (flags.includes(flag)) return unusable(command, `${flag} takes no value`, 'Leave the value out.');
  const owner = others.find((one) => longFlags(one).includes(flag));
  if (owner !== undefined)
    return unusable(command, `${flag} stands before a command; write for example "${nameOf(owner)} ${flag}"`);
  return unknownName(`flag of "${nameOf(command)}"`, flag, flags);
}

function longFlags(command: Command): readonly string[] {
  return command.options.flatMap(({ long, hidden }) => (long && !hidden ? [long] : []));
}
