import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import type { Engine } from './engine.js';
import { packagedKnowledge } from './package.node.js';
import type { FileSystem } from './workspace/files.js';

/** Files for editors that do not offer to read them: `file:` only. */
const disk: FileSystem = {
  read: async (uri) => (uri.startsWith('file:') ? readFile(fileURLToPath(uri), 'utf8').catch(() => undefined) : undefined),
  list: async (folder) => (await entriesOf(folder)).filter((entry) => entry.isFile()).map((entry) => entry.name),
  subfolders: async (folder) => (await entriesOf(folder)).filter((entry) => entry.isDirectory()).map((entry) => entry.name),
};

function entriesOf(folder: string): Promise<readonly Dirent[]> {
  return folder.startsWith('file:') ? readdir(fileURLToPath(folder), { withFileTypes: true }).catch(() => []) : Promise.resolve([]);
}

/** Talks to the editor that started this process. */
export function serve(engine: Engine): void {
  engine.startServer(createConnection(ProposedFeatures.all), { knowledge: packagedKnowledge(engine), files: disk });
}
