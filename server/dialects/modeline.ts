import type { Tree } from '../syntax/tree.js';
import type { DialectId, Loader } from './block.js';
import { DIALECTS } from './block.js';

/** What comments of the form `ml-config-lens: dialect=peft loader=pyyaml` ask for. */
export interface Modeline {
  readonly dialect?: DialectId | 'none';
  readonly loader?: Loader;
}

const LOADERS: readonly Loader[] = ['json', 'hjson', 'yaml', 'pyyaml', 'ruamel'];

/** Reads the modelines of a file; a word that is none of ours is ignored. */
export function readModeline(tree: Tree): Modeline {
  let result: Modeline = {};
  for (const comment of tree.comments) {
    const match = /^ml-config-lens:\s*(.+)$/i.exec(comment.text);
    if (!match) continue;
    for (const [, name, value] of match[1]!.matchAll(/(\w+)\s*=\s*([\w-]+)/g)) {
      if (name === 'dialect' && isDialectChoice(value)) result = { ...result, dialect: value };
      if (name === 'loader' && LOADERS.includes(value as Loader)) result = { ...result, loader: value as Loader };
    }
  }
  return result;
}

/** Whether the text names a dialect, or `none`. */
export function isDialectChoice(value: string | undefined): value is DialectId | 'none' {
  return value === 'none' || (DIALECTS as readonly string[]).includes(value ?? '');
}
