/** SQL. Its read-only transaction can be ended by the text it is given, so a query may do anything. */
import { type Catalogue, line } from './catalogue.ts';

export const postgres: Catalogue = {
  registry: 'npm',
  package: '@modelcontextprotocol/server-postgres',
  version: '0.6.2',
  tools: {
    query: line('execute', 'sha256:d30b6fe5f5d87fbd23f935f9edf5161fabd7a277164b83b010ac58d995dd5245', {
      at: '/sql',
      kind: 'text',
    }),
  },
};
