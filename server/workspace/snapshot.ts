import type { Block, DialectId } from '../dialects/block.js';
import { detectBlocks } from '../dialects/detect.js';
import { readDockerfile } from '../syntax/homes/dockerfile.js';
import { launchConfigurations } from '../syntax/homes/launch-json.js';
import { readMakefile } from '../syntax/homes/makefile.js';
import { readMarkdown } from '../syntax/homes/markdown.js';
import { readCell } from '../syntax/homes/notebook.js';
import { workflowCommands } from '../syntax/homes/workflow.js';
import { readHostfile } from '../syntax/hostfile.js';
import { readJson } from '../syntax/json.js';
import { readPython } from '../syntax/python.js';
import { readShell } from '../syntax/shell/shell.js';
import type { Root, Syntax, Tree } from '../syntax/tree.js';
import { readYaml } from '../syntax/yaml.js';
import { lineNumber } from '../text/lines.js';
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

/** A tree with the launch lines that stand inside its values. */
function withRoots(tree: Tree, roots: readonly Root[]): Tree {
  return roots.length > 0 ? { ...tree, roots: [...tree.roots, ...roots] } : tree;
}

function readCellOrFile(text: string): Tree {
  const cell = readCell(text);
  return cell ? withRoots(readPython(cell.python), cell.roots) : readPython(text);
}

const READERS: Readonly<Record<Syntax, (text: string) => Tree>> = {
  json: (text) => { const tree = readJson(text); return withRoots(tree, launchConfigurations(tree, text)); },
  yaml: (text) => { const tree = readYaml(text); return withRoots(tree, workflowCommands(tree, text)); },
  shell: readShell, python: readCellOrFile, hostfile: readHostfile, makefile: readMakefile, dockerfile: readDockerfile, markdown: readMarkdown,
};

/** A place as people name it: `train.sh:12`. */
export function placeName({ uri, text }: Snapshot, offset: number): string {
  return `${nameOf(uri)}:${lineNumber(text, offset)}`;
}

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
    case 'makefile': return 'makefile';
    case 'dockerfile': return 'dockerfile';
    case 'markdown': return 'markdown';
  }
  if (languageId !== '' && languageId !== 'plaintext') return undefined;
  const name = nameOf(uri).toLowerCase();
  if (/\.(json|jsonc)$/.test(name)) return 'json';
  if (/\.ya?ml$/.test(name)) return 'yaml';
  if (/\.(sh|bash|zsh|slurm|sbatch)$/.test(name)) return 'shell';
  if (name.endsWith('.py')) return 'python';
  if (/^(gnu)?makefile$|\.mk$/.test(name)) return 'makefile';
  if (/^(dockerfile|containerfile)(\.|$)|\.dockerfile$/.test(name)) return 'dockerfile';
  if (name.endsWith('.md')) return 'markdown';
  if (/^hostfile|[._-]hostfile$|^hostfile[._-]/.test(name)) return 'hostfile';
  return undefined;
}
