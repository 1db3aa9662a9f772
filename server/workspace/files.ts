/**
 * Where other files come from. The editor, the terminal, a worker and the tests each bring their own; nothing below this interface
 * knows about disks. All paths are URIs as strings.
 */
export interface FileSystem {
  /** The file's text, or undefined when there is none or it cannot be read as UTF-8. */
  read(uri: string): Promise<string | undefined>;
  /** The names of the plain files in a folder; empty when there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** The names of the folders in a folder; empty when there is no such folder. */
  subfolders(folder: string): Promise<readonly string[]>;
}

/** A file system without files: virtual documents, tests. */
export const NO_FILES: FileSystem = { read: () => Promise.resolve(undefined), list: () => Promise.resolve([]), subfolders: () => Promise.resolve([]) };

/** The folder of a URI, without the trailing slash. */
export function folderOf(uri: string): string {
  return uri.slice(0, Math.max(uri.lastIndexOf('/'), uri.indexOf('://') + 2));
}

/** The last part of a URI or path, percent-decoding undone. */
export function nameOf(uri: string): string {
  const raw = uri.slice(uri.lastIndexOf('/') + 1);
  try { return decodeURIComponent(raw); } catch { return raw; }
}

/** The URI of a relative or absolute POSIX path seen from a folder URI. `..` never climbs above the root. */
export function resolveUri(folder: string, path: string): string {
  const authorityEnd = folder.indexOf('/', folder.indexOf('://') + 3);
  const base = authorityEnd < 0 ? folder : folder.slice(0, authorityEnd);
  const parts = path.startsWith('/') || authorityEnd < 0 ? [] : folder.slice(authorityEnd + 1).split('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(encodeURIComponent(part));
  }
  return `${base}/${parts.join('/')}`;
}

/** Whether a file may be looked at for the sake of another: it lies in a workspace folder, or beside or below the one that asks. */
export function mayRead(uri: string, asking: string, workspaceFolders: readonly string[]): boolean {
  return [...workspaceFolders.map((folder) => folder.replace(/\/$/, '')), folderOf(asking)].some((folder) => uri.startsWith(`${folder}/`));
}

/** The folders a relative path may be meant from: the file's own, then each parent up to and including the workspace folder. */
export function candidateFolders(uri: string, workspaceFolders: readonly string[]): readonly string[] {
  const root = workspaceFolders.map((folder) => folder.replace(/\/$/, '')).find((folder) => uri.startsWith(`${folder}/`));
  const result = [folderOf(uri)];
  while (root !== undefined && result.at(-1) !== root && result.length < 20) result.push(folderOf(result.at(-1)!));
  return result;
}
