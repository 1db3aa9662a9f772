import type { Block, DialectId } from '../dialects/block.js';
import { detectBlocks } from '../dialects/detect.js';
import { readHostfile } from '../syntax/hostfile.js';
import { readJson } from '../syntax/json.js';
import { readPython } from '../syntax/python.js';
import { readShell } from '../syntax/shell/shell.js';
import type { Syntax, Tree } from '../syntax/tree.js';
import { readYaml } from '../syntax/yaml.js';
import { nameOf } from './files.js';

/** One version of one document with everything that follows from its text alone; each part is computed when first asked for. */
export interface Snapshot {
  readonly uri: string;
  readonly version: number;
  readonly languageId: string;
  readonly text: string;
  readonly syntax: Syntax;
  readonly tree: Tree;
  readonly blocks: readonly Block[];
}

export interface SnapshotInput {
  readonly uri: string;
  readonly version: number;
  readonly languageId: string;
  readonly text: string;
  /** The dialect the user chose for this file; a modeline in the file still wins. */
  readonly chosen?: DialectId | 'none';
}

const READERS: Readonly<Record<Syntax, (text: string) => Tree>> = { json: readJson, yaml: readYaml, shell: readShell, python: readPython, hostfile: readHostfile };

/** A snapshot, or undefined for a language that none of our readers reads. */
export function createSnapshot(input: SnapshotInput): Snapshot | undefined {
  const syntax = syntaxOf(input.languageId, input.uri);
  if (!syntax) return undefined;
  let tree: Tree | undefined;
  let blocks: readonly Block[] | undefined;
  const { uri, version, languageId, text } = input;
  return {
    uri, version, languageId, text, syntax,
    get tree() { return tree ??= READERS[syntax](text); },
    get blocks() { return blocks ??= detectBlocks(this.tree, input.chosen); },
  };
}

/** The syntax of a document: by its language, else by the file's ending. */
export function syntaxOf(languageId: string, uri: string): Syntax | undefined {
  switch (languageId) {
    case 'json': case 'jsonc': case 'json5': return 'json';
    case 'yaml': case 'dockercompose': return 'yaml';
    case 'shellscript': return 'shell';
    case 'python': return 'python';
    case 'deepspeed-hostfile': return 'hostfile';
  }
  if (languageId !== '' && languageId !== 'plaintext') return undefined;
  const name = nameOf(uri).toLowerCase();
  if (/\.(json|jsonc)$/.test(name)) return 'json';
  if (/\.ya?ml$/.test(name)) return 'yaml';
  if (/\.(sh|bash|zsh|slurm|sbatch)$/.test(name)) return 'shell';
  if (name.endsWith('.py')) return 'python';
  if (/^hostfile|[._-]hostfile$|^hostfile[._-]/.test(name)) return 'hostfile';
  return undefined;
}
