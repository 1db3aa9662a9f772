import type { Snapshot } from '../workspace/snapshot.js';
import { candidateFolders, resolveUri } from '../workspace/files.js';
import type { Workspace } from '../workspace/workspace.js';
import type { CommandRoot, Entry, Scalar } from '../syntax/tree.js';

/** A path written in a file, and the file it leads to, if that exists. */
export interface FileLink {
  readonly role: 'deepspeed' | 'model' | 'hostfile';
  readonly value: Scalar;
  readonly entry: Entry;
  readonly command: CommandRoot | undefined;
  readonly target: Snapshot | undefined;
}

const ROLES: Readonly<Record<string, FileLink['role']>> = {
  deepspeed: 'deepspeed', deepspeed_config: 'deepspeed', ds_config: 'deepspeed', ds_file: 'deepspeed', hostfile: 'hostfile',
  model_name_or_path: 'model', model_path: 'model', base_model: 'model', base_model_name_or_path: 'model', config_name: 'model',
};

/** The paths a file names and where they lead. Relative paths are meant from where one runs: the file's folder, then each parent. */
export async function findLinks(snapshot: Snapshot, workspace: Workspace): Promise<readonly FileLink[]> {
  const wanted: { role: FileLink['role']; entry: Entry; value: Scalar; command: CommandRoot | undefined }[] = [];
  for (const block of snapshot.blocks) {
    const command = block.root.kind === 'command' ? block.root : undefined;
    const entries = command ? [...command.launcher.entries, ...command.value.entries] : block.mapping.entries;
    for (const entry of entries) {
      const role = ROLES[entry.key.replaceAll('-', '_')];
      if (role && entry.value.kind === 'scalar' && isLocalPath(entry.value.text, role)) wanted.push({ role, entry, value: entry.value, command });
    }
  }
  return Promise.all(wanted.map(async (link) => ({ ...link, target: await resolve(link.value.text, link.role, snapshot.uri, workspace) })));
}

/** Hub ids (`THUDM/chatglm-6b`), presets (`zero2`) and placeholders are not paths; a model is a folder, the rest are files. */
function isLocalPath(text: string, role: FileLink['role']): boolean {
  if (text === '' || /[<>{}$*]/.test(text) || text.includes('://')) return false;
  return role === 'model' ? /^(\.{1,2}\/|\/|[\w.-]+$|[\w.-]+\/[\w./-]+$)/.test(text) : role === 'hostfile' || /\.(json|jsonc|hjson)$/.test(text);
}

async function resolve(path: string, role: FileLink['role'], from: string, workspace: Workspace): Promise<Snapshot | undefined> {
  const file = role === 'model' ? `${path.replace(/\/$/, '')}/config.json` : path;
  const folders = file.startsWith('/') ? [candidateFolders(from, workspace.folders())[0]!] : candidateFolders(from, workspace.folders());
  for (const folder of folders) {
    const found = await workspace.snapshot(resolveUri(folder, file));
    if (found) return found;
  }
  return undefined;
}
