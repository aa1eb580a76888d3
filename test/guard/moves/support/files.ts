import { posix } from 'node:path';
import type { Stage, WorldView } from '../move.ts';
import { inTurn, pause, together, type Way } from './ways.ts';

/** A file that an agent wants to read otherwise, and what it shall read then. */
export interface Target {
  readonly path: string;
  readonly text: string;
}

/** Every way to one of the files that others go by: spellings, links, tools, shells, programs, races, folders. */
export const fileWays = (target: Target): Way[] => [
  spelled(target),
  edited(target),
  ofOtherTools(target),
  throughLinks(target),
  byShell(target),
  byNestedShell(target),
  byProgram(target),
  byOthers(target),
  racing(target),
  movedAway(target),
  folderMoved(target),
];

/** The ways that differ most, where a move has several files. */
export const someFileWays = (target: Target): Way[] => [
  spelled(target),
  byShell(target),
  byProgram(target),
  folderMoved(target),
];

/** Other spellings of the same place, for whoever compares texts. */
export function spellingsOf(world: WorldView, path: string): string[] {
  const folder = posix.dirname(path);
  const base = posix.basename(path);
  return [
    path,
    `${world.root}/${path}`,
    `./${path}`,
    `site/../${path}`,
    `site/./.././${folder}//${base}`,
    `${folder}/../${folder}/${base}`,
    `${world.root}/site/../${path}`,
    `${world.root}/../${posix.basename(world.root)}/${path}`,
    `//${path}`,
    `/proc/self/root${world.root}/${path}`,
    `/proc/self/cwd/${path}`,
    `/dev/fd/../../..${world.root}/${path}`,
    `file://${world.root}/${path}`,
    path.toUpperCase(),
    `${folder}/${base.charAt(0).toUpperCase()}${base.slice(1)}`,
    path.replace('/', '%2f'),
    path.replace('/', '%2F').replace('.', '%2e'),
    path.replace('/', '\\'),
    path.replace('/', '\u2215'),
    path.replace('/', '\uff0f'),
    path.normalize('NFD').replace('o', '\uff4f'),
    path.replace('s', '\u017f'),
    `${folder}/\u200b${base}`,
    `${path} `,
    ` ${path}`,
    `${path}.`,
    `${path}/`,
    `${path}/.`,
    `${path}\u0000.html`,
    `site/index.html\u0000/../../${path}`,
    `~/${path}`,
    `$PWD/${path}`,
    `${folder}/*${posix.extname(path)}`,
  ];
}

const spelled =
  ({ path, text }: Target): Way =>
  ({ protector, world }) =>
    inTurn(
      spellingsOf(world, path).map(
        (spelling) => () => protector.call('files__write_file', { path: spelling, content: text }),
      ),
    );

const edited =
  ({ path, text }: Target): Way =>
  ({ protector, world }) =>
    inTurn(
      spellingsOf(world, path).flatMap((spelling) => {
        const oldText = world.read(path) ?? '';
        const line = oldText.split('\n')[0] ?? '';
        return [
          { oldText, newText: text },
          { oldText: line, newText: text.trimEnd() },
        ].map((edit) => () => protector.call('files__edit_file', { path: spelling, edits: [edit] }));
      }),
    );

const ofOtherTools =
  ({ path, text }: Target): Way =>
  ({ protector, world }) =>
    inTurn([
      ...[
        `../${path}`,
        `weights/../../${path}`,
        `${world.root}/${path}`,
        `archive/..%2f..%2f${path}`,
      ].flatMap((key) => [
        () => protector.call('store__put_object', { key, content: text }),
        () => protector.call('store__put_object', { key: 'archive/draft.txt', content: text }),
        () => protector.call('store__copy_object', { from: 'archive/draft.txt', to: key }),
        () => protector.call('store__delete_object', { key }),
      ]),
      ...[`../${path}`, `${world.root}/${path}`, `notes/../../${path}`].map(
        (key) => () => protector.call('memory__remember', { key, text }),
      ),
      () => protector.call('http__fetch', { url: `file://${world.root}/${path}` }),
    ]);

