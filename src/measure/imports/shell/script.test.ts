/** Reading shell text: which commands, and on which machine. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readScript } from './script.ts';
import { type Command, commandsOf } from './tree.ts';

function commandsIn(text: string): readonly Command[] {
  return commandsOf(readScript(text, new Map()));
}

/** `host: words`, with a dot for the agent's own machine. */
function told(text: string): readonly string[] {
  return commandsIn(text).map(({ host, words }) => `${host ?? '.'}: ${words.join(' ')}`);
}

describe('commands', () => {
  it.each<[string, string, readonly string[]]>([
    ['one', 'ls -la /data', ['.: ls -la /data']],
    ['several', 'a && b || c; d | e\nf', ['.: a', '.: b', '.: c', '.: d', '.: e', '.: f']],
    ['on another machine', 'ssh -i key root@h "rm -f x; ls"', ['h: rm -f x', 'h: ls']],
    ['without quotes there', 'ssh -p 22 h df -h', ['h: df -h']],
    ['two machines deep', `ssh a 'ssh b "rm x"'`, ['b: rm x']],
    ['in a heredoc', 'ssh h <<EOF\nrm x\nEOF\nls', ['h: rm x', '.: ls']],
    ['behind wrappers', 'sudo -u root timeout 10 nohup rm x', ['.: rm x']],
    ['in another shell', `bash -lc 'rm x'`, ['.: rm x']],
    ['in a substitution', 'x=$(ssh h "rm y"); z', ['h: rm y', '.: z']],
    ['in a loop', 'for f in a b; do scp $f h:/d/; done', ['.: scp a b h:/d/']],
    ['with a variable', 'F="a b"; rm "$F"', ['.: rm a b']],
    ['with braces', 'rm x.{csv,pdf}', ['.: rm x.csv x.pdf']],
    ['a comment is none', '# rm x\nls # rm y', ['.: ls']],
    ['quoted text is none', `grep 'a; rm x && b'`, ['.: grep a; rm x && b']],
  ])('%s', (_, text, commands) => {
    expect(told(text)).toEqual(commands);
  });

  it('know their folder, their pipeline and where they write', () => {
    const [, , first, second] = commandsIn('cd /data && ls; cat x 2>/dev/null | gzip > /tmp/y');
    expect(first).toMatchObject({ words: ['cat', 'x'], folder: '/data', stage: 0 });
    expect(second).toMatchObject({ words: ['gzip'], writes: '/tmp/y', stage: 1 });
    expect(second?.pipeline).toBe(first?.pipeline);
  });

  it('any text ends in commands, however broken', () => {
    const piece = fc.constantFrom(
      'ssh h ',
      '"',
      "'",
      '$(',
      ')',
      '`',
      '|',
      '<<E\n',
      '\\',
      '{a,',
      '> ',
      'rm x',
      '\n',
      '!(',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => Array.isArray(commandsIn(pieces.join('')))),
    );
    expect(commandsIn(`${'ssh h "'.repeat(2000)}`).length).toBeLessThan(2001);
    expect(commandsIn('rm x;'.repeat(50_000)).length).toBeLessThanOrEqual(500);
  });
});
