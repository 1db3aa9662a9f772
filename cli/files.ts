import { readdirSync, readFileSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ignore from 'ignore';
import type { LensConfig } from '../server/rules/config.js';
import { CONFIG_NAME, EMPTY_CONFIG, readConfig } from '../server/rules/config.js';
import type { FileSystem } from '../server/workspace/files.js';
import { syntaxOf } from '../server/workspace/snapshot.js';

/** The disk as the workspace sees it. */
export const disk: FileSystem = {
  read: (uri) => readFile(fileURLToPath(uri)).then(decode, () => undefined),
  list: async (folder) => (await readdir(fileURLToPath(folder), { withFileTypes: true }).catch(() => [])).filter((entry) => entry.isFile()).map((entry) => entry.name),
  subfolders: async (folder) => (await readdir(fileURLToPath(folder), { withFileTypes: true }).catch(() => [])).filter((entry) => entry.isDirectory()).map((entry) => entry.name),
};

/** UTF-8 text, or undefined for anything else. */
export function decode(bytes: Uint8Array): string | undefined {
  try { return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes); } catch { return undefined; }
}

/** A file to look at, or a path that leads nowhere. */
export interface Wanted { readonly path: string; readonly exists: boolean }

const NEVER = new Set(['.git', 'node_modules', '.venv', '__pycache__']);

/** The files behind the paths a person gave: files as they are, folders walked with every .gitignore on the way respected. */
export function filesUnder(paths: readonly string[]): readonly Wanted[] {
  return paths.flatMap((given): readonly Wanted[] => {
    const stat = statSync(given, { throwIfNoEntry: false });
    if (!stat) return [{ path: given, exists: false }];
    if (!stat.isDirectory()) return [{ path: given, exists: true }];
    const found: Wanted[] = [];
    walk(given, [], found);
    return found;
  });
}

interface Ignore { readonly base: string; readonly rules: ReturnType<typeof ignore> }

function walk(folder: string, above: readonly Ignore[], into: Wanted[]): void {
  let rules = above;
  try { rules = [...above, { base: folder, rules: ignore().add(readFileSync(path.join(folder, '.gitignore'), 'utf8')) }]; } catch { /* no .gitignore here */ }
  const ignored = (file: string): boolean => rules.some(({ base, rules: list }) => list.ignores(path.relative(base, file).split(path.sep).join('/')));
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!NEVER.has(entry.name) && !ignored(`${file}${path.sep}`)) walk(file, rules, into);
    } else if (entry.isFile() && isChecked(entry.name) && !ignored(file)) into.push({ path: file, exists: true });
  }
}

/** Markdown pages are looked at when they are named, not when a folder is. */
function isChecked(name: string): boolean {
  const syntax = syntaxOf('', name);
  return syntax !== undefined && syntax !== 'markdown';
}

/** The nearest ml-config-lens.yaml above a file, or where its workspace would begin: the folder with .git, else the current one. */
export function projectOf(file: string): { readonly root: string; readonly config: LensConfig } {
  for (let folder = path.dirname(path.resolve(file)); ; folder = path.dirname(folder)) {
    try { return { root: folder, config: readConfig(readFileSync(path.join(folder, CONFIG_NAME), 'utf8')) }; } catch { /* not here */ }
    if (statSync(path.join(folder, '.git'), { throwIfNoEntry: false }) || folder === path.dirname(folder)) {
      return { root: folder === path.dirname(folder) ? process.cwd() : folder, config: EMPTY_CONFIG };
    }
  }
}

export const pathOf = (uri: string): string => fileURLToPath(uri);

export const uriOf = (file: string): string => pathToFileURL(path.resolve(file)).href;
