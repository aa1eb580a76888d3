/** Commands on the log of a guard, or of any notary: their arguments, flags and help. */
import { Command, Option } from 'commander';
import { collect, flagValue, guardFlag, jsonErrors, whole } from '../flags.ts';

/** What stands for a folder that is not named. */
const DIRECTORY = 'folder of the log (default: that of the guard)';

export function logCommands(): readonly Command[] {
  return [logCommand(), explainCommand(), verifyCommand(), proveCommand(), exportCommand(), witnessCommand()];
}

function logCommand(): Command {
  return new Command('log')
    .description('print the records of a log, oldest first')
    .argument('[dir]', DIRECTORY)
    .addOption(guardFlag())
    .option('--from <n>', 'first entry', whole(0))
    .option('--last <n>', 'only so many, from the end', whole(1))
    .option('--kind <kind>', 'only records of this kind; may be given several times', collect)
    .option('--channel <name>', 'only records of this channel', flagValue)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  offswitch guard log --last 20\n  offswitch guard log DIR --kind intent --kind decision --json',
    )
    .action(async (directory: string | undefined, options) =>
      (await import('../guard/log.ts')).log(directory, options),
    );
}

function verifyCommand(): Command {
  return new Command('verify')
    .description('verify a log from its raw entries: integrity and completeness; exit 1 unless both are good')
    .argument('[dir]', DIRECTORY)
    .addOption(guardFlag())
    .option(
      '--policy <file>',
      'whom you trust: logs, witnesses and their quorum (c2sp.org/tlog-policy)',
      flagValue,
    )
    .option('--key <vkey>', 'key of the log that you trust; may be given several times', collect)
    .option(
      '--head <file>',
      'a checkpoint of this log that somebody kept; may be given several times',
      collect,
    )
    .option('--certificate <file>', 'verify the certificate of an end instead, without the log', flagValue)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  offswitch guard verify --key "$(cat key-from-the-operator)"
  offswitch guard verify DIR --policy trust.policy --head head-of-the-witness
  offswitch guard verify --certificate atlas.json --key "$(cat key-from-the-operator)"`,
    )
    .action(async (directory: string | undefined, options) =>
      (await import('../guard/verify.ts')).verify(directory, options),
    );
}

function proveCommand(): Command {
  return new Command('prove')
    .description('print the receipt of an entry, which verifies offline (c2sp.org/tlog-proof)')
    .usage('[options] [dir] <n>')
    .argument('<dir-or-n>', `${DIRECTORY}, or the number of the entry, from 0`)
    .argument('[n]', 'number of the entry, where a folder stands before it')
    .addOption(guardFlag())
    .option('--out <file>', 'write it to a file', flagValue)
    .addOption(jsonErrors())
    .addHelpText(
      'after',
      '\nExamples:\n  offswitch guard prove 17 --out entry.tlog-proof\n  offswitch guard prove DIR 17',
    )
    .action(async (first: string, second: string | undefined, options) =>
      (await import('../guard/prove.ts')).prove(
        second === undefined ? undefined : first,
        second ?? first,
        options,
      ),
    );
}

function explainCommand(): Command {
  return new Command('explain')
    .description(
      'print an entry with everything that belongs to the same effect: who, what, why, and what came of it',
    )
    .usage('[options] [dir] <n>')
    .argument('<dir-or-n>', `${DIRECTORY}, or the number of the entry, from 0`)
    .argument('[n]', 'number of the entry, where a folder stands before it')
    .addOption(guardFlag())
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  offswitch guard explain 17\n  offswitch guard explain 17 --guard ops/guard.yaml\n  offswitch guard explain DIR 17 --json',
    )
    .action(async (first: string, second: string | undefined, options) =>
      (await import('../guard/explain.ts')).explain(
        second === undefined ? undefined : first,
        second ?? first,
        options,
      ),
    );
}

function exportCommand(): Command {
  return new Command('export')
    .description(
      'the log for other programs: OpenTelemetry spans, events for a SIEM, or evidence in one file',
    )
    .argument('[dir]', DIRECTORY)
    .addOption(guardFlag())
    .addOption(
      new Option(
        '--format <format>',
        'spans: OTLP in JSON, a batch a line; events: Elastic Common Schema, a line a record; bundle: a zip with the log and its verifier',
      )
        .choices(['spans', 'events', 'bundle'])
        .makeOptionMandatory(),
    )
    .option(
      '--out <file>',
      'file to write, which must not be there yet (default: standard output)',
      flagValue,
    )
    .option('--to <url>', 'send spans to a collector, e.g. http://127.0.0.1:4318/v1/traces', flagValue)
    .option('--without-payloads', 'leave arguments and results out of the bundle: they may be private')
    .addOption(jsonErrors())
    .addHelpText(
      'after',
      `
Examples:
  offswitch guard export --format events --out guard.jsonl
  offswitch guard export --format spans --to http://127.0.0.1:4318/v1/traces
  offswitch guard export DIR --format bundle --out evidence.zip`,
    )
    .action(async (directory: string | undefined, options) =>
      (await import('../guard/export.ts')).exportLog(directory, options),
    );
}

function witnessCommand(): Command {
  return new Command('witness')
    .description('run a witness: it cosigns the heads of logs that only grow (c2sp.org/tlog-witness)')
    .requiredOption('--dir <dir>', 'folder of its key and of what it has seen', flagValue)
    .option('--listen <address>', 'address and port (default: 127.0.0.1:7380)', flagValue)
    .option('--name <name>', 'name of its key, when it is made (default: localhost/witness)', flagValue)
    .addOption(
      new Option(
        '--algorithm <algorithm>',
        'of its key, when it is made: ed25519 (default), or ml-dsa-44, which a quantum computer does not break',
      ).choices(['ed25519', 'ml-dsa-44']),
    )
    .option('--log <vkey>', 'key of a log that it knows; may be given several times', collect)
    .addOption(jsonErrors())
    .addHelpText(
      'after',
      `
Examples:
  offswitch guard witness --dir w1 --listen 127.0.0.1:7381 --name example.com/w1 --log "$(cat DIR/vkey)"`,
    )
    .action(async (options) => (await import('../guard/witness.ts')).witness(options));
}
