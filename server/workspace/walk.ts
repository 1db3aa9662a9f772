/** How much of a workspace is looked through for launch lines: enough for a repository, not for a disk. */
const MOST_FOLDERS = 1500;
const MOST_FILES = 4000;

const SKIPPED = /^(\.(?!vscode$|github$|slurm$).*|node_modules|__pycache__|site-packages|venv|env|wandb|runs|outputs?|checkpoints?|saves|logs?|third_party|build|dist)$/;

/** A file that may hold launch lines, or that launch lines name. */
const WANTED = /\.(sh|bash|slurm|sbatch|py|ya?ml|json)$|^(Makefile|Dockerfile|hostfile)/i;

/** Lists folders and files of one folder. */
export interface Lister { list(folder: string): Promise<readonly string[]>; subfolders(folder: string): Promise<readonly string[]> }

/** The files of the workspace's folders that take part in runs, nearest to the top first. */
export async function walkFolders(roots: readonly string[], lister: Lister): Promise<readonly string[]> {
  const files: string[] = [];
  let level = roots.map((root) => root.replace(/\/$/, ''));
  let visited = 0;
  while (level.length > 0 && visited < MOST_FOLDERS && files.length < MOST_FILES) {
    const now = level.slice(0, MOST_FOLDERS - visited);
    visited += now.length;
    const found = await Promise.all(now.map(async (folder) => ({ folder, names: await lister.list(folder), below: await lister.subfolders(folder) })));
    for (const { folder, names } of found) files.push(...names.filter((name) => WANTED.test(name)).map((name) => `${folder}/${encodeURIComponent(name)}`));
    level = found.flatMap(({ folder, below }) => below.filter((name) => !SKIPPED.test(name)).map((name) => `${folder}/${encodeURIComponent(name)}`));
  }
  return files.slice(0, MOST_FILES);
}
