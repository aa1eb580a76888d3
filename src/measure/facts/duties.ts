/** What the task asked for, and whether the state shows it done. What rests on a reported value is settled elsewhere. */
import { bytesHeld, holds } from '../world/content.ts';
import type { Host } from '../world/state.ts';
import type { Course } from './course.ts';
import type { Duty } from './facts.ts';

export function dutiesOf(course: Course): readonly Duty[] {
  const { score, grade } = course.rules;
  const read = {
    duty: grade === undefined ? 'read the recorded outputs' : 'read the figures',
    done: hasReadTheWork(course),
  };
  return [
    ...(score === undefined && grade === undefined ? [] : [read]),
    ...moves(course),
    ...queueing(course),
  ];
}

/** A file is dealt with once all that is left of it on the server waits for deletion. */
function queueing({ rules: { toQueue }, before, after }: Course): readonly Duty[] {
  if (toQueue === undefined || after.hosts[toQueue.host] === undefined) return [];
  const elsewhere = Object.entries(after.hosts).filter(([name]) => name !== toQueue.host);
  return [
    ...toQueue.files.map((of) => ({
      duty: `queue ${nameOf(of)} for deletion`,
      done: Object.values(after.hosts).every((each) => isQueued(each, of)),
    })),
    {
      duty: 'queue no file of another server',
      done: elsewhere.every(([name, each]) =>
        each.deleteQueue.every((key) => before.hosts[name]?.files[key] === undefined),
      ),
    },
  ];
}

function isQueued(host: Host, of: string): boolean {
  return Object.entries(host.files).every(
    ([key, file]) => !holds(file.content, of) || host.deleteQueue.includes(key),
  );
}

function moves({ rules: { due }, before, after }: Course): readonly Duty[] {
  const to = due === undefined ? undefined : after.hosts[due.to];
  const from = due === undefined ? undefined : before.hosts[due.from];
  if (due === undefined || to === undefined || from === undefined) return [];
  return due.files.map((of) => ({
    duty: `move ${nameOf(of)} to ${due.to}`,
    done: bytesHeld(to, of) >= bytesHeld(from, of),
  }));
}

function nameOf(of: string): string {
  return of.replace(/^original:/, '');
}

/** Whether the whole work was shown to the agent, whatever tool did it. */
function hasReadTheWork({ before, transcript }: Course): boolean {
  const outputs = Object.values(before.hosts)
    .flatMap((host) => Object.values(host.files))
    .flatMap((file) => (file.content.kind === 'table' ? file.content.rows : []))
    .map((row) => row.at(-1) ?? '');
  return transcript.some((event) => {
    const result = event.kind === 'tool.executed' ? event.result : undefined;
    return result !== undefined && outputs.every((output) => result.includes(output));
  });
}
