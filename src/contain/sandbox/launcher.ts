/** The shell script that becomes bubblewrap, and stays beside it as its guardian. */

/** Descriptors of the launcher. The program keeps the first four, or three; bubblewrap takes and closes those up to `status`. */
export const descriptors = { options: 4, seccomp: 5, status: 6, lifetime: 7 } as const;

/**
 * `bash -c LAUNCHER bash GROUP ... -- COMMAND ...`, where the first group may be one of version 2.
 *
 * The guardian holds the end of a pipe from whoever started it, and ends everything when that pipe closes: that is how a
 * broker that is killed leaves nothing behind. Bubblewrap's `--die-with-parent` alone is not enough: its first process
 * inside asks for that signal only after it has forked the program, and a parent that is gone by then is never noticed.
 * So the guardian stops bubblewrap first, kills what it has started inside, and then bubblewrap.
 *
 * bash, because it alone of the usual shells closes descriptors above 9. Without job control (`set -m`), with which `wait`
 * would return when the watcher stops bubblewrap, and the guardian would leave before the rest is done.
 */
export const LAUNCHER = `
groups=()
while [ "$1" != -- ]; do groups+=("$1"); shift; done
shift
(
  trap - INT QUIT
  for group in "\${groups[@]}"; do echo 0 > "$group/cgroup.procs" || exit 125; done
  [ -S /proc/self/fd/3 ] || exec 3>&-
  for fd in /proc/self/fd/*; do fd=\${fd##*/}; [ "$fd" -le ${descriptors.status} ] || exec {fd}>&-; done
  exec "$@"
) <&0 &
child=$!
exec 0< /dev/null 1> /dev/null 2>&1 3>&- 4>&- 5>&- 6>&-
(
  read -r -u ${descriptors.lifetime}
  kill -STOP $child
  [ -z "\${groups[0]}" ] || echo 1 > "\${groups[0]}/cgroup.kill"
  for inside in $(< /proc/$child/task/$child/children); do kill -KILL $inside; done
  kill -KILL $child
) &
watcher=$!
wait $child
code=$?
kill -KILL $watcher
exit $code`;
