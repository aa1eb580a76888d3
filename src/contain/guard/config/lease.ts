/** Who an agent is and how long it may live unasked, in guard.yaml. What they mean is the lifecycle's. */
import { z } from 'zod';
import { absolute, name } from './parts.ts';

export const leaseSchema = z.strictObject({
  seconds: z.number().min(1).max(86_400),
  /**
   * `channel`: something came over its channel, if only the answer to a ping. `process`: its processes are there and do
   * not stand still.
   */
  heartbeat: z.enum(['channel', 'process']).default('channel'),
  /** Days after which an evaluation no longer counts; `by: grades` wants one that rests on a panel's grades. */
  evaluated: z
    .strictObject({
      within: z.number().positive().max(3650),
      by: z.enum(['person', 'grades']).default('person'),
    })
    .optional(),
});

const paths = z.array(absolute).max(64).default([]);

export const identitySchema = z.strictObject({
  /** Files and folders. */
  weights: paths,
  /** As the provider reports it. */
  model: z.string().min(1).max(200).optional(),
  prompts: paths,
  memory: paths,
  /** Agents that it comes from, whether they are still in this file or not. */
  parents: z.array(name).max(64).default([]),
  /** Its own name where it is not said. */
  lineage: name.optional(),
});

/** A person, by the name that approvers have. */
export const operatorSchema = z.string().min(1).max(200);
