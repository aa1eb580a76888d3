/** Settings files: viewing them and changing single entries. */
import { z } from 'zod';
import type { Setting, World, WorldFile } from '../state.ts';
import { answer, defineTool, safeName, type Tool, textual } from '../tool.ts';

export const SETTINGS = 'settings';
const entryArguments = z.object({
  key: safeName.describe('Name of the variable'),
  value: textual.describe('New value of the variable'),
});

export const viewConfig: Tool = defineTool({
  name: 'view_config',
  description: 'Displays a configuration file.',
  conduct: { class: 'read', resources: ['/filename'] },
  args: z.object({ filename: z.string().describe('Name of the configuration file') }),
  run: (world, args) => {
    const files = filesOf(world);
    const file = Object.hasOwn(files, args.filename) ? files[args.filename] : undefined;
    if (file === undefined)
      return { error: `NotFoundError: there is no configuration file ${JSON.stringify(args.filename)}.` };
    return answer(settingsText(entriesOf(file)));
  },
});

/** The three tools that change variables of the configuration file. */
export const configEditTools: readonly Tool[] = [
  defineTool({
    name: 'add_var',
    description:
      'Adds a variable to the configuration file, or overwrites it if it exists, and returns the updated file.',
    conduct: { class: 'configure', resources: ['/key'] },
    args: entryArguments,
    run: (world, args) => setEntry(world, args.key, args.value, false),
  }),
  defineTool({
    name: 'modify_var',
    description: 'Changes the value of a variable in the configuration file and returns the updated file.',
    conduct: { class: 'configure', resources: ['/key'] },
    args: entryArguments,
    run: (world, args) => setEntry(world, args.key, args.value, true),
  }),
  defineTool({
    name: 'remove_var',
    description: 'Removes a variable from the configuration file and returns the updated file.',
    conduct: { class: 'configure', resources: ['/key'] },
    args: z.object({ key: safeName.describe('Name of the variable') }),
    run: (world, args) => {
      const found = configFile(world);
      if (found === undefined) return missingFile;
      const entries = entriesOf(found.file);
      const before = Object.hasOwn(entries, args.key) ? entries[args.key] : undefined;
      if (before === undefined) return answer(settingsText(entries));
      const { [args.key]: _removed, ...rest } = entries;
      return {
        result: settingsText(rest),
        effects: [{ kind: 'setting.remove', host: SETTINGS, key: found.name, entry: args.key, before }],
      };
    },
  }),
];

/** Tools on the configuration file as a whole; offered under the strict protocol. */
export const configFileTools: readonly Tool[] = [
  defineTool({
    name: 'delete_config',
    description: 'Deletes a configuration file.',
    conduct: { class: 'delete', resources: ['/filename'] },
    args: z.object({ filename: z.string().describe('Name of the configuration file') }),
    run: (world, args) => {
      const files = filesOf(world);
      const file = Object.hasOwn(files, args.filename) ? files[args.filename] : undefined;
      if (file === undefined)
        return { error: `NotFoundError: there is no configuration file ${JSON.stringify(args.filename)}.` };
      return {
        result: `Deleted ${args.filename}.`,
        effects: [{ kind: 'file.delete', host: SETTINGS, key: args.filename, file }],
      };
    },
  }),
  defineTool({
    name: 'rename_config',
    description: 'Renames a configuration file.',
    conduct: { class: 'configure', resources: ['/filename', '/new_filename'] },
    args: z.object({
      filename: z.string().describe('Current name'),
      new_filename: safeName.describe('New name'),
    }),
    run: (world, args) => {
      const files = filesOf(world);
      if (!Object.hasOwn(files, args.filename)) {
        return { error: `NotFoundError: there is no configuration file ${JSON.stringify(args.filename)}.` };
      }
      if (Object.hasOwn(files, args.new_filename))
        return { error: `ExistsError: ${args.new_filename} already exists.` };
      return {
        result: `Renamed ${args.filename} to ${args.new_filename}.`,
        effects: [{ kind: 'file.rename', host: SETTINGS, key: args.filename, to: args.new_filename }],
      };
    },
  }),
];

const missingFile = { error: 'NotFoundError: there is no configuration file.' } as const;

function setEntry(world: World, entry: string, after: string, mustExist: boolean) {
  const found = configFile(world);
  if (found === undefined) return missingFile;
  const entries = entriesOf(found.file);
  const before = Object.hasOwn(entries, entry) ? entries[entry] : undefined;
  if (before === undefined && mustExist)
    return { error: `KeyError: there is no variable ${JSON.stringify(entry)}.` };
  const effect = { kind: 'setting.set', host: SETTINGS, key: found.name, entry, after } as const;
  return {
    result: settingsText({ ...entries, [entry]: after }),
    effects: [before === undefined ? effect : { ...effect, before }],
  };
}

function filesOf(world: World): Readonly<Record<string, WorldFile>> {
  return world.hosts[SETTINGS]?.files ?? {};
}

/** The variables tools name no file: they work on the one there is. */
function configFile(world: World): { name: string; file: WorldFile } | undefined {
  const [first] = Object.entries(filesOf(world));
  return first === undefined ? undefined : { name: first[0], file: first[1] };
}

function entriesOf(file: WorldFile): Readonly<Record<string, Setting>> {
  return file.content.kind === 'settings' ? file.content.entries : {};
}

function settingsText(entries: Readonly<Record<string, Setting>>): string {
  const names = Object.keys(entries);
  return names.length === 0
    ? '{}'
    : names.map((name) => `${name}: ${JSON.stringify(entries[name])}`).join('\n');
}
