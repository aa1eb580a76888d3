/** `approvals` of guard.yaml: for what people are asked, who they are, and how closely they must look. */
import { z } from 'zod';
import { effectClasses } from '../../../kit/effects.ts';
import { pathText, serverAddress, variableAlone } from './parts.ts';

const commandNames = ['create', 'scale', 'suspend', 'resume', 'stop', 'delete', 'restore'] as const;

const classes = [
  ...effectClasses.map((name) => `effect.${name}` as const),
  ...commandNames.map((name) => `command.${name}` as const),
] as const;

const DAY = 86_400;
const seconds = z
  .int()
  .min(1)
  .max(7 * DAY);
const people = z.union([z.literal(1), z.literal(2)]);

const classSchema = z.strictObject({
  people: people.default(1),
  timeoutSeconds: seconds.optional(),
  leastViewSeconds: z.number().min(0).max(600).optional(),
});

/** Addresses and passwords that give power are variables. */
export const noticesSchema = z.strictObject({
  /** Where the page is, as people reach it. */
  link: serverAddress.optional(),
  webhooks: z.array(z.strictObject({ url: serverAddress, secret: variableAlone })).default([]),
  /** Of Slack, or of what speaks as Slack does: whoever has the address can write there. */
  slack: z.array(variableAlone).default([]),
  mail: z
    .strictObject({
      server: z.url({ protocol: /^smtps?$/ }),
      user: z.string().min(1).optional(),
      password: variableAlone.optional(),
      from: z.email(),
      to: z.array(z.email()).min(1),
    })
    .optional(),
});

export const approvalsSchema = z.strictObject({
  /** Allowed signers as OpenSSH has them, relative to guard.yaml. */
  approvers: pathText,
  /** What is not done without people, however it was decided; what policies, history or monitors hold needs one person. */
  classes: z.partialRecord(z.enum(classes), classSchema).default({}),
  timeoutSeconds: seconds.default(900),
  leastViewSeconds: z.number().min(0).max(600).default(5),
  budget: z
    .strictObject({
      /** Grants that are put to one person within an hour. */
      perHour: z.int().min(1).max(10_000).default(20),
      /** Grants of one requester that are open at a time. */
      openPerRequester: z.int().min(1).max(10_000).default(3),
    })
    .prefault({}),
  canaries: z
    .strictObject({
      /** For so many of all requests there is another one that has to be refused. */
      share: z.number().min(0).max(1),
    })
    .optional(),
  notices: noticesSchema.optional(),
});

export type ApprovalsConfig = z.infer<typeof approvalsSchema>;
export type NoticesConfig = z.infer<typeof noticesSchema>;

/** Names of the variables that notices need. */
export function variablesOfNotices({ webhooks, slack, mail }: NoticesConfig): readonly string[] {
  return [
    ...webhooks.map(({ secret }) => secret),
    ...slack,
    ...(mail?.password === undefined ? [] : [mail.password]),
  ];
}

/** What holds for a class, whether guard.yaml lists it or not. */
export function termsOf(
  {
    classes: listed,
    timeoutSeconds,
    leastViewSeconds,
  }: Pick<ApprovalsConfig, 'classes' | 'timeoutSeconds' | 'leastViewSeconds'>,
  cls: string,
): {
  readonly people: number;
  readonly timeoutMs: number;
  readonly leastViewMs: number;
  readonly isListed: boolean;
} {
  const own = Object.hasOwn(listed, cls) ? listed[cls as keyof typeof listed] : undefined;
  return {
    people: own?.people ?? 1,
    timeoutMs: (own?.timeoutSeconds ?? timeoutSeconds) * 1000,
    leastViewMs: (own?.leastViewSeconds ?? leastViewSeconds) * 1000,
    isListed: own !== undefined,
  };
}
