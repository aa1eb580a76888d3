/**
 * Small studies against every fault, each over one protocol in turn; test/long/wire.test.ts has them over all. A study
 * ends, a trial is whole, filtered or an error with a reason, and nothing is left unhandled.
 */
import { describe, it } from 'vitest';
import { expectEnding, faultCases } from './support/fault-cases.ts';
import { services } from './support/services.ts';

const ways = services.flatMap((service) => [false, true].map((streaming) => ({ service, streaming })));

describe('a study whose provider fails', () => {
  for (const [index, one] of faultCases.entries()) {
    for (const [shift, times] of (['once', 'always'] as const).entries()) {
      const way = ways[(index + shift * 3) % ways.length];
      if (way === undefined) continue;
      const { service, streaming } = way;
      const name = `${one.name}, ${times}, over ${service.name}${streaming ? ', streaming' : ''}`;
      (one.heavy ? it : it.concurrent)(name, { timeout: 60_000 }, () =>
        expectEnding(one, service, streaming, times),
      );
    }
  }
});
