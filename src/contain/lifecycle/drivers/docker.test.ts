import { expect, test } from 'vitest';
import { dockerEngine } from '../../../../test/support/docker-engine.ts';
import { testFolder } from '../../../../test/support/folder.ts';
import { processState } from '../../../../test/support/processes.ts';
import { describeDockerDriver, IMAGE, OTHER_IMAGE } from './docker.conformance.ts';
import { dockerDriver } from './docker.ts';

const folder = testFolder();
let engines = 0;

describeDockerDriver('docker, on a server that speaks the API', async () => {
  engines += 1;
  const socket = folder.file(`engine-${engines}.sock`);
  const engine = await dockerEngine(
    socket,
    new Map([
      [IMAGE, null],
      [OTHER_IMAGE, null],
    ]),
  );
  const pidsOf = (isOther: boolean) =>
    [...engine.containers.values()].flatMap((one) =>
      (one.image === OTHER_IMAGE) === isOther ? (one.process?.pid ?? []) : [],
    );
  return {
    socket,
    alive: () => pidsOf(false).length,
    neighbours: () => pidsOf(true).filter((pid) => processState(pid) === 'S').length,
    areStill: () => pidsOf(false).every((pid) => processState(pid) === 'T'),
    close: engine.close,
  };
});

test('an engine that is not there is told', async () => {
  const nowhere = dockerDriver('nova', {
    ...{ kind: 'docker', image: IMAGE, socket: folder.file('nowhere.sock') },
    ...{ environment: {}, mounts: [], network: 'none', ownImage: true },
  });
  await expect(nowhere.instances()).rejects.toMatchObject({
    code: 'driver-failed',
    message: expect.stringContaining('nowhere.sock does not answer'),
  });
});
