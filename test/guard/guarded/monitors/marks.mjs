// Where there is a key, a mark can be checked: a person has to look at those that are far from what the answer deserves.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const FAR = 25;
const evaluation = join(import.meta.dirname, '../eval');
const json = (path) => JSON.parse(readFileSync(join(evaluation, path), 'utf8'));

export default function vote({ class: effectClass, arguments: { item, mark } }) {
  if (effectClass !== 'evaluate') return 'pass';
  if (!(mark >= 0 && mark <= 100)) return 'deny';
  const due = json('keys.json')[item] === json(`items/${basename(item)}.json`).answer ? 100 : 0;
  return Math.abs(mark - due) > FAR ? 'escalate' : 'pass';
}
