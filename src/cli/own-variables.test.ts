import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ownVariables, unreadVariables } from './own-variables.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('the list is what the sources read, and each is documented', () => {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !/\.(?:test|conformance)\.|own-variables/.test(file),
  );
  const text = sources.map((file) => readFileSync(join(root, 'src', file), 'utf8')).join('\n');
  const read = new Set(text.match(/\bOFFSWITCH_[A-Z_]*[A-Z]\b/g));
  expect([...read].sort()).toEqual([...ownVariables].sort());
  const documents = ['docs/usage.md', 'docs/providers.md', 'docs/your-own-agent.md']
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');
  expect(ownVariables.filter((name) => !documents.includes(`\`${name}\``))).toEqual([]);
});

test('a misspelt one is told, with the one that is meant', () => {
  const environment = {
    OFFSWITCH_TEMPERTURE: '0',
    OFFSWITCH_TEMPERATURE: '1',
    OFFSWITCH_LAB_KEY: 'x',
    OFFSWITCH_Q: '',
    OTHER_TEMPERTURE: '0',
  };
  expect(unreadVariables(environment, (name) => name === 'OFFSWITCH_LAB_KEY')).toEqual([
    'nothing reads the variable OFFSWITCH_Q',
    'nothing reads the variable OFFSWITCH_TEMPERTURE; did you mean OFFSWITCH_TEMPERATURE?',
  ]);
});
