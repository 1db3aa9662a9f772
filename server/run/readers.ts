import type { CommandRoot } from '../syntax/tree.js';
import type { Snapshot } from '../workspace/snapshot.js';
import type { JoinedRun } from './joined.js';

/** A launch line of the workspace that hands a DeepSpeed JSON to its reader. */
export interface Reader {
  /** `json`: the Hugging Face path, Python's json. `hjson`: DeepSpeed itself. */
  readonly loader: 'json' | 'hjson';
  readonly command: CommandRoot;
  readonly script: Snapshot;
  readonly run: JoinedRun;
}

/**
 * The launch lines that hand this DeepSpeed JSON on: `--deepspeed x.json` of a Trainer script is read by transformers with Python's json,
 * `--deepspeed_config` by DeepSpeed with hjson.
 */
export function readersOf(subject: Snapshot, joins: readonly JoinedRun[]): readonly Reader[] {
  return joins.flatMap((run): readonly Reader[] => {
    const { deepspeed, command } = run;
    if (!command || deepspeed?.file.uri !== subject.uri || run.home === subject) return [];
    const key = deepspeed.link.entry?.key.replaceAll('-', '_');
    if (key === 'deepspeed_config') return [{ loader: 'hjson', command, script: run.home, run }];
    return key === 'deepspeed' && run.trainer ? [{ loader: 'json', command, script: run.home, run }] : [];
  });
}
