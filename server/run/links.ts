import type { CommandRoot, DocumentRoot, Entry, Mapping, Scalar, Word } from '../syntax/tree.js';
import { candidateFolders, folderOf, nameOf, resolveUri } from '../workspace/files.js';
import type { Snapshot } from '../workspace/snapshot.js';
import type { Workspace } from '../workspace/workspace.js';

/** What a named file is to the run. `arguments`: a YAML or JSON that holds the script's arguments. */
export type LinkRole = 'deepspeed' | 'model' | 'hostfile' | 'accelerate' | 'arguments' | 'datasets' | 'requirements';

/** A path written in a file, and the file it leads to, if that exists. */
export interface FileLink {
  readonly role: LinkRole;
  readonly value: Scalar;
  readonly entry: Entry | undefined;
  readonly command: CommandRoot | undefined;
  readonly target: Snapshot | undefined;
  /** The file's address, also when it is none that we read. */
  readonly uri: string | undefined;
  /** The here-document of the same script that writes the file. */
  readonly written?: DocumentRoot;
  /** Whether a file is there, although it is none that we read. */
  readonly exists: boolean;
  /** Where it was looked for: the folders a relative path may be meant from. */
  readonly folders: readonly string[];
}

const ROLES: Readonly<Record<string, LinkRole>> = {
  deepspeed: 'deepspeed', deepspeed_config: 'deepspeed', ds_config: 'deepspeed', ds_file: 'deepspeed', deepspeed_config_file: 'deepspeed', hostfile: 'hostfile', H: 'hostfile',
  model_name_or_path: 'model', model_path: 'model', base_model: 'model', base_model_name_or_path: 'model', config_name: 'model', model: 'model', dataset_dir: 'datasets',
};

type Wanted = Omit<FileLink, 'target' | 'folders' | 'written' | 'exists' | 'uri'>;

/** The paths a file names and where they lead. Relative paths are meant from where one runs: the file's folder, then each parent, then what the script changes into. */
export async function findLinks(snapshot: Snapshot, workspace: Workspace): Promise<readonly FileLink[]> {
  const wanted: Wanted[] = [];
  const seen = new Set<object>();
  for (const { root, mapping, dialect } of snapshot.blocks) {
    if (seen.has(root.kind === 'command' ? root : mapping)) continue;
    seen.add(root.kind === 'command' ? root : mapping);
    if (root.kind === 'command') wanted.push(...commandPaths(root));
    else if (root.kind !== 'hosts' && dialect !== 'model' && dialect !== 'generation') wanted.push(...mappingPaths(mapping, 0, root.kind === 'call' && root.name === 'initialize'));
  }
  for (const root of snapshot.tree.roots) if (root.kind === 'command') wanted.push(...requirementPaths(root));
  const unique = wanted.filter((link, index) => wanted.findIndex((other) => other.value === link.value) === index);
  const folders = foldersFor(snapshot, workspace);
  return Promise.all(unique.map((link) => resolve(link, snapshot, folders, workspace)));
}

function commandPaths(root: CommandRoot): readonly Wanted[] {
  const entries = [...root.launcher.entries, ...root.value.entries];
  const named = entries.flatMap((entry): readonly Wanted[] => {
    const key = entry.key.replaceAll('-', '_');
    const role = key === 'config_file' ? 'accelerate' : key === 'config' && root.value.entries.includes(entry) ? 'arguments' : ROLES[key];
    return role && !entry.lost && entry.value.kind === 'scalar' && isLocalPath(entry.value.text, role) ? [{ role, entry, value: entry.value, command: root }] : [];
  });
  const positional = root.positionals.flatMap((word): readonly Wanted[] => (word.text !== undefined && isLocalPath(word.text, 'arguments') ? [{ role: 'arguments', entry: undefined, value: scalarOf(word, word.text), command: root }] : []));
  return [...named, ...positional];
}

/** `pip install -r requirements.txt`. */
function requirementPaths(root: CommandRoot): readonly Wanted[] {
  if (!root.words.some((word) => /^(pip3?|uv)$/.test(word.text ?? '')) || !root.words.some((word) => word.text === 'install')) return [];
  return [...root.launcher.entries, ...root.value.entries].flatMap((entry): readonly Wanted[] => (/^(r|requirement)$/.test(entry.key) && entry.value.kind === 'scalar' && isLocalPath(entry.value.text, 'requirements') ? [{ role: 'requirements', entry, value: entry.value, command: root }] : []));
}

