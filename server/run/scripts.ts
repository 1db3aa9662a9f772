import type { Knowledge } from '../knowledge/knowledge.js';
import type { DeclaredParser } from '../schemas/declared/declared.js';
import { findModule } from '../schemas/declared/modules.js';
import { readParser } from '../schemas/declared/read.js';
import type { CommandRoot, Root } from '../syntax/tree.js';
import { candidateFolders, resolveUri } from '../workspace/files.js';
import type { Snapshot } from '../workspace/snapshot.js';
import type { Workspace } from '../workspace/workspace.js';

/** The parser of the script that each launch line starts. */
export type Parsers = ReadonlyMap<Root, DeclaredParser>;

export const NO_PARSERS: Parsers = new Map();

/** The launched scripts of a file that are in the workspace, with what they declare. */
export async function findParsers(snapshot: Snapshot, workspace: Workspace, knowledge: Knowledge): Promise<Parsers> {
  const commands = snapshot.blocks.flatMap(({ root, dialect }) => (root.kind === 'command' && root.script && dialect !== 'launcher' ? [root] : []));
  if (commands.length === 0) return NO_PARSERS;
  const found = await Promise.all(commands.map(async (command): Promise<readonly (readonly [Root, DeclaredParser])[]> => {
    const script = await findScript(command, snapshot, workspace);
    const parser = script && await readParser(script, workspace, knowledge);
    return parser ? [[command, parser]] : [];
  }));
  return new Map(found.flat());
}

/** Whether two answers are the same, so that what was built on the one still holds. */
export function sameParsers(a: Parsers, b: Parsers): boolean {
  return a.size === b.size && [...a].every(([root, parser]) => b.get(root) === parser);
}

/** The script a launch line starts, when it is a file of the workspace: seen from the launch line's folder, then from each parent. */
export async function findScript(command: CommandRoot, from: Snapshot, workspace: Workspace): Promise<Snapshot | undefined> {
  const text = command.script?.text;
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
