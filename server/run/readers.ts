import { looksLikeTrainer } from '../dialects/trainer.js';
import { chatglmOwners } from '../dialects/chatglm.js';
import type { CommandRoot } from '../syntax/tree.js';
import { candidateFolders, nameOf } from '../workspace/files.js';
import type { Snapshot } from '../workspace/snapshot.js';
import type { Workspace } from '../workspace/workspace.js';

/** A launch line of the workspace that hands a DeepSpeed JSON to its reader. */
export interface Reader {
  /** `json`: the Hugging Face path, Python's json. `hjson`: DeepSpeed itself. */
  readonly loader: 'json' | 'hjson';
  readonly command: CommandRoot;
  readonly script: Snapshot;
}

/** How many scripts of one folder are looked at. */
const MOST_SCRIPTS = 40;

/**
 * The launch lines that name this DeepSpeed JSON, in the shell scripts of its folder, the parents, and their `scripts` folder.
 * `--deepspeed x.json` of a Trainer script is read by transformers with Python's json; `--deepspeed_config` by DeepSpeed with hjson.
 */
export async function findReaders(snapshot: Snapshot, workspace: Workspace): Promise<readonly Reader[]> {
  const name = nameOf(snapshot.uri);
  const readers: Reader[] = [];
  for (const folder of candidateFolders(snapshot.uri, workspace.folders()).slice(0, 4)) {
    for (const place of [folder, `${folder}/scripts`]) {
      const names = (await workspace.list(place)).filter((file) => /\.(sh|bash|slurm)$/.test(file)).slice(0, MOST_SCRIPTS);
      for (const file of names) {
        const script = await workspace.snapshot(`${place}/${encodeURIComponent(file)}`);
        // Most scripts do not name the file: a look at the text spares parsing them.
        if (!script?.text.includes(name)) continue;
        for (const root of script.tree.roots) {
          const loader = root.kind === 'command' ? loaderFor(root, name) : undefined;
          if (root.kind === 'command' && loader) readers.push({ loader, command: root, script });
        }
      }
    }
  }
  return readers;
}

function loaderFor(command: CommandRoot, name: string): Reader['loader'] | undefined {
  for (const entry of command.value.entries) {
    if (entry.value.kind !== 'scalar' || nameOf(entry.value.text) !== name) continue;
    if (entry.key === 'deepspeed_config') return 'hjson';
    const trainer = looksLikeTrainer(command.value, 3) || (chatglmOwners(command.value, command)?.some((owner) => owner.startsWith('transformers/')) ?? false);
    if (entry.key === 'deepspeed' && trainer) return 'json';
  }
  return undefined;
}
