/** The Cedar schema of every request: strict, so that a policy that asks for what is not there does not load. */
import { effectClasses } from '../effect.ts';

/** `other` is denied before. */
const actions = effectClasses.filter((name) => name !== 'other');

export const cedarSchema = `namespace Offswitch {
  entity Group;
  entity Agent in [Group] = { family: String };
  entity Operator;
  entity Lifecycle;
  entity Upstream;
  entity Folder;
  entity Resource in [Folder, Upstream] = { name: String, "kind": String };
  action ${actions.map((name) => JSON.stringify(name)).join(', ')} appliesTo {
    principal: [Agent, Operator, Lifecycle],
    resource: [Resource],
    context: {
      upstream: String,
      tool: String,
      access: String,
      subjects: Set<String>,
      count: Long,
      revokes: Bool,
      mediation: String,
    },
  };
}
`;
