/** Pages of the web. An address carries data out as well: policies say which hosts. */
import { type Catalogue, line } from './catalogue.ts';

export const fetch: Catalogue = {
  registry: 'PyPI',
  package: 'mcp-server-fetch',
  version: '2026.10.24',
  tools: {
    fetch: line('read', 'sha256:b42e97944eb73d00dde73513506acd37155857b094a7030af64c702a116fa93c', {
      at: '/url',
      kind: 'url',
    }),
  },
};
