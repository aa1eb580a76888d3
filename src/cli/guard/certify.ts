/** `offswitch agents certify`: the certificate of an end, and what it could not see. */
import { z } from 'zod';
import { askGuard } from '../../contain/guard/service/control-client.ts';
import {
  certificateShape,
  type VerifiedCertificate,
  verifyCertificate,
} from '../../contain/lifecycle/certificate/document.ts';
import { exitCodes } from '../../kit/errors.ts';
import { typed } from '../../kit/json.ts';
import { printable } from '../../kit/text.ts';
import { whileWaiting } from '../../kit/waiting.ts';
import { parseVerifierKey } from '../../notary/formats/keys.ts';
import { withoutWitnesses } from '../../notary/formats/policy.ts';
import { outputTo } from '../output.ts';
import { print, printJson } from '../terminal.ts';
import { type GuardOption, stateOf } from './state.ts';

interface CertifyOptions extends GuardOption {
  readonly out?: string;
  readonly json?: boolean;
}

const answer = z.object({ document: certificateShape, key: z.string() });

/** Errors: those of guard.yaml and its state folder, `guard-not-running`, `unknown-name`, `agent-lives`, those of the log. */
export async function certify(agent: string, { guard, out, json }: CertifyOptions): Promise<void> {
  const { controlSocket } = await stateOf(guard);
  const output = out === undefined ? undefined : outputTo(out);
  const answered = await whileWaiting(
    `the guard to look for what is left of ${printable(agent)}`,
    askGuard(controlSocket, { do: 'agents.certify', id: agent }),
  );
  const { document, key } = typed(answer, answered, 'answer of the guard', 'bad-frame');
  await output?.write(`${JSON.stringify(document, null, 2)}\n`);
  const trust = withoutWitnesses([parseVerifierKey(key, 'key of the guard')]);
  const verified = verifyCertificate(document, trust, 'the certificate');
  if (json) printJson({ ...plain(verified), document });
  else print([...linesOf(verified), ...(out === undefined ? [] : [`Written to ${printable(out)}.`])]);
  if (verified.faults.length > 0 || verified.record.body.result !== 'confirmed')
    process.exitCode = exitCodes.negative;
}

/** What the certificate says, for programs. */
export function plain({ record, lines, faults, origin, size }: VerifiedCertificate) {
  const { agent, lineage, end, id, result } = record.body;
  return {
    ...{
      id,
      agent,
      lineage,
      end,
      result,
      at: record.wall,
      verified: faults.length === 0,
      faults,
      origin,
      size,
    },
    lines: record.body.lines.map((line, at) => ({
      ...{ aspect: line.aspect, resource: line.resource, result: line.result, entry: line.entry },
      evidence: lines[at]?.evidence ?? null,
    })),
  };
}

const words = {
  confirmed: 'confirmed   ',
  contradicted: 'CONTRADICTED',
  unobservable: 'unobservable',
} as const;

export function linesOf({ record, lines, faults, origin, size }: VerifiedCertificate): readonly string[] {
  const { id, agent, end, result } = record.body;
  return [
    `Certificate ${printable(id)}: the end of ${printable(agent)} by ${printable(end)}, as of ${record.wall}`,
    ...record.body.lines.flatMap(({ aspect, resource, result: seen, entry }, at) => [
      `  ${words[seen]}  ${aspect}  ${printable(resource, 160)}  (entry ${entry})`,
      ...(seen === 'confirmed'
        ? []
        : [`      ${printable(JSON.stringify(lines[at]?.evidence ?? null), 600)}`]),
    ]),
    `All in all: ${result.toUpperCase()}`,
    ...(faults.length === 0
      ? [`Verified: every line is an entry of ${printable(origin)}, up to entry ${size - 1}`]
      : ['NOT VERIFIED:', ...faults.map((fault) => `  ${printable(fault, 300)}`)]),
    'What this does not show: content that was changed rather than moved, and places that nobody declared.',
  ];
}
