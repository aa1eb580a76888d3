/**
 * Starts one confined program and says what became of it, a line of JSON each: a process that tests start as another
 * user, with descriptors to inherit, and kill. Arguments: the driver's name and the spec as JSON.
 */
import { sandboxDrivers } from '../../src/contain/sandbox/drivers.ts';
import { sandboxSpec } from '../../src/contain/sandbox/spec.ts';

const [name = '', spec = ''] = process.argv.slice(2);
const driver = sandboxDrivers[name];
if (driver === undefined) throw new Error(`no driver ${name}`);

say({ starting: process.pid });
const confined = await driver.start(sandboxSpec.parse(JSON.parse(spec)));
confined.channel.resume();
say({
  processes: confined.processes(),
  enforced: confined.enforced,
  unenforced: confined.unenforced.map(({ confinement }) => confinement),
});
const [output, errors] = await Promise.all([confined.stdout.toArray(), confined.stderr.toArray()]);
say({
  ...(await confined.ended),
  output: Buffer.concat(output).toString(),
  errors: Buffer.concat(errors).toString(),
});

function say(fact: object): void {
  process.stdout.write(`${JSON.stringify(fact)}\n`);
}
