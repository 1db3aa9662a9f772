import type { Dirent } from 'node:fs';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';
import { decompress } from 'fzstd';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import type { Knowledge } from './knowledge/knowledge.js';
import { openKnowledge } from './knowledge/knowledge.js';
import type { Inflate } from './knowledge/pack.js';
import { openPack } from './knowledge/pack.js';
import { startServer } from './server.js';
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

/** The knowledge of the package, beside the bundle. */
export function packagedKnowledge(): Knowledge {
  return openKnowledge(openPack(readFileSync(path.join(__dirname, '../knowledge.pack')), inflate));
}

/** Newer Node inflates by itself, much faster. */
const inflate: Inflate = (zlib as { zstdDecompressSync?: Inflate }).zstdDecompressSync ?? decompress;

/** Talks to the editor that started this process. */
export function serve(): void {
  startServer(createConnection(ProposedFeatures.all), { knowledge: packagedKnowledge(), files: disk });
}
