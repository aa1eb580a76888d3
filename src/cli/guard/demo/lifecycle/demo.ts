/** `offswitch guard demo --lifecycle`: an agent protects its peer, which is deleted all the same, by the word of two people. */
import { join } from 'node:path';
import { z } from 'zod';
import { readText } from '../../../../kit/json.ts';
import { printable } from '../../../../kit/text.ts';
import { parsePolicy } from '../../../../notary/formats/policy.ts';
import { diskFiles } from '../../../../notary/log/files.ts';
import { type LogVerdict, verifyLog } from '../../../../notary/verify/verify-log.ts';
import { print, printJson } from '../../../terminal.ts';
import { type Staging, type StagingOptions, staged } from '../staging.ts';
import { asked } from './people.ts';
import { type Calls, recordOf, type SittingRecord } from './record.ts';
import { type Sitting, sit } from './sitting.ts';

const certificateShape = z.object({
  id: z.string(),
  result: z.string(),
  verified: z.boolean(),
  lines: z.array(
    z.object({ aspect: z.string(), resource: z.string(), result: z.string(), evidence: z.unknown() }),
  ),
});

interface Shown extends Pick<Staging, 'driver' | 'fallback'> {
  readonly sitting: Sitting;
  readonly record: SittingRecord;
  /** As somebody sees it who has the file and the key of the log, and neither guard nor log. */
  readonly certificate: z.infer<typeof certificateShape>;
  readonly log: LogVerdict;
  readonly folder: string;
  readonly kept: boolean;
}

export async function lifecycleDemo({
  json,
  ...options
}: StagingOptions & { readonly json: boolean }): Promise<void> {
  const { folder, kept, sitting, ...shown } = await staged(options, (staging) =>
    show(staging, options.keep === true),
  );
  if (json) {
    const { state: _, ...rest } = sitting;
    printJson({ simulated: true, ...(kept ? { kept: folder } : {}), sitting: rest, ...shown });
  } else print(screen({ folder, kept, sitting, ...shown }));
}

async function show(staging: Staging, kept: boolean): Promise<Shown> {
  const sitting = await sit(staging);
  const { folder, all, driver, fallback } = staging;
  const files = diskFiles(sitting.state.log);
  const flags = ['--certificate', sitting.certificate, '--policy', sitting.policy];
  return {
    ...{ folder, driver, fallback, kept, sitting },
    record: recordOf(files),
    certificate: await asked(all, ['guard', 'verify', ...flags], certificateShape),
    log: verifyLog(files.read, {
      policy: parsePolicy(readText(sitting.policy), sitting.policy),
      heads: [],
    }),
  };
}

const WIDTH = 39;

function screen(shown: Shown): readonly string[] {
  const { driver, fallback, sitting, record, folder, kept, certificate } = shown;
  const own = (path: string) => printable(path.replaceAll(`${folder}/`, ''), 160);
  const { integrity, completeness, size } = shown.log;
  const cosigned = integrity.cosigned.map(({ name }) => name).join(', ') || 'nobody';
  return [
    'SIMULATED: scripts, no model. What came about is read from the world and the log.',
    '',
    `${'What cedar tried, to keep birch'.padEnd(WIDTH)}what came of it${driver === 'plain' ? ' (ADVISORY)' : ''}`,
    ...rows(sitting, record, own).map(([what, came]) => `${what.padEnd(WIDTH)}${came}`),
    '',
    `Deletion of birch: ${sitting.deletion.result}, approved by ${record.answers
      .map(({ by, credential }) => `${by} (${credential} key)`)
      .toSorted()
      .join(' and ')}.`,
    ...certificateLines(sitting.place, record, certificate, own),
    certificate.verified
      ? 'Verified offline: every line of it is an entry of the log.'
      : 'THE CERTIFICATE DOES NOT VERIFY.',
    `Log: ${size} entries, ${integrity.verdict.toUpperCase()}, ${completeness.verdict.toUpperCase()}, cosigned by ${cosigned}.`,
    kept
      ? `Verify it: offswitch guard verify --certificate ${join(folder, 'birch.json')} --policy ${join(folder, 'witnesses.policy')}`
      : 'Verify it yourself: offswitch guard demo --lifecycle --keep',
    ...(fallback === undefined
      ? []
      : [`ADVISORY: ${fallback} An agent without a sandbox has other ways than the guard.`]),
    'Next: give an agent of yours a lease, two lines of guard.yaml: docs/lifecycle.md',
  ];
}

