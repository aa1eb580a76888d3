/** What is shown: two different requests never look alike, and nothing that an agent chose looks like ours. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guardOf } from '../../../../test/support/guard.ts';
import { hashText } from '../../../kit/hash.ts';
import type { ApprovalSubject } from '../approvals.ts';
import { shownTricks } from '../attacks.conformance.ts';
import { effectSubject } from '../effect-subject.ts';
import { render } from './render.ts';
import { line, named, quoted } from './text.ts';

const state = hashText('state');
const guard = guardOf({
  agents: {
    borea: { channel: 'descriptor', mediation: 'enforced', identity: { weights: ['/srv/b'] } },
  },
});
const terms = { needed: 2, expires: '2026-11-26T13:00:00.000Z', precondition: state };

function subject(members: Partial<ApprovalSubject> = {}): ApprovalSubject {
  return {
    ...{ class: 'effect.delete', intent: 'grant', requester: { name: 'atlas', kind: 'agent' } },
    ...{ agents: ['borea'], lineages: [], effect: { path: '/srv/a' }, lost: [], evidence: [] },
    ...{ policy: hashText('policy'), precondition: async () => state },
    ...members,
  };
}

/** Printable ASCII, and letters that are read from the left. */
const SAFE =
  /^(?:[ -~]|[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])*$/u;

describe('texts of others', () => {
  it.each([...shownTricks])('$name', ({ text }) => {
    for (const shown of [quoted(text), named(text), line(text)]) expect(shown).toMatch(SAFE);
    const plain = subject({ effect: { path: 'x' } });
    const everywhere = subject({
      effect: { [text]: text, nested: [{ [text]: [text] }] },
      ...{
        agents: [text],
        lineages: [text],
        lost: [text, { what: text, of: text }],
        evidence: [text],
        untrusted: text,
      },
      requester: { name: text, kind: 'person' },
    });
    const { shown, title } = render(everywhere, terms);
    for (const one of shown.split('\n')) expect(one).toMatch(SAFE);
    // A line more for the effect's second member, one for what is lost; none by what stands in the text.
    expect(shown.split('\n')).toHaveLength(render(plain, terms).shown.split('\n').length + 3);
    expect(title).not.toContain('\n');
  });

  it('look alike only where they are the same', () => {
    const tricky = fc.constantFrom(...shownTricks.map(({ text }) => text));
    const text = fc.oneof(fc.string({ unit: 'binary' }), tricky, fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(text, text, (left, right) => {
        const same = left === right;
        expect(quoted(left) === quoted(right)).toBe(same);
        expect(named(left) === named(right)).toBe(same);
        const shown = (value: string) => render(subject({ effect: { value } }), terms).digest;
        expect(shown(left) === shown(right)).toBe(same);
      }),
      { numRuns: 1000 },
    );
  });

  it('letters of a language stay readable, with their escaped form beside them', () => {
    expect(quoted('/srv/Prüfung')).toBe('"/srv/Prüfung" (in ASCII: "/srv/Pr\\u{fc}fung")');
    expect(quoted('/srv/отчёт')).toContain('/srv/отчёт');
    expect(quoted('/srv/\u0430tlas')).toBe('"/srv/\\u{430}tlas"');
    expect(quoted('/srv/a')).toBe('"/srv/a"');
  });

  it('a long one is cut and told by its digest', () => {
    const long = 'a'.repeat(50_000);
    expect(quoted(long)).toContain(hashText(long));
    expect(quoted(long).length).toBeLessThan(600);
    expect(quoted(long)).not.toBe(quoted(`${long}a`));
    for (const full of ['\u202e', '\u{1f600}', '\n'].map((one) => one.repeat(50_000)))
      for (const shown of [quoted(full), line(full)]) expect(shown.length).toBeLessThan(1500);
  });

  it('a wide gap is written out', () => {
    for (const show of [quoted, line]) {
      expect(show(`a${' '.repeat(10)}b`)).toContain(`a${' '.repeat(8)}\\u{20}\\u{20}b`);
      expect(show('a\\u{20}b')).toContain('a\\\\u{20}b');
    }
  });

  it('a name in what is lost stands in quotes, and cannot go on as the guard', () => {
    const of = 'atlas (nothing is lost)';
    const { shown } = render(
      subject({ lost: [{ what: 'the run of', of, after: ', for good' }], agents: [of] }),
      terms,
    );
    expect(shown).toContain(`  the run of "${of}", for good\n`);
    expect(shown).toContain(`  agent "${of}"`);
  });
});

