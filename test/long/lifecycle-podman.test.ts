/** The driver of Docker on Podman, which serves the same API: real containers. */
import { mkdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeDockerDriver } from '../../src/contain/lifecycle/drivers/docker.conformance.ts';
import { testFolder } from '../support/folder.ts';
import { openPodman, podmanMissing } from '../support/podman.ts';

const folder = testFolder();
let podmans = 0;

const missing = podmanMissing();
if (missing === undefined)
  describeDockerDriver('docker, on Podman', async () => {
    podmans += 1;
    const own = folder.file(`podman-${podmans}`);
    mkdirSync(own);
    return openPodman(own);
  }, ['/pause']);
else
  test.skip(`docker, on Podman: NOT TESTED HERE: ${missing}`, () => {
    expect.unreachable();
  });
