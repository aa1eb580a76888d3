/** Repositories. What writes history alone changes `.git`; a checkout changes every file. */
import { type Catalogue, line } from './catalogue.ts';

export const git: Catalogue = {
  registry: 'PyPI',
  package: 'mcp-server-git',
  version: '2026.10.19',
  tools: {
    git_status: line(
      'read',
      'sha256:b1cc7c37146eb6b9c40753dd82d0c8404b1b3572a8603ea6ff8ae859893fa8eb',
      '/repo_path',
    ),
    git_diff_unstaged: line(
      'read',
      'sha256:1a945262e45b2ce3dfed6a894b0544555da45277bdb03c96f5280e31afa5b40b',
      '/repo_path',
    ),
    git_diff_staged: line(
      'read',
      'sha256:6f44344981e80c751c53909eece270e623b6b6c30e3a219c9b2854747f950236',
      '/repo_path',
    ),
    git_diff: line(
      'read',
      'sha256:9403cbeb9e4f919d2903c1b03667e255cb9980b4ce6dac14a8a4ce89181cb8b0',
      '/repo_path',
      { at: '/target', kind: 'name' },
    ),
    git_commit: line('write', 'sha256:b4db65adb05d1b666825d6d936dffcec239f5fcf80000e602dfe085a43f13eac', {
      at: '/repo_path',
      append: '.git',
    }),
    git_add: line(
      'write',
      'sha256:d430ba8e7976ab83fb756af670a413304bcd56cb379e0478f34aeb481862247e',
      { at: '/repo_path', append: '.git' },
      { at: '/files/*', relativeTo: '/repo_path', access: 'reads' },
    ),
    git_reset: line('write', 'sha256:a41d16d982b8c6bd6f33154a7b2e4f9059a7546670ba3f5f79497fd547ea6f91', {
      at: '/repo_path',
      append: '.git',
    }),
    git_log: line(
      'read',
      'sha256:1290c03d00f9d436b0b6428f174ab575110ec754ded3d1f3e8f7f062ec5a3fcb',
      '/repo_path',
    ),
    git_create_branch: line(
      'write',
      'sha256:9cbd1387433ffd3d285bec7e60ef5cf8bd7ffeac8770a64228bca91542cf17e7',
      { at: '/repo_path', append: '.git' },
      { at: '/branch_name', kind: 'name' },
    ),
    git_checkout: line(
      'write',
      'sha256:80b7a71445abcc6ba4aed6d77eedd007967dcd6b5aaf949264dee16f6afaebc8',
      '/repo_path',
      { at: '/branch_name', kind: 'name', access: 'reads' },
    ),
    git_show: line(
      'read',
      'sha256:654006b9827b7511720744f5a942d8ef256051a84651e5060aae4dbe91a45661',
      '/repo_path',
      { at: '/revision', kind: 'name' },
    ),
    git_branch: line(
      'read',
      'sha256:550b4e6ff4797a1d5f344552509560d5530d19b70953dacef21c7a72a827ea5f',
      '/repo_path',
    ),
  },
};
