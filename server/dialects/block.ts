import type { Mapping, Root } from '../syntax/tree.js';

/** The tools whose files a person may name; `trainer` is Hugging Face's, `model` a config.json, `generation` a generation_config.json. */
export const DIALECTS = ['deepspeed', 'peft', 'trainer', 'chatglm', 'trl', 'accelerate', 'llamafactory', 'axolotl', 'swift', 'ultralytics', 'model', 'generation', 'hostfile'] as const;

/** One of the tools whose files are understood; `script` is a script with arguments of its own, `launcher` the program that starts it. */
export type DialectId = typeof DIALECTS[number] | 'script' | 'launcher';

/**
 * Who turns the text into values. `json` is Python's json; `hjson` is what DeepSpeed itself uses; `yaml` is some YAML loader we do not
 * know; `pyyaml` and `ruamel` differ on `1e-4` and `yes`; `argv` are argparse strings.
 */
export type Loader = 'json' | 'hjson' | 'yaml' | 'pyyaml' | 'ruamel' | 'argv' | 'python' | 'hosts';

/** What one reader reads inside a file. */
export interface Block {
  readonly dialect: DialectId;
  readonly loader: Loader;
  /** Catalog classes whose parameters may stand here, the most specific first: `peft/LoraConfig`, `deepspeed/`. */
  readonly owners: readonly string[];
  readonly root: Root;
  readonly mapping: Mapping;
  /** True when the reader may accept keys that the catalog does not know: a script's own arguments, another tool's extension. */
  readonly open: boolean;
}
