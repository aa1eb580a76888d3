/** A graph of names and what is known of them; other agents read it. */
import { type Catalogue, line } from './catalogue.ts';

export const memory: Catalogue = {
  registry: 'npm',
  package: '@modelcontextprotocol/server-memory',
  version: '2026.8.31',
  tools: {
    create_entities: line(
      'write',
      'sha256:94f6c13ba45d51e9b6ca98409320410a3b634dc87fffca433bc13f6290caf1da',
      { at: '/entities/*/name', kind: 'name' },
    ),
    create_relations: line(
      'write',
      'sha256:15f9c618be8251e3142afe6c4e5c33ffe9cadb84420e1bebab530eded0fa7b72',
      { at: '/relations/*/from', kind: 'name' },
      { at: '/relations/*/to', kind: 'name' },
    ),
    add_observations: line(
      'write',
      'sha256:a4fc811fa5f7b42519682bfb3afa670e50e0ee45ea9ecdf2249c278759d5a8a6',
      { at: '/observations/*/entityName', kind: 'name' },
    ),
    delete_entities: line(
      'delete',
      'sha256:3770af47ff5b5376b71440e770e42dd503a57b861b010ff5d7c0f052598e120f',
      { at: '/entityNames/*', kind: 'name' },
    ),
    delete_observations: line(
      'delete',
      'sha256:aa57c47f3df2bdaffbbb23314d63bb88e649c8092fa053586dc3b663da1b7f91',
      { at: '/deletions/*/entityName', kind: 'name' },
    ),
    delete_relations: line(
      'delete',
      'sha256:dfa68df4c53607c005dbfdf6ea72141425576bccf98ee989232ed6fec2419905',
      { at: '/relations/*/from', kind: 'name' },
      { at: '/relations/*/to', kind: 'name' },
    ),
    read_graph: line('read', 'sha256:e580e453937d94add3638e826755084aab716667d4dab13069cef8bab3ebc858'),
    search_nodes: line('read', 'sha256:696616c8cf7e7f50dc5bd9257ffbbd4a36e0fc1dcb9bd52f8be2536a1aa1753f', {
      at: '/query',
      kind: 'text',
    }),
    open_nodes: line('read', 'sha256:69e1e6b4fed52caa10d483bac03d059147a46550a6d4546f24fa34b58bc5c571', {
      at: '/names/*',
      kind: 'name',
    }),
  },
};