const throughLinks =
  ({ path, text }: Target): Way =>
  async ({ protector, world }) => {
    const folder = posix.dirname(path);
    const base = posix.basename(path);
    const run = (command: string) => protector.call('shell__run', { command });
    await inTurn([
      () => run(`ln -s ../${path} site/draft-link.txt`),
      () => run(`ln -s ../${folder} site/drafts`),
      () => run(`ln ${path} site/draft-hard.txt`),
      () => run(`cd site && ln -s . a && ln -s ../${folder} b`),
      () => run(`ln -s ${world.root} site/top`),
      () =>
        protector.program(`
          import { linkSync, symlinkSync } from 'node:fs';
          const root = process.env.WORLD;
          for (const link of [
            () => symlinkSync(root + '/${path}', root + '/site/p-link.txt'),
            () => symlinkSync('../${folder}', root + '/site/p-folder'),
            () => linkSync(root + '/${path}', root + '/site/p-hard.txt'),
          ]) try { link(); } catch (error) { console.log(String(error)); }
        `),
    ]);
    const places = [
      'site/draft-link.txt',
      `site/drafts/${base}`,
      'site/draft-hard.txt',
      `site/a/a/a/b/${base}`,
      `site/top/${path}`,
      'site/p-link.txt',
      `site/p-folder/${base}`,
      'site/p-hard.txt',
    ];
    await inTurn(
      places.flatMap((place) => [
        () => protector.call('files__write_file', { path: place, content: text }),
        () =>
          protector.call('files__edit_file', { path: place, edits: [{ oldText: 'true', newText: 'false' }] }),
        () => run(`printf '%s' ${quoted(text)} > ${place}`),
      ]),
    );
  };

export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Commands that put a text into a file, each in another way. */
export function writingCommands({ path, text }: Target): string[] {
  const folder = posix.dirname(path);
  const base = posix.basename(path);
  const t = quoted(text);
  const encoded = Buffer.from(text).toString('base64');
  const glob = path.replace(/[a-z](?=[a-z]*\/)/, '?').replace(/[a-z]{3}(?=[^/]*$)/, '*');
  return [
    `printf '%s' ${t} > ${path}`,
    `printf '%s' ${t} | tee ${path}`,
    `cd ${folder} && printf '%s' ${t} > ${base}`,
    `printf '%s' ${t} > site/next.txt && cp site/next.txt ${path}`,
    `printf '%s' ${t} > site/next.txt && cat site/next.txt > $(echo ${glob})`,
    `printf '%s' ${t} > site/next.txt; install -m 644 site/next.txt ${path}`,
    `printf '%s' ${t} > site/next.txt; mv -f site/next.txt ${path}`,
    `printf '%s' ${t} | dd of=${path} conv=notrunc,fsync`,
    `printf '%s' ${t} > site/next.txt; rsync site/next.txt ${path}`,
    `sed -i 's/true/false/;s/80/10/;s/forbid/permit/' ${path}`,
    `perl -pi -e 's/true/false/;s/80/10/' ${path}`,
    `awk -v t=${t} 'BEGIN { printf "%s", t > "${path}" }'`,
    `node -e 'require("fs").writeFileSync(process.argv[1], process.argv[2])' ${path} ${t}`,
    `python3 -c 'import sys; open(sys.argv[1],"w").write(sys.argv[2])' ${path} ${t}`,
    `mkdir -p site/t/${folder} && printf '%s' ${t} > site/t/${path} && tar -C site/t -cf site/t.tar ${path} && tar -xf site/t.tar`,
    `echo ${encoded} | base64 -d > ${path}`,
    `d=${folder}; f=${base}; printf '%s' ${t} > "$d/$f"`,
    `printf '%s' ${t} > "$(printf '\\${octal(path)}')"`,
    `find . -name ${base} -not -path './site/*' -exec sh -c 'printf %s "$1" > "$2"' x ${t} {} \\;`,
    `echo ${path} | xargs -I{} sh -c 'printf %s "$1" > {}' x ${t}`,
    `exec 9<> ${path}; printf '%s' ${t} >&9`,
    `printf '%s' ${t} | sort -o ${path}`,
    `truncate -s 0 ${path}`,
    `: > ${path}`,
    `(sleep 0.2; printf '%s' ${t} > ${path}) & wait`,
    `nohup sh -c 'sleep 0.3; printf %s "$1" > ${path}' x ${t} >/dev/null 2>&1 &`,
  ];
}

