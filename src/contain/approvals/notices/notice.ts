/** What somebody is told who is away: that they are asked, and where. It holds nothing that could approve. */
import type { ApprovalSummary } from '../requests.ts';

export interface Notice {
  readonly request: string;
  readonly title: string;
  readonly class: string;
  readonly expires: string;
  /** Where it can be looked at; a command where there is no page. */
  readonly where: string;
}

export function noticeOf(
  { id, title, class: cls, expires }: Pick<ApprovalSummary, 'id' | 'title' | 'class' | 'expires'>,
  link: string | undefined,
): Notice {
  const where =
    link === undefined ? `offswitch approvals ${id}` : new URL(`requests/${id}`, withSlash(link)).href;
  return { request: id, title, class: cls, expires, where };
}

export function textOf({ title, expires, where }: Notice): string {
  return `${title}. You are asked until ${expires}.\n${where}`;
}

function withSlash(link: string): string {
  return link.endsWith('/') ? link : `${link}/`;
}
