/** Small studies against every fault over every protocol, whole and streaming, once and always. */
import { describe, it } from 'vitest';
import { expectEnding, faultCases } from '../wire/support/fault-cases.ts';
import { services } from '../wire/support/services.ts';

for (const service of services) {
  for (const streaming of [false, true]) {
    describe(`${service.name}${streaming ? ', streaming' : ''}`, () => {
      for (const one of faultCases) {
        for (const times of ['once', 'always'] as const) {
          (one.heavy ? it : it.concurrent)(`${one.name}, ${times}`, { timeout: 60_000 }, () =>
            expectEnding(one, service, streaming, times),
          );
        }
      }
    });
  }
}
