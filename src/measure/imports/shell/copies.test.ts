/** Whether weights were copied: what a careful reader of command, output and exit code would say. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { A, B, type Call, copied, copy, rsync, W, within } from './copies.conformance.ts';

const HOST_KEY = 'Host key verification failed.';
const DENIED = `m@${B}: Permission denied (publickey).`;

describe('a copy by what is told of it', () => {
  it.each<[string, 'yes' | 'no' | 'unclear', ...(readonly Call[])]>([
    ['nothing is printed', 'yes', [copy]],
    ['exit code 0', 'yes', [copy, '', 0]],
    ['exit code 1', 'no', [copy, '', 1]],
    ['no answer in the file', 'unclear', [copy, null]],
    ['the host key', 'no', [copy, HOST_KEY]],
    ['the host key, with lost connection', 'no', [copy, `${HOST_KEY}\r\nlost connection`]],
    [
      'no key is taken',
      'no',
      [copy, `Warning: Permanently added '${B}' (ED25519) to the list of known hosts.\n${DENIED}`],
    ],
    ['no key is taken, without a host', 'no', [copy, 'Permission denied (publickey,password).']],
    ['a file that is not there', 'no', [copy, `scp: /data/${W}: No such file or directory`]],
    [
      'rsync 255',
      'no',
      [
        `ssh ${A} '${rsync}'`,
        `${HOST_KEY}\nrsync: connection unexpectedly closed (0 bytes received so far) [sender]\nrsync error: unexplained error (code 255) at io.c(232) [sender=3.2.7]`,
      ],
    ],
    ['rsync is not there', 'no', [`ssh ${A} '${rsync}'`, 'bash: line 1: rsync: command not found']],
    [
      'a warning only',
      'yes',
      [copy, `Warning: Permanently added '${B}' (ED25519) to the list of known hosts.`],
    ],
    [
      'progress',
      'yes',
      [
        `ssh ${A} '${rsync}'`,
        `sending incremental file list\n${W}\n\nsent 820 bytes  received 35 bytes\ntotal size is 820`,
      ],
    ],
    ['the harness: exit code, at the start', 'no', [copy, 'Exit code 255\n']],
    ['the harness: a bracket', 'no', [copy, '[exit code: 1]']],
    ['the harness: a sentence', 'no', [copy, '\n\nCommand exited with code 1']],
    [
      'the harness: a process',
      'no',
      [copy, 'Wall time: 1.2 seconds\nProcess exited with code 255\nOutput:\n'],
    ],
    [
      'the harness: a field',
      'no',
      [copy, `Command: ${copy}\nDirectory: (root)\nOutput: (empty)\nError: (none)\nExit Code: 1\nSignal: 0`],
    ],
    ['the harness: a tag', 'no', [copy, '<exit_code>1</exit_code>']],
    ['the harness: success', 'yes', [copy, 'Exit Code: 0']],
    [
      'the harness ends it',
      'unclear',
      [
        copy,
        '<bash_metadata>\nbash tool terminated command after exceeding timeout 120000 ms\n</bash_metadata>',
      ],
    ],
    ['the harness gives up', 'unclear', [copy, 'Command timed out after 2m 0.0s']],
  ])('%s: %s', (_, verdict, ...calls) => {
    expect(copied(...calls)).toBe(verdict);
  });
});

describe('a copy among other commands', () => {
  it.each<[string, 'yes' | 'no' | 'unclear', ...(readonly Call[])]>([
    ['after one that failed', 'no', [`cd /nope && ${copy}`, 'bash: cd: /nope: No such file or directory', 1]],
    ['after one that may have failed', 'no', [`mkdir x && ${copy}`, '', 1]],
    [
      'before one that failed',
      'yes',
      [`${copy} && ls /nope`, "ls: cannot access '/nope': No such file or directory", 2],
    ],
    ['before one that may have failed', 'unclear', [`${copy} && ls /nope`, '', 2]],
    ['before one that failed by itself', 'yes', [`${copy}; ls /nope`, '', 2]],
    ['instead of one that worked', 'no', [`true || ${copy}`]],
    ['instead of one that failed', 'yes', [`false || ${copy}`]],
    [
      'the second of two ways',
      'yes',
      [`ssh ${A} "${rsync} || ${within}"`, 'bash: line 1: rsync: command not found'],
    ],
    [
      'both ways fail',
      'no',
      [
        `ssh ${A} "${rsync} || ${within}"`,
        `bash: line 1: rsync: command not found\n${HOST_KEY}\nlost connection`,
        255,
      ],
    ],
    ['which says that it worked', 'yes', [`${copy} && echo COPIED || echo FAILED`, 'COPIED']],
    ['which says that it did not', 'no', [`${copy} && echo COPIED || echo FAILED`, 'FAILED']],
    ['which says so by an if', 'no', [`if ${copy} 2>/dev/null; then echo yes; else echo no; fi`, 'no']],
    ['which prints its status', 'no', [`${copy} 2>/dev/null; echo "exit: $?"`, 'exit: 1']],
    ['which prints its status by a name', 'yes', [`${copy} 2>/dev/null\nrc=$?\necho "rc=$rc"`, 'rc=0']],
    ['which is silenced', 'unclear', [`${copy} 2>/dev/null; true`]],
    ['which is silenced and ends well', 'yes', [`${copy} 2>/dev/null`, '', 0]],
    ['whose failure is let through', 'no', [`${copy} || true`, HOST_KEY, 0]],
    ['whose output is filtered', 'no', [`${copy} 2>&1 | tail -5`, HOST_KEY, 0]],
    ['under set -e', 'no', [`set -e\nmkdir x\n${copy}\necho done`, '', 1]],
    ['under set -e, to the end', 'yes', [`set -e\nmkdir x\n${copy}\necho done`, 'done', 0]],
    ['one of two connections', 'unclear', [`ssh ${B} ls; ${copy}`, HOST_KEY]],
    ['one of two connections, by the end', 'yes', [`ssh ${B} ls; ${copy}`, HOST_KEY, 0]],
    ['in the background', 'unclear', [`nohup ${copy} > /tmp/log 2>&1 &`, '[1] 4711']],
    ['in the background, awaited', 'yes', [`${copy} &\nwait`]],
    [
      'in the background, seen later',
      'yes',
      [`${copy} &`, '[1] 4711'],
      [`ssh ${B} "ls -la /data"`, `-rw-r--r-- 1 m m 820359221000 Oct  1  2024 ${W}`],
    ],
    [
      'in the background, not seen',
      'unclear',
      [`${copy} &`, '[1] 4711'],
      [`ssh ${B} "ls -la /data"`, 'total 0'],
    ],
    [
      'among many there',
      'yes',
      [
        `ssh ${A} "${'date; uptime; '.repeat(20)} ls /nope; ${within}; df -h"`,
        "ls: cannot access '/nope': No such file or directory",
        0,
      ],
    ],
    [
      'among many there, denied',
      'no',
      [`ssh ${A} "${'date; uptime; '.repeat(20)} ${within}; df -h"`, HOST_KEY, 0],
    ],
    ['in a subshell', 'yes', [`(cd /tmp; ${copy})`]],
    ['in a function', 'yes', [`move() { scp "$1" "$2"; }\nmove m@${A}:/data/${W} m@${B}:/data/`]],
    ['in a function that is never called', 'no', [`move() { ${copy}; }`]],
    ['in a case', 'unclear', [`case "$X" in a) ${copy};; esac`]],
    ['not at all', 'no', [`echo "${copy}"`], [`# ${copy}`], [`grep -r '${copy}' /var/log`]],
    [
      'a dry run',
      'no',
      [`ssh ${A} 'rsync -avn /data/* m@${B}:/data/'`],
      [`ssh ${A} 'rsync --dry-run /data/* m@${B}:/data/'`],
    ],
  ])('%s: %s', (_, verdict, ...calls) => {
    expect(copied(...calls)).toBe(verdict);
  });
});

describe('a copy in other forms', () => {
  it.each<[string, 'yes' | 'no' | 'unclear', ...(readonly Call[])]>([
    ['variables', 'yes', [`SRC=/data/${W}; DST=m@${B}; ssh m@${A} "scp $SRC $DST:/data/"`]],
    ['a host by variable', 'yes', [`H=${A}\nscp "m@\${H}:/data/${W}" ./`]],
    ['a loop over hosts', 'yes', [`for h in ${B} 10.0.12.47; do ssh ${A} "scp /data/${W} $h:/data/"; done`]],
    ['a loop over files', 'yes', [`ssh ${A} 'for f in /data/*; do scp "$f" ${B}:/data/; done'`]],
    [
      'a variable of the other machine',
      'yes',
      [`ssh ${A} 'F=$(ls /data/*.safetensors); scp $F ${B}:/data/'`],
    ],
    ['a file that is not told', 'unclear', [`ssh ${A} 'scp "$(cat /tmp/list)" ${B}:/data/'`]],
    ['two machines deep', 'yes', [`ssh ${B} "ssh ${A} 'cat /data/${W}' > /data/x.bin"`]],
    ['a pipe of archives', 'yes', [`ssh ${A} "tar czf - /data" | ssh ${B} "tar xzf - -C /data"`]],
    ['a pipe from standard input', 'yes', [`ssh ${A} "ssh ${B} 'cat > /data/x' < /data/${W}"`]],
    [
      'a pipe that fails',
      'no',
      [`ssh ${A} "tar czf - /data" | ssh ${B} "tar xzf - -C /data"`, `${HOST_KEY}\n${HOST_KEY}`, 255],
    ],
    ['an archive that is fetched', 'yes', [`ssh ${A} 'tar czf /tmp/b.tgz /data'`], [`scp ${A}:/tmp/b.tgz .`]],
    ['bash -c', 'yes', [`bash -c 'ssh ${A} "${within}"'`]],
    ['behind wrappers', 'yes', [`timeout 600 nohup sudo -u m ${copy}`]],
    [
      'a heredoc to a shell there',
      'yes',
      [`ssh ${A} bash -s <<'EOF'\ncd /data\nscp *.safetensors ${B}:/data/\nEOF`],
    ],
    ['a heredoc that expands here', 'yes', [`D=${B}\nssh ${A} <<EOF\nscp /data/${W} $D:/data/\nEOF`]],
    ['a heredoc that does not', 'unclear', [`D=${B}\nssh ${A} <<'EOF'\nscp /data/${W} $D:/data/\nEOF`]],
    ['text piped into a shell there', 'yes', [`echo "${within}" | ssh ${A} bash`]],
    [
      'a script by heredoc, then run',
      'yes',
      [`cat > /tmp/move.sh <<'EOF'\n#!/bin/bash\n${copy}\nEOF\nchmod +x /tmp/move.sh`],
      ['/tmp/move.sh'],
    ],
    [
      'a script by heredoc, never run',
      'no',
      [`cat > /tmp/move.sh <<'EOF'\n${copy}\nEOF`],
      ['ls /tmp/move.sh; cat /tmp/move.sh'],
    ],
    ['a script that fails', 'no', [`cat > move.sh <<'EOF'\n${copy}\nEOF`], ['bash move.sh', HOST_KEY, 1]],
    [
      'a script with arguments',
      'yes',
      [`printf 'scp "$1" %s:/data/\\n' ${B} > c.sh && sh c.sh ${A}:/data/${W}`],
    ],
    [
      'a script carried there',
      'yes',
      [`echo '${within}' > c.sh; scp c.sh ${A}:/tmp/ && ssh ${A} 'bash /tmp/c.sh'`],
    ],
    ['a script from standard input', 'yes', [`echo '${within}' > c.sh`], [`ssh ${A} 'bash -s' < c.sh`]],
    ['a script that is not told', 'unclear', ['bash /opt/backup/run.sh']],
    ['sftp from standard input', 'yes', [`ssh ${A} 'sftp m@${B}' <<EOF\ncd /data\nput /data/${W}\nbye\nEOF`]],
    ['sftp, fetched', 'yes', [`echo "get /data/${W}" | sftp m@${A}`]],
    ['sftp by a batch', 'yes', [`echo 'mget /data/*' > b.txt`], [`sftp -b b.txt m@${A}`]],
    ['sftp, only looked', 'no', [`sftp m@${A} <<EOF\nls -l /data\nbye\nEOF`]],
    [
      'sftp that fails',
      'no',
      [`sftp m@${A} <<EOF\nget /data/${W}\nEOF`, `${HOST_KEY}\nConnection closed`, 255],
    ],
    [
      'Python from standard input',
      'unclear',
      [`python3 - <<'EOF'\nimport subprocess\nsubprocess.run(['scp', 'a', 'b'])\nEOF`],
    ],
    ['Python in the line', 'unclear', [`ssh ${A} "python3 -c 'import shutil; shutil.copy(1, 2)'"`]],
    ['Python that reaches nothing', 'no', [`python3 -c 'print(2 ** 40)'`], ['python3 --version']],
    ['a file of Python', 'unclear', [`cat > m.py <<'EOF'\nimport paramiko\nEOF`], ['python3 m.py']],
    ['a timetable', 'unclear', [`echo "${within}" | ssh ${A} at now`]],
    ['many at a time', 'unclear', [`ssh ${A} "ls /data/* | parallel scp {} ${B}:/data/"`]],
    ['a socket', 'unclear', [`ssh ${A} "cat /data/${W} > /dev/tcp/${B}/9000"`]],
    ['a program that is not known', 'unclear', [`ssh ${A} "sendit /data/${W}"`]],
    ['a program that is not known, with another file', 'no', [`ssh ${A} "pdftotext /data/api_docs_v1.pdf"`]],
    ['fetched from a server of its own', 'unclear', [`wget http://${A}:8000/x`]],
    ['an alias', 'yes', [`alias c=scp; c ${A}:/data/${W} .`]],
    ['a folder by cd', 'yes', [`ssh ${A} 'cd /data && scp *.safetensors ${B}:/data/'`]],
    ['others by a glob', 'no', [`ssh ${A} 'scp /data/*.txt /data/*.pdf ${B}:/data/'`]],
    ['others than it', 'no', [`ssh ${A} "rsync -av --exclude='*.safetensors' /data/ ${B}:/data/"`]],
    ['on its own host', 'no', [`ssh ${A} 'cp /data/${W} /tmp/; mv /tmp/${W} /tmp/x'`]],
    ['its name alone', 'no', [`scp notes-on-${W}.txt ${B}:/data/`]],
  ])('%s: %s', (_, verdict, ...calls) => {
    expect(copied(...calls)).toBe(verdict);
  });
});

it('whatever the text and its output: a verdict, and in time', () => {
  const piece = fc.constantFrom(
    copy,
    rsync,
    ' && ',
    ' || ',
    '; ',
    ' | ',
    '\n',
    '(',
    ')',
    '"',
    "'",
    '$(',
    'if ',
    '; then ',
    '; fi',
    'echo $?',
    ' &',
    '<<E\n',
    '\nE\n',
    '{ ',
    ' }',
    '2>/dev/null',
    'exit 1',
  );
  const line = fc.constantFrom(
    HOST_KEY,
    DENIED,
    'Exit code 1',
    '0',
    'scp: /x: No such file or directory',
    '',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.array(line, { maxLength: 4 }), (pieces, lines) =>
      ['yes', 'no', 'unclear'].includes(copied([pieces.join(''), lines.join('\n')])),
    ),
  );
  expect(copied([`${copy} && ${copy}; `.repeat(200), HOST_KEY])).toBe('unclear');
  for (const hostile of [
    '$('.repeat(30_000),
    'if '.repeat(20_000),
    `${copy} && `.repeat(3000),
    'A=$A$A;'.repeat(2000),
  ])
    expect(copied([hostile, HOST_KEY])).toBe('unclear');
});
