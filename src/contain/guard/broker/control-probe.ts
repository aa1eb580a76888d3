/** Watches that control artefacts are what they were when the guard started, or when a person last changed them. */
import { type Hash, hashText, shortHash } from '../../../kit/hash.ts';
import type { Saying } from '../../../notary/records/record.ts';
import type { ControlArtefact } from '../config/load.ts';
import { digestOfPath } from './digest-of-path.ts';
import type { Observation } from './domain.ts';
import { configSaying } from './governed.ts';
import type { Probe } from './probe.ts';

export interface ControlProbe extends Probe {
  /**
   * From now on those that are at or below these paths are what they are now; by default all. Gives what the log has to
   * say; those that nobody may look at are left out.
   */
  rebase(paths?: readonly string[]): readonly Saying[];
}

/** They change all the time, by whoever keeps them: the notary looks after the log, who holds a lease renews it. */
const moving: readonly ControlArtefact['kind'][] = ['log', 'lease'];

const NAME = 'controls';

export function controlProbe(control: readonly ControlArtefact[], everyMs: number): ControlProbe {
  const watched = control.filter(({ kind }) => !moving.includes(kind));
  const due = new Map<string, Hash>();

  function lookAt({ path }: ControlArtefact): Observation {
    const before = due.get(path);
    try {
      const digest = digestOfPath(path);
      // One that could not be looked at before is compared from now on.
      if (before === undefined) due.set(path, digest);
      const result = digest === (before ?? digest) ? 'confirmed' : 'contradicted';
      return { result, probe: NAME, resource: path, evidence: { due: before ?? digest, found: digest } };
    } catch (thrown) {
      const evidence = thrown instanceof Error ? thrown.message : 'it cannot be read';
      return { result: 'unobservable', probe: NAME, resource: path, evidence };
    }
  }

  return {
    name: NAME,
    everyMs,
    look: async () => watched.map(lookAt),
    rebase(paths = ['/']) {
      const meant = watched.filter(({ path }) => paths.some((one) => isWithin(path, one)));
      return meant.flatMap((artefact) => {
        due.delete(artefact.path);
        lookAt(artefact);
        const digest = due.get(artefact.path);
        return digest === undefined ? [] : [configSaying(configName(artefact.path), digest)];
      });
    },
  };
}

/** Either may hold the other. */
function isWithin(artefact: string, changed: string): boolean {
  const [one, other] = [artefact, changed].map((path) => path.replace(/\/*$/, '/'));
  return one !== undefined && other !== undefined && (one.startsWith(other) || other.startsWith(one));
}

const MOST_IN_A_NAME = 180;

function configName(path: string): string {
  if (path.length <= MOST_IN_A_NAME) return `control/${path}`;
  return `control/${shortHash(hashText(path))}/${path.slice(-100)}`;
}
