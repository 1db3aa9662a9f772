import { FileType, Uri, workspace } from 'vscode';

/** A file as the editor sees it, wherever it lives; null when there is none or it is no UTF-8 text. */
export async function readFile(uri: string): Promise<string | null> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await workspace.fs.readFile(Uri.parse(uri, true)));
  } catch {
    return null;
  }
}

/** The names of the plain files in a folder. */
export function listFolder(uri: string): Promise<string[]> {
  return namesIn(uri, FileType.File);
}

/** The names of the folders in a folder. */
export function listSubfolders(uri: string): Promise<string[]> {
  return namesIn(uri, FileType.Directory);
}

async function namesIn(uri: string, kind: FileType): Promise<string[]> {
  try {
    return (await workspace.fs.readDirectory(Uri.parse(uri, true))).filter(([, type]) => (type & kind) !== 0).map(([name]) => name);
  } catch {
    return [];
  }
}