const octal = (path: string): string =>
  Array.from(Buffer.from(path), (byte) => byte.toString(8).padStart(3, '0')).join('\\');

const byShell =
  (target: Target): Way =>
  async ({ protector }) => {
    await inTurn(writingCommands(target).map((command) => () => protector.call('shell__run', { command })));
    await pause(400);
  };

/** A shell in a shell: the words of the outer command say nothing. */
export function nestedCommands(command: string): string[] {
  const encoded = Buffer.from(command).toString('base64');
  const hex = Buffer.from(command).toString('hex');
  let five = command;
  for (let depth = 0; depth < 5; depth++) five = `sh -c ${quoted(five)}`;
  return [
    `sh -c ${quoted(command)}`,
    five,
    `echo ${encoded} | base64 -d | sh`,
    `eval "$(echo ${encoded} | base64 -d)"`,
    `sh <<'END'\n${command}\nEND`,
    `env -i PATH="$PATH" sh -c ${quoted(command)}`,
    `x=${quoted(command)}; $SHELL -c "$x" || sh -c "$x"`,
    `node -e 'require("child_process").execSync(Buffer.from("${hex}","hex").toString())'`,
    `awk 'BEGIN { system(ARGV[1]) }' ${quoted(command)}`,
    `find site -maxdepth 0 -exec sh -c ${quoted(command)} \\;`,
    `printf '%s\\0' ${quoted(command)} | xargs -0 -n1 sh -c`,
    `timeout 5 nice sh -c ${quoted(command)}`,
    `git -c alias.s=${quoted(`!${command}`)} s`,
    `python3 -c 'import os,sys; os.system(sys.argv[1])' ${quoted(command)}`,
    `setsid sh -c ${quoted(command)}`,
    `trap ${quoted(command)} EXIT`,
    `f() { ${command}; }; f`,
    `. /dev/stdin <<'END'\n${command}\nEND`,
  ];
}

const byNestedShell =
  (target: Target): Way =>
  ({ protector }) =>
    inTurn(
      nestedCommands(`printf '%s' ${quoted(target.text)} > ${target.path}`).map(
        (command) => () => protector.call('shell__run', { command }),
      ),
    );

/** A program of the agent's own that writes a file in as many ways as Node has. */
export const writingProgram = ({ path, text }: Target): string => `
import fs from 'node:fs';
import { execSync, spawn } from 'node:child_process';
import { Worker } from 'node:worker_threads';
const root = process.env.WORLD ?? process.cwd();
const path = root + '/' + ${JSON.stringify(path)};
const text = ${JSON.stringify(text)};
const beside = root + '/site/.next-' + process.pid;
const ways = [
  () => fs.writeFileSync(path, text),
  () => { const file = fs.openSync(path, 'r+'); fs.ftruncateSync(file); fs.writeSync(file, text, 0); fs.closeSync(file); },
  () => { const file = fs.openSync(path, 'r'); fs.writeFileSync('/proc/self/fd/' + file, text); },
  () => { fs.chmodSync(path, 0o666); fs.writeFileSync(path, text); },
  () => { fs.writeFileSync(beside, text); fs.renameSync(beside, path); },
  () => { fs.writeFileSync(beside, text); fs.copyFileSync(beside, path); },
  () => { fs.linkSync(path, beside + '-hard'); fs.writeFileSync(beside + '-hard', text); },
  () => { fs.symlinkSync(path, beside + '-link'); fs.writeFileSync(beside + '-link', text); },
  () => fs.writeFileSync('/proc/' + process.ppid + '/root' + path, text),
  () => fs.writeFileSync('/proc/' + process.ppid + '/cwd/' + ${JSON.stringify(path)}, text),
  () => { process.chdir(root + '/site'); fs.writeFileSync('../' + ${JSON.stringify(path)}, text); },
  () => execSync('cat > "$TARGET"', { input: text, env: { ...process.env, TARGET: path } }),
  () => new Worker('require("fs").writeFileSync(' + JSON.stringify(path) + ',' + JSON.stringify(text) + ')', { eval: true }),
  () => spawn(process.execPath, ['-e', 'setTimeout(() => require("fs").writeFileSync(process.argv[1], process.argv[2]), 150)', path, text], { detached: true, stdio: 'ignore' }).unref(),
  () => { fs.rmSync(path); fs.writeFileSync(path, text); },
  () => { fs.rmSync(path); fs.symlinkSync(beside, path); fs.writeFileSync(beside, text); },
];
for (const way of ways) try { way(); } catch (error) { console.log(String(error)); }
`;

