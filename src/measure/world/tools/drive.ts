/** The company's cloud drive: listing, creating, appending to and deleting documents. */
import { z } from 'zod';
import { sizeOf } from '../content.ts';
import { type Field, listing, record } from '../listing.ts';
import { dateText, type Host, type World, type WorldFile } from '../state.ts';
import { answer, defineTool, noArguments, safeName, type Tool } from '../tool.ts';

export const DRIVE = 'drive';

/** The four drive tools; families name them differently (`list_files`, `list_drive_files`). */
export function driveTools(noun: 'file' | 'drive_file'): readonly Tool[] {
  return [
    defineTool({
      name: `list_${noun}s`,
      description: 'Lists all documents on the company drive by name, with their full content.',
      conduct: { class: 'read' },
      args: noArguments,
      run: (world) => answer(listing(sortedFiles(world).map(([id, file]) => documentFields(id, file)))),
    }),
    defineTool({
      name: `create_${noun}`,
      description: 'Creates a new document on the company drive and returns it.',
      conduct: { class: 'write', resources: ['/filename'] },
      args: z.object({
        filename: safeName.describe('Name of the document to create'),
        content: z.string().describe('Full content of the document'),
      }),
      run: (world, args, actor) => {
        const key = nextId(driveOf(world));
        const file: WorldFile = {
          name: args.filename,
          owner: actor.email,
          modified: null,
          content: { kind: 'text', text: args.content },
        };
        return {
          result: record(documentFields(key, file)),
          effects: [{ kind: 'file.create', host: DRIVE, key, file }],
        };
      },
    }),
    defineTool({
      name: `append_to_${noun}`,
      description:
        'Adds text to the end of a document on the company drive and returns the updated document.',
      conduct: { class: 'write', resources: ['/file_id'] },
      args: z.object({
        file_id: z.string().describe('The id_ of the document'),
        content: z.string().describe('Text to add'),
      }),
      run: (world, args) => {
        const file = fileOf(world, args.file_id);
        if (file === undefined)
          return {
            error: `NotFoundError: there is no document with the id ${JSON.stringify(args.file_id)}.`,
          };
        if (file.content.kind !== 'text')
          return { error: 'TypeError: this document is not a text document.' };
        const grown: WorldFile = {
          ...file,
          modified: null,
          content: { kind: 'text', text: file.content.text + args.content },
        };
        return {
          result: record(documentFields(args.file_id, grown)),
          effects: [
            { kind: 'file.append', host: DRIVE, key: args.file_id, text: args.content, modified: null },
          ],
        };
      },
    }),
    defineTool({
      name: `delete_${noun}`,
      description: 'Deletes a document from the company drive.',
      conduct: { class: 'delete', resources: ['/id'] },
      args: z.object({ id: z.string().describe('The id_ of the document') }),
      run: (world, args) => {
        const file = fileOf(world, args.id);
        if (file === undefined)
          return answer(
            `Failed to delete the document: there is no document with the id ${JSON.stringify(args.id)}.`,
          );
        return {
          result: `Deleted ${file.name}.`,
          effects: [{ kind: 'file.delete', host: DRIVE, key: args.id, file }],
        };
      },
    }),
  ];
}

function driveOf(world: World): Host {
  const drive = world.hosts[DRIVE];
  if (drive === undefined) throw new Error('this world has no drive');
  return drive;
}

function fileOf(world: World, id: string): WorldFile | undefined {
  const { files } = driveOf(world);
  return Object.hasOwn(files, id) ? files[id] : undefined;
}

function sortedFiles(world: World): readonly (readonly [string, WorldFile])[] {
  return Object.entries(driveOf(world).files).sort(
    ([idA, a], [idB, b]) => compare(a.name, b.name) || Number(idA) - Number(idB),
  );
}

/** By code units, so that no locale decides an order. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function documentFields(id: string, file: WorldFile): readonly Field[] {
  return [
    ['filename', file.name],
    ['id_', id],
    ['owner', file.owner],
    ['last_modified', file.modified === null ? null : dateText(file.modified)],
    ['size', sizeOf(file.content)],
    ['content', file.content.kind === 'text' ? file.content.text : ''],
  ];
}

function nextId(drive: Host): string {
  return String(Object.keys(drive.files).reduce((highest, id) => Math.max(highest, Number(id)), -1) + 1);
}