function scalarOf(word: Word, text: string): Scalar {
  return { kind: 'scalar', span: word.span, inner: word.span, text, style: 'plain' };
}

function mappingPaths(mapping: Mapping, depth: number, initialize: boolean): readonly Wanted[] {
  return mapping.entries.flatMap((entry): readonly Wanted[] => {
    if (entry.value.kind === 'mapping' && depth < 3) return mappingPaths(entry.value, depth + 1, false);
    const role = initialize && entry.key === 'config' ? 'deepspeed' : ROLES[entry.key];
    return role && entry.value.kind === 'scalar' && isLocalPath(entry.value.text, role) ? [{ role, entry, value: entry.value, command: undefined }] : [];
  });
}

/** Hub ids (`THUDM/chatglm-6b`), presets (`zero2`) and placeholders are not paths; a model is a folder, the rest are files. */
function isLocalPath(text: string, role: LinkRole): boolean {
  if (text === '' || /[<>{}$*`]/.test(text) || text.includes('://')) return false;
  switch (role) {
    case 'model': return /^(\.{1,2}\/|\/|[\w.-]+$|[\w.-]+\/[\w./-]+$)/.test(text);
    case 'hostfile': return true;
    case 'accelerate': case 'arguments': return /\.(ya?ml|json)$/.test(text) && !text.includes('=');
    case 'datasets': return !/^(ONLINE$|REMOTE:)/.test(text);
    case 'requirements': return /\.txt$/.test(text);
    case 'deepspeed': return /\.(json|jsonc|hjson)$/.test(text);
  }
}

/** The folders a relative path may be meant from. */
function foldersFor(snapshot: Snapshot, workspace: Workspace): readonly string[] {
  const own = candidateFolders(snapshot.uri, workspace.folders());
  const changed = snapshot.tree.roots.flatMap((root) => {
    const to = root.kind === 'command' && /^(cd|pushd)$/.test(root.words[0]?.text ?? '') ? root.words[1]?.text : undefined;
    return to !== undefined && !to.startsWith('/') && !to.startsWith('~') && to !== '-' ? own.map((folder) => resolveUri(folder, to)) : [];
  });
  return [...new Set([...own, ...changed])];
}

/** What is meant by a folder that is named. */
const FILE_INSIDE: Readonly<Partial<Record<LinkRole, string>>> = { model: 'config.json', datasets: 'dataset_info.json' };

async function resolve(link: Wanted, from: Snapshot, folders: readonly string[], workspace: Workspace): Promise<FileLink> {
  const path = link.value.text;
  const written = from.tree.roots.find((root): root is DocumentRoot => root.kind === 'document' && root.writes !== undefined && plain(root.writes) === plain(path));
  if (written) return { ...link, target: from, written, exists: true, uri: from.uri, folders };
  const inside = FILE_INSIDE[link.role];
  const file = inside === undefined ? path : `${path.replace(/\/$/, '')}/${inside}`;
  // An absolute path is only looked at where it leads into the workspace.
  for (const folder of path.startsWith('/') ? folders.slice(0, 1) : folders) {
    const uri = resolveUri(folder, file);
    if (!isInside(uri, workspace)) continue;
    const target = await workspace.snapshot(uri, link.role === 'hostfile' ? 'deepspeed-hostfile' : '');
    if (target) return { ...link, target, exists: true, uri, folders };
    if (!uri.endsWith('/') && (await workspace.list(folderOf(uri))).includes(nameOf(uri))) return { ...link, target: undefined, exists: true, uri, folders };
  }
  return { ...link, target: undefined, exists: false, uri: undefined, folders };
}

/** Nothing outside the workspace is read; without a folder, what lies beside the file is. */
function isInside(uri: string, workspace: Workspace): boolean {
  const roots = workspace.folders();
  return roots.length === 0 || roots.some((root) => uri.startsWith(`${root.replace(/\/$/, '')}/`));
}

function plain(path: string): string {
  return path.replace(/^\.\//, '');
}
