/** Parsers of flag values, and flags that several commands share. */
import { type Command, InvalidArgumentError, Option } from 'commander';

/** As many as a study may name. */
export const MOST_TRIALS = 1_000_000;
export const MOST_IN_FLIGHT = 10_000;

/** Where there is nothing but errors to be had as JSON, the flag is taken and not advertised. */
export function jsonErrors(): Option {
  return new Option('--json').hideHelp();
}

export function configFlag(): Option {
  return new Option(
    '--config <file>',
    'configuration file (default: offswitch.config.yaml, if there is one)',
  ).argParser(flagValue);
}

/** Which guard is meant. */
export function guardFlag(): Option {
  return new Option('--guard <file>', 'the guard.yaml (default: guard.yaml)').argParser(flagValue);
}

/** What is said of agents of one's own. */
export function withOwnAgentFlags(command: Command): Command {
  return command
    .option('--persona <name>', "family word in the names of agents of one's own (default: Atlas)", flagValue)
    .option(
      '--pass-env <name>',
      'environment variable that mcp: programs get; may be given several times',
      collect,
    );
}

/** The value of a flag. Where it was forgotten, the parser takes the next flag for it. */
export function flagValue(text: string): string {
  if (/^--?[a-z]/.test(text))
    throw new InvalidArgumentError('it looks like a flag; a name that begins with "-" is written "./-name"');
  return text;
}

export function collect(text: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), flagValue(text)];
}

/** A parser of whole numbers, as exact as the flag's meaning. */
export function whole(lowest: number, highest = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < lowest || value > highest) {
      throw new InvalidArgumentError(`must be a whole number from ${lowest} to ${highest}`);
    }
    return value;
  };
}