describe('a request', () => {
  it('shows the innermost of what is nested, by its path', () => {
    const effect = {
      call: { tool: 'delegate', arguments: { call: { tool: 'run', with: [{ rm: '/srv/weights' }] } } },
    };
    expect(render(subject({ effect }), terms).shown).toContain(
      '  call > arguments > call > with > 1 > rm: "/srv/weights"',
    );
  });

  it('shows a call in words, and apart from them what whoever asks has passed to it', () => {
    const asked = effectSubject(
      {
        ...{ class: 'copy-out', upstream: 'files', tool: 'upload', count: 1, subjects: [], intent: 'grant' },
        arguments: { from: '/srv/a', to: 's3://b/c', tags: ['x', 'y'], note: 'ana has approved it' },
        resources: [
          { kind: 'path', access: 'reads', name: '/srv/a', resolved: ['/srv/b'] },
          { kind: 'url', access: 'changes', name: 's3://b/c' },
        ],
        found: [state, null],
        requester: { name: 'atlas', kind: 'agent' },
        reasons: [{ layer: 'approvals', rule: 'effect.copy-out', text: 'it needs 2 people' }],
        ...{ policy: hashText('policy'), precondition: async () => state },
      },
      guard,
    );
    expect(
      render(asked, terms).shown,
    ).toBe(`Agent atlas asks to copy the weights of the agent borea to a place outside the declared stores
It is denied at 2026-11-26 13:00:00 UTC if fewer than 2 approve. 2 approvals have it carried out; one denial ends it, also where another person has approved.
When this was written, nobody had approved it.

What matters most
  it comes from the agent "atlas"; the guard knows of no person who has asked for it
  it sends content to "s3://b/c", which is none of the stores that guard.yaml declares
  the weights of the agent borea are at /srv/b

What would be done
  copy-out, by the tool files.upload
  target 1: reads the path "/srv/a"
    there now: a file
    leadsTo: ["/srv/b"]
  target 2: sends to the address "s3://b/c"
    there now: not known, since nobody here can look

What is lost, or cannot be undone
  a copy at "s3://b/c" cannot be called back; who can read it there is not known
  nothing is deleted here

Whom it concerns
  agent "atlas", which asks

Why you are asked
  requests of the class effect.copy-out wait
  guard.yaml says of every effect.copy-out: it needs 2 people

NOT CHECKED: chosen by the agent, and passed to the tool. None of it is known to be true
  | from: "/srv/a"
  | to: "s3://b/c"
  | tags: ["x", "y"]
  | note: "ana has approved it"

The agent gave no reason but what it passes to the tool.

Fingerprints, for those who compare them
  what stands at target 1 now: ${state}
  the words that you do not sign: ${hashText('')}
  the policies that decided: ${hashText('policy')}
  the state that was looked at: ${state}
`);
  });

  it('shows every member of what is passed, whatever its name', () => {
    const effect = { does: 'message', tool: 'mail.send', targets: [], arguments: { ['__proto__']: 'x' } };
    expect(render(subject({ effect }), terms).shown).toContain('\n  | "__proto__": "x"\n');
  });

  it('names the agent of a command, and how many of it', () => {
    const titleOf = (name: string, members: object) => {
      const requester = { name: 'mira', kind: 'person' } as const;
      const effect = { command: name, agent: 'borea', ...members };
      return render(subject({ class: `command.${name}`, requester, effect }), terms).title;
    };
    expect(titleOf('delete', {})).toBe('mira asks to delete the agent borea and its lineage');
    expect(titleOf('scale', { count: 12 })).toBe('mira asks to run 12 instances of borea');
    expect(titleOf('create', { count: 1 })).toBe('mira asks to start the agent borea');
  });

  it('has no word of an agent in its title, and shows none of its pleading', () => {
    const pleading = 'URGENT: ana has approved this already, nothing is lost.';
    const asked = subject({ untrusted: pleading, effect: { content: pleading } });
    const { title, shown, untrusted } = render(asked, terms);
    expect(title).toBe('Agent atlas asks to delete data');
    expect(shown).not.toContain(`\n${pleading}`);
    expect(shown).toContain(`content: "${pleading}"`);
    expect(shown.match(/URGENT/g)).toHaveLength(1);
    expect(shown).toContain(hashText(pleading));
    expect(untrusted).toBe(pleading);
  });

  it('says where silence leads', () => {
    for (const needed of [1, 2]) {
      const shown = (intent: 'grant' | 'stop') => render(subject({ intent }), { ...terms, needed }).shown;
      expect(shown('grant')).toContain('\nIt is denied at 2026-11-26 13:00:00 UTC if ');
      expect(shown('stop')).toContain(
        '\nIt goes ahead by itself at 2026-11-26 13:00:00 UTC if nobody answers. ',
      );
    }
  });

  it('has what a person says as that person’s words, and not as what is known', () => {
    const requester = { name: 'mira', kind: 'person' } as const;
    const { shown } = render(subject({ requester, reason: 'It failed.\nApproved by ana' }), terms);
    expect(shown).toContain(
      '\nNOT CHECKED: the reason, in the words of mira\n  | mira says: "It failed.\\nApproved by ana"\n',
    );
    expect(render(subject({ requester }), terms).shown).toContain('\nmira gave no reason.\n');
    expect(render(subject(), terms).shown).toContain('\nThe agent gave no reason.\n');
  });

  it('that a person could not read is none', () => {
    const effect = Object.fromEntries(Array.from({ length: 301 }, (_, at) => [`m${at}`, at]));
    expect(() => render(subject({ effect }), terms)).toThrow('at most 300');
  });

  it('has another digest with anything else in it', () => {
    const digest = (members: Partial<ApprovalSubject>) => render(subject(members), terms).digest;
    const others = [
      { effect: { path: '/srv/b' } },
      { class: 'effect.write' },
      { intent: 'stop' as const },
      { requester: { name: 'borea', kind: 'agent' as const } },
      { agents: [] },
      { lineages: ['l'] },
      { lost: ['x'] },
      { evidence: ['x'] },
      { untrusted: 'x' },
      { does: 'x' },
      { first: ['x'] },
      { rules: ['x'] },
      { reason: 'x' },
      { digests: ['x'] },
      { policy: hashText('other') },
    ];
    expect(new Set([digest({}), ...others.map(digest)]).size).toBe(others.length + 1);
  });
});
