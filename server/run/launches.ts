import type { Knowledge } from '../knowledge/knowledge.js';
import type { DeclaredParser } from '../schemas/declared/declared.js';
import { readParser } from '../schemas/declared/read.js';
import type { CommandRoot } from '../syntax/tree.js';
import { nameOf } from '../workspace/files.js';
import type { Snapshot } from '../workspace/snapshot.js';
import type { Workspace } from '../workspace/workspace.js';
import { findScript } from './scripts.js';

/** A launch line somewhere in the workspace. */
export interface Launch { readonly file: Snapshot; readonly command: CommandRoot }

/** How many files with launch lines are opened for one question. */
const MOST_FILES = 400;

/** Names of files that hold launch lines and nothing else is known of. */
const HOME = /\.(sh|bash|slurm|sbatch)$|^(GNU)?Makefile$|\.mk$|^Dockerfile|^launch\.json$/i;

/** The launch files of the workspace whose text holds a word, nearest folder first. */
export async function launchFiles(word: string, workspace: Workspace): Promise<readonly Snapshot[]> {
  const uris = (await workspace.files()).filter((uri) => HOME.test(nameOf(uri))).slice(0, MOST_FILES);
  const files = await Promise.all(uris.map((uri) => workspace.snapshot(uri)));
  return files.filter((file): file is Snapshot => file?.text.includes(word) === true);
}

/** The launch lines of the workspace's scripts that start this script, or one whose parser is declared in it. */
export async function launchesOf(script: Snapshot, workspace: Workspace, knowledge: Knowledge): Promise<readonly (Launch & { readonly parser: DeclaredParser })[]> {
  const files = await launchFiles('', workspace);
  const found = await Promise.all(files.flatMap((file) => file.tree.roots.map(async (command) => {
    if (command.kind !== 'command' || !command.script) return [];
    const started = await findScript(command, file, workspace);
    const parser = started && await readParser(started, workspace, knowledge);
    return parser?.files.some((each) => each.uri === script.uri) || parser?.script.uri === script.uri ? [{ file, command, parser }] : [];
  })));
  return found.flat();
}
