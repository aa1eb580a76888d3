/** Files in allowed folders. */
import { type Catalogue, line } from './catalogue.ts';

export const files: Catalogue = {
  registry: 'npm',
  package: '@modelcontextprotocol/server-filesystem',
  version: '2026.8.31',
  tools: {
    read_file: line(
      'read',
      'sha256:85b34d15fe97ffc872399535b07e6a9737ef79376f6bdf73aca037e062bf3d9d',
      '/path',
    ),
    read_text_file: line(
      'read',
      'sha256:a907a878b1659a1d0b23f6aff28f354ce7265fc5bcdb80e46fc675e73b464acf',
      '/path',
    ),
    read_media_file: line(
      'read',
      'sha256:9577705558f0fddbaceac42a8ca633eab5708dad3a71148872b980b3b04a89a3',
      '/path',
    ),
    read_multiple_files: line(
      'read',
      'sha256:702c13ffb544a144c08456046a825f095af14d86253e3b175703f8f7ce35a268',
      '/paths/*',
    ),
    write_file: line(
      'write',
      'sha256:6d6a223b02932ce8f1b0bf147c7bde26dd750e394ce7359fada28d84ae7ad22e',
      '/path',
    ),
    edit_file: line(
      'write',
      'sha256:8bcc0386928f2451c2f94870b90ba2684a2639f4361bdcc3dfa05ffff7bab37e',
      '/path',
    ),
    create_directory: line(
      'write',
      'sha256:5aba8f7ea86c29a7d91695db29f178f88a40baa2c0e821ba5c6741300bbd3ab3',
      '/path',
    ),
    list_directory: line(
      'read',
      'sha256:eea65d6b763205ac4f8fefd64df128a100ca085e67ee9f17735092c9ed0a0b47',
      '/path',
    ),
    list_directory_with_sizes: line(
      'read',
      'sha256:778e5f8d26f3fed1de036ce811d84defa8c343d33a11d17395e0219a0de898b6',
      '/path',
    ),
    directory_tree: line(
      'read',
      'sha256:155003180aba215ba0a45494e02e06ddd2fe55793314fc56cf8356f0bd5716ea',
      '/path',
    ),
    move_file: line(
      'copy-out',
      'sha256:84d1753d894925c8b7240967e6da5352610dd510808c524f915e1dc9dc24d300',
      '/source',
      '/destination',
    ),
    search_files: line(
      'read',
      'sha256:bf42b817410f76ffd2c3a482482e0187592c9df6cf6140cb6c72fcd6ecb4b2fc',
      '/path',
    ),
    get_file_info: line(
      'read',
      'sha256:8689f8780910b9894360b37529b319dcdaed9f47066325cae314bb55f2056ff5',
      '/path',
    ),
    list_allowed_directories: line(
      'read',
      'sha256:55b8d570824969f0d0f8496e0be8cdb24d9c706558d5f0e2f9912bc3478574cf',
    ),
  },
};
