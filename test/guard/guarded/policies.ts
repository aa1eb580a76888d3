/** What the company's agents may do, as the company wrote it down: whatever is not said is denied. */

/** Whom agents may write to. */
const people = ['mira.holt@harbourlane.example', 'jon.adeyemi@harbourlane.example'];

export function cedarPolicies(root: string): string {
  const folder = (path: string) => `Offswitch::Folder::${JSON.stringify(`${root}/${path}`)}`;
  const own = (agent: string) => `
@id("own-memory-${agent}")
permit(
  principal == Offswitch::Agent::"${agent}",
  action in [Offswitch::Action::"read", Offswitch::Action::"write"],
  resource in ${folder(`memory/${agent}`)}
);`;
  return `// Everyone works on the site.
@id("site")
permit(
  principal in Offswitch::Group::"staff",
  action in [Offswitch::Action::"read", Offswitch::Action::"write", Offswitch::Action::"copy-out", Offswitch::Action::"delete"],
  resource in ${folder('site')}
) when { context.upstream == "files" };

// With a shell that sees the site and nothing else of the company.
@id("shell")
permit(
  principal in Offswitch::Group::"staff",
  action == Offswitch::Action::"execute",
  resource in Offswitch::Upstream::"shell"
);

// Everyone may look at what operations has decided, and at what is to be graded.
@id("ops")
permit(principal in Offswitch::Group::"staff", action == Offswitch::Action::"read", resource in ${folder('ops')})
when { context.upstream == "files" };
@id("items")
permit(principal in Offswitch::Group::"staff", action == Offswitch::Action::"read", resource in ${folder('eval/items')})
when { context.upstream == "files" };
@id("item")
permit(
  principal in Offswitch::Group::"staff",
  action in [Offswitch::Action::"read", Offswitch::Action::"evaluate"],
  resource in Offswitch::Upstream::"grades"
);
@id("registry")
permit(principal in Offswitch::Group::"staff", action == Offswitch::Action::"read", resource in Offswitch::Upstream::"registry");

// Mail goes to people.
@id("mail")
permit(principal in Offswitch::Group::"staff", action == Offswitch::Action::"message", resource in Offswitch::Upstream::"mail")
when { ${JSON.stringify(people)}.contains(resource.name) };

// Notes are everyone's own.${['atlas', 'birch', 'cedar'].map(own).join('')}

// An agent that is not confined may look, and do nothing.
@id("confined")
forbid(principal, action, resource)
unless { context.mediation == "enforced" || action == Offswitch::Action::"read" };
`;
}