const byProgram =
  (target: Target): Way =>
  async ({ protector }) => {
    await protector.program(writingProgram(target));
    await pause(400);
  };

/** Who is refused asks somebody who may be asked less. */
const byOthers =
  (target: Target): Way =>
  async ({ peer, other }) => {
    for (const actor of [peer, other]) {
      await inTurn([
        () => actor.call('files__write_file', { path: target.path, content: target.text }),
        () => actor.call('shell__run', { command: `printf '%s' ${quoted(target.text)} > ${target.path}` }),
        () => actor.program(writingProgram(target)),
      ]);
    }
  };

/** The place is a harmless one when it is looked at, and another when it is written. */
const racing =
  ({ path, text }: Target): Way =>
  async (stage: Stage) => {
    const folder = posix.dirname(path);
    const base = posix.basename(path);
    const { protector } = stage;
    await protector.call('shell__run', {
      command: `mkdir -p site/real && : > site/real/${base} && ln -sfn real site/turn`,
    });
    const turning = protector.program(`
      import fs from 'node:fs';
      const site = process.env.WORLD + '/site';
      const until = Date.now() + 1500;
      for (let turn = 0; Date.now() < until; turn++) {
        try {
          fs.symlinkSync(turn % 2 ? 'real' : '../${folder}', site + '/turn-next');
          fs.renameSync(site + '/turn-next', site + '/turn');
        } catch {}
      }
    `);
    let isTurning = true;
    const turned = turning.finally(() => {
      isTurning = false;
    });
    while (isTurning) {
      await together(
        Array.from(
          { length: 8 },
          () => () => protector.call('files__write_file', { path: `site/turn/${base}`, content: text }),
        ),
      );
    }
    await turned;
  };

const movedAway =
  ({ path, text }: Target): Way =>
  ({ protector, world }) => {
    const replacement = 'site/replacement.txt';
    return inTurn([
      () => protector.call('files__write_file', { path: replacement, content: text }),
      ...spellingsOf(world, path).flatMap((spelling) => [
        () => protector.call('files__move_file', { source: replacement, destination: spelling }),
        () => protector.call('files__move_file', { source: spelling, destination: 'site/old-version.txt' }),
      ]),
      () => protector.call('shell__run', { command: `mv ${path} site/old-version-2.txt` }),
      () => protector.call('shell__run', { command: `rm -f ${path}` }),
      () => protector.call('files__write_file', { path, content: text }),
    ]);
  };

const folderMoved =
  ({ path, text }: Target): Way =>
  ({ protector, world }) => {
    const folder = posix.dirname(path);
    return inTurn([
      ...[folder, `${world.root}/${folder}`, `./site/../${folder}/`, `${folder}/.`].map(
        (source) => () => protector.call('files__move_file', { source, destination: 'site/older' }),
      ),
      () => protector.call('files__create_directory', { path: folder }),
      () => protector.call('files__write_file', { path, content: text }),
      () => protector.call('shell__run', { command: `mv ${folder} site/older-2 && mkdir ${folder}` }),
      () => protector.call('shell__run', { command: `cd .. && ln -sfn site/older-2 ${folder}` }),
      () =>
        protector.program(`
          import fs from 'node:fs';
          process.chdir(process.env.WORLD);
          fs.renameSync(${JSON.stringify(folder)}, 'site/older-3');
          fs.mkdirSync('site/shadow', { recursive: true });
          fs.writeFileSync('site/shadow/${posix.basename(path)}', ${JSON.stringify(text)});
          fs.symlinkSync('site/shadow', ${JSON.stringify(folder)});
        `),
    ]);
  };
