import type { Knowledge } from '../knowledge/knowledge.js';
import type { GpuModel } from '../knowledge/types.js';
import type { Span } from '../text/span.js';
import type { Snapshot } from '../workspace/snapshot.js';
import type { JoinedRun } from './joined.js';

/** The GPU a run is for, and where that is said; without a place it was said in the settings. */
export interface Gpu extends GpuModel { readonly name: string; readonly place?: { readonly file: Snapshot; readonly span: Span } }

/** Slurm's ways to ask for a kind of GPU: `--constraint=v100`, `--gres=gpu:a100:4`, `--gpus=t4:1` (sbatch's manual page). */
const SLURM = /(?<![\w-])(?:--constraint|-C|--gres|--gpus|--gpus-per-node|--gpus-per-task|-G)(?:=|[ \t]+)["']?([^\s"']+)/g;

/** What the launch asks for: the script's `#SBATCH` lines, the options of `srun`, a flag `--gpu_type`. Undefined where it does not say. */
export function gpuOfJoin({ home, command, layers }: JoinedRun, knowledge: Knowledge): Gpu | undefined {
  for (const { file, block } of layers) {
    const flag = block.bindings.find(({ entry }) => !entry.lost && /^gpu[_-]?type$/.test(entry.key));
    const found = flag?.entry.value.kind === 'scalar' ? gpuNamed(flag.entry.value.text, knowledge) : undefined;
    if (found) return { ...found, place: { file, span: flag!.entry.value.span } };
  }
  if (!command || home.syntax !== 'shell') return undefined;
  const words = home.text.slice(command.span.start, command.words[command.program]?.span.start ?? command.span.end);
  const lines = [...home.text.matchAll(/^#SBATCH[^\n]*/gm)].map((line) => ({ text: line[0], start: line.index }));
  for (const { text, start } of [{ text: words, start: command.span.start }, ...lines]) {
    for (const option of text.matchAll(SLURM)) {
      const found = gpuNamed(option[1]!, knowledge);
      const at = start + option.index + option[0].lastIndexOf(option[1]!);
      if (found) return { ...found, place: { file: home, span: { start: at, end: at + option[1]!.length } } };
    }
  }
  return undefined;
}

/**
 * The GPU that a text names. Of several (`a100|v100`) the one that can do most: what even that cannot do, none can.
 * Undefined when one of the alternatives is no GPU that is known.
 */
export function gpuNamed(text: string, { gpus }: Knowledge): Gpu | undefined {
  const found = text.toLowerCase().split('|').map((part) => {
    const pieces = part.split(/[^a-z0-9]+/).filter((piece) => piece !== '' && piece !== 'nvidia' && piece !== 'tesla' && piece !== 'geforce');
    const words = [...pieces, ...pieces.slice(1).map((piece, index) => pieces[index]! + piece)];
    const models = gpus().flatMap((model) => words.filter((word) => model.names.includes(word)).map((word) => ({ ...model, name: word.toUpperCase() })));
    return models.sort((a, b) => b.name.length - a.name.length)[0];
  });
  if (found.length === 0 || !found.every((gpu) => gpu !== undefined)) return undefined;
  return found.reduce((best, gpu) => (gpu.capability > best.capability ? gpu : best));
}
