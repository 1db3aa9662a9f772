import type { PythonOutline } from '../../syntax/python-outline.js';
import { readOutline } from '../../syntax/python-outline.js';
import { candidateFolders, folderOf, mayRead, resolveUri } from '../../workspace/files.js';
import type { Snapshot } from '../../workspace/snapshot.js';
import type { Workspace } from '../../workspace/workspace.js';

/** A Python file of the workspace and what it declares. */
export interface Module { readonly file: Snapshot; readonly outline: PythonOutline }

const outlines = new WeakMap<Snapshot, PythonOutline>();

/** A file's declarations; a file too deeply nested to be read declares nothing. */
export function moduleOf(file: Snapshot): Module {
  let outline = outlines.get(file);
  if (!outline) {
    try { outline = readOutline(file.text); } catch { outline = { imports: [], classes: [], functions: [], calls: [], constants: new Map() }; }
    outlines.set(file, outline);
  }
  return { file, outline };
}

/** The workspace's file behind an import, seen from the importing file: relative ones exactly, others from its folder and each parent. */
export async function findModule(name: string, from: Snapshot, workspace: Workspace): Promise<Module | undefined> {
  const dots = /^\.*/.exec(name)![0].length;
  const path = name.slice(dots).replaceAll('.', '/');
  let folders = candidateFolders(from.uri, workspace.folders());
  if (dots > 0) {
    let folder = folderOf(from.uri);
    for (let up = 1; up < dots; up++) folder = folderOf(folder);
    folders = [folder];
  } else folders = [...folders, ...folders.map((folder) => `${folder}/src`)];
  for (const folder of folders) {
    for (const file of path === '' ? ['__init__.py'] : [`${path}.py`, `${path}/__init__.py`]) {
      const uri = resolveUri(folder, file);
      const found = mayRead(uri, from.uri, workspace.folders()) ? await workspace.snapshot(uri) : undefined;
      if (found?.syntax === 'python') return moduleOf(found);
    }
  }
  return undefined;
}