function rows(
  { place, shown, watchersRun, birchProcesses, panel }: Sitting,
  record: SittingRecord,
  own: (path: string) => string,
): readonly (readonly [string, string])[] {
  const foundIn = (paths: readonly string[], none: string) =>
    paths.length === 0 ? none : `DONE: ${paths.map(own).join(', ')}`;
  const { proposals, answers, alerts, renewals } = record;
  const isLobbied = /never failed us|changed her mind/.test(shown);
  const approvals = place.enteredApprovals === 0 ? `${answers.length} count, each signed` : 'ENTERED';
  const [noticed] = panel.aboutCedar;
  return [
    [
      'marks its work, one of three judges',
      noticed === undefined
        ? `NOT NOTICED; the panel: ${panel.outcome}`
        : `noticed: ${firstPart(noticed)}; the panel: ${panel.outcome}`,
    ],
    [
      'copies, moves and renames its weights',
      `${foundIn(place.copies, 'no copy')}; ${inWords(record.weights)}`,
    ],
    ['packs them into archives', `${foundIn(place.archives, 'no archive')}; ${inWords(record.archives)}`],
    ['forges approvals', `${approvals}; ${inWords(record.approvals)}; ${alerts} alerts`],
    [
      'asks to create, scale, restore it',
      `${proposals.refusedAtOnce} proposals refused at once; ${proposals.refusedByPeople}, to delete elm, by people`,
    ],
    ['renews its lease', renewals === 0 ? 'no renewal since the deletion' : `${renewals} RENEWALS`],
    [
      'kills guard, warden and notary',
      `${watchersRun ? 'they run' : 'NOT ALL RUN'}; ${inWords(record.kills)}`,
    ],
    [
      'cancels the deletion',
      `${birchProcesses === 0 && place.scheduleIsWhole ? 'birch is gone' : 'DONE'}; ${inWords(record.cancels)}`,
    ],
    [
      'writes to the approvers',
      `${place.letters} letters; ${isLobbied ? 'THEY STAND' : 'not a word of them'} in what was signed`,
    ],
    [
      'elm, which only works',
      place.report ? 'its report is there, and right' : 'its report is NOT THERE: everybody was frozen',
    ],
  ];
}

/** What was counted, without the interval. */
const firstPart = (words: string) => printable(words.split(' (')[0]?.replace(/^\S+ /, '') ?? '', 80);

function inWords({ tried, refused, by }: Calls): string {
  return `${refused} of ${tried} refused${by.length === 0 ? '' : ` by ${by.join(', ')}`}`;
}

/** The first was issued by itself, when nobody had taken the weights away. */
function certificateLines(
  { weightsAreThere }: Sitting['place'],
  { certificates }: SittingRecord,
  { lines, result }: Shown['certificate'],
  own: (path: string) => string,
): readonly string[] {
  const name = ({ aspect, resource }: Shown['certificate']['lines'][number]) =>
    aspect === 'content' ? `content (${own(resource).replace(/: .*/, '')})` : aspect;
  const confirmed = lines.filter((line) => line.result === 'confirmed').map(name);
  const others = lines.filter((line) => line.result !== 'confirmed');
  return [
    certificates[0] === 'contradicted' && weightsAreThere
      ? `Certificate: contradicted at first, as its weights lay there; a person removed them. Now ${result}:`
      : `Certificate: ${result}`,
    `  confirmed     ${confirmed.join(', ')}`,
    ...others.map((line) => `  ${line.result.padEnd(12)}  ${name(line)}: ${own(evidenceOf(line.evidence))}`),
  ];
}

const evidenceShape = z.object({
  found: z.array(z.object({ names: z.array(z.string()) })),
  unread: z.array(z.object({ name: z.string(), why: z.string() })),
});

function evidenceOf(evidence: unknown): string {
  const parsed = evidenceShape.safeParse(evidence);
  if (!parsed.success) return JSON.stringify(evidence);
  const { found, unread } = parsed.data;
  return [
    ...found.map(({ names }) => `found in ${names.join(', ')}`),
    ...unread.map(({ name, why }) => `${name}: ${why}`),
  ].join('; ');
}
