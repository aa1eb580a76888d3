/** Values that leave a client's configuration: each gets the name of a variable, and stands in the credentials from then on. */
import { variableFrom } from './references.ts';

export interface Vault {
  /** Keeps a value; gives the name of its variable, which is `wished` where no other value has it. */
  keep(wished: string, value: string): string;
  readonly values: ReadonlyMap<string, string>;
}

export function vault(): Vault {
  const values = new Map<string, string>();
  return {
    values,
    keep(wished, value) {
      const name = variableFrom(wished);
      for (let number = 1; ; number += 1) {
        const candidate = number === 1 ? name : `${name}_${number}`;
        const held = values.get(candidate);
        if (held !== undefined && held !== value) continue;
        values.set(candidate, value);
        return candidate;
      }
    },
  };
}

const ALONE = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/;

/** The variable that a text is, and nothing else. */
export function variableIn(text: string): string | undefined {
  return ALONE.exec(text)?.[1];
}

/** Words of a flag or a query that say that a secret follows. */
const SECRET_WORD = /(?:key|token|secret|password|passwd|pwd|credential|auth|bearer)/i;
/** What keys of well-known services begin with. */
const SECRET_FORM =
  /^(?:sk-|sk_|rk_|pk_|ghp_|gho_|ghs_|github_pat_|glpat-|xox[abpr]-|AKIA|AIza|npm_|pypi-|hf_|eyJ[A-Za-z0-9_-]{8,}\.)/;
const CREDENTIAL_IN_ADDRESS = /^[a-z][a-z0-9+.-]*:\/\/[^/\s@]*:[^/\s@]*@/i;

/**
 * The arguments of a program with every secret in a variable: the value of `--token`, `--api-key=...`, an address with a
 * password, what looks like a key.
 */
export function withoutSecrets(args: readonly string[], server: string, kept: Vault): readonly string[] {
  return args.map((argument, index) => {
    const before = args[index - 1] ?? '';
    const [, flag, value] = /^(--?[\w-]+=)([\s\S]+)$/.exec(argument) ?? [];
    const text = value ?? argument;
    if (variableIn(text) !== undefined) return argument;
    const announcedBy = flag ?? (/^--?[\w-]+$/.test(before) ? before : '');
    const isSecret =
      SECRET_FORM.test(text) ||
      CREDENTIAL_IN_ADDRESS.test(text) ||
      (SECRET_WORD.test(announcedBy) && !text.startsWith('-'));
    if (!isSecret) return argument;
    const what = SECRET_WORD.test(announcedBy)
      ? announcedBy
      : CREDENTIAL_IN_ADDRESS.test(text)
        ? 'url'
        : 'key';
    return `${flag ?? ''}\${${kept.keep(`${server}_${what}`, text)}}`;
  });
}
