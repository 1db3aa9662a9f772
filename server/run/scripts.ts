import type { Knowledge } from '../knowledge/knowledge.js';
import type { DeclaredParser } from '../schemas/declared/declared.js';
import { findModule } from '../schemas/declared/modules.js';
import { readParser } from '../schemas/declared/read.js';
import type { CommandRoot, Root, Word } from '../syntax/tree.js';
import { candidateFolders, folderOf, nameOf, resolveUri } from '../workspace/files.js';
import type { Snapshot } from '../workspace/snapshot.js';
import type { Workspace } from '../workspace/workspace.js';

/** The parser of the script that each launch line starts. */
export type Parsers = ReadonlyMap<Root, DeclaredParser>;

export const NO_PARSERS: Parsers = new Map();

/** A script that a launch line names, and the file it is. */
export interface StartedScript { readonly command: CommandRoot; readonly word: Word; readonly file: Snapshot; readonly parser: DeclaredParser | undefined; /** A `.args` file beside the script holds arguments too (transformers, hf_argparser.py, `look_for_args_file`). */ readonly argsFile: boolean }

/** The launched scripts of a file that are in the workspace, with what they declare. */
export async function findScripts(snapshot: Snapshot, workspace: Workspace, knowledge: Knowledge): Promise<readonly StartedScript[]> {
  const commands = snapshot.blocks.flatMap(({ root, dialect }) => (root.kind === 'command' && root.script && dialect !== 'launcher' ? [root] : []));
  const found = await Promise.all(commands.map(async (command): Promise<readonly StartedScript[]> => {
    const file = await findScript(command, snapshot, workspace);
    if (!file || !command.script) return [];
    const beside = await workspace.list(folderOf(file.uri));
    return [{ command, word: command.script, file, parser: await readParser(file, workspace, knowledge), argsFile: beside.includes(nameOf(file.uri).replace(/\.py$/, '.args')) }];
  }));
  return found.flat();
}

/** The parsers among them. */
export function parsersOf(scripts: readonly StartedScript[]): Parsers {
  return new Map(scripts.flatMap(({ command, parser }) => (parser ? [[command, parser] as const] : [])));
}

/** Whether two answers are the same, so that what was built on the one still holds. */
export function sameParsers(a: Parsers, b: Parsers): boolean {
  return a.size === b.size && [...a].every(([root, parser]) => b.get(root) === parser);
}

/** The script a launch line starts, when it is a file of the workspace: seen from the launch line's folder, then from each parent. */
export async function findScript(command: CommandRoot, from: Snapshot, workspace: Workspace): Promise<Snapshot | undefined> {
  // `$HERE/train.py`: seen from the folders around, the part that is known.
  const tail = command.script?.tail;
  const text = command.script?.text ?? (tail?.startsWith('/') ? tail.slice(1) : undefined);
  if (text === undefined || text === '' || /[<>{}$*]/.test(text)) return undefined;
  if (!text.endsWith('.py')) return /^[A-Za-z_][\w.]*$/.test(text) ? (await findModule(text, from, workspace) ?? await findModule(`${text}.__main__`, from, workspace))?.file : undefined;
  const folders = candidateFolders(from.uri, workspace.folders());
  // An absolute path is looked at only where it leads into the workspace.
  for (const folder of text.startsWith('/') ? folders.slice(0, 1) : folders) {
    const uri = resolveUri(folder, text);
    if (!workspace.folders().some((root) => uri.startsWith(`${root.replace(/\/$/, '')}/`)) && workspace.folders().length > 0) continue;
    const found = await workspace.snapshot(uri);
    if (found?.syntax === 'python') return found;
  }
  return undefined;
}
