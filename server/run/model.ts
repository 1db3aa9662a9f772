import type { Knowledge } from '../knowledge/knowledge.js';
import type { Mapping } from '../syntax/tree.js';
import type { Snapshot } from '../workspace/snapshot.js';

/** What a run's model is known to be: its family, and its sizes where a config.json says them. */
export interface ModelFacts {
  readonly family: string;
  readonly layers?: number;
  readonly hidden?: number;
  readonly heads?: number;
  readonly kvHeads?: number;
  /** The name people know it by: the path or hub id in the file. */
  readonly name: string;
  /** The config.json the sizes were read from. */
  readonly config?: Snapshot;
}

/** The spellings of one size in models' config.json. */
const SPELLINGS = {
  layers: ['num_hidden_layers', 'num_layers', 'n_layer', 'n_layers'],
  hidden: ['hidden_size', 'n_embd', 'd_model'],
  heads: ['num_attention_heads', 'n_head', 'n_heads'],
  kvHeads: ['num_key_value_heads', 'multi_query_group_num'],
} as const;

/** The facts a model's config.json states, or undefined when the file is no such config. */
export function readModelConfig(config: Snapshot, name: string): ModelFacts | undefined {
  const root = config.tree.roots[0];
  if (root?.value.kind !== 'mapping') return undefined;
  const mapping = root.value;
  const family = textAt(mapping, 'model_type');
  if (family === undefined) return undefined;
  const sizes = Object.fromEntries(Object.entries(SPELLINGS).flatMap(([size, keys]) => {
    const value = keys.map((key) => Number(textAt(mapping, key))).find((number) => Number.isInteger(number) && number > 0);
    return value === undefined ? [] : [[size, value]];
  }));
  return { family, name, config, ...sizes };
}

/** Hub ids whose family is beyond doubt: organisation and name both fit. Anything else is unknown. */
const HUB_IDS: readonly (readonly [RegExp, string])[] = [
  [/^(THUDM|zai-org)\/chatglm[23]?-6b(-\w+)*$/i, 'chatglm'],
  [/^meta-llama\/(Meta-)?Llama-[23]/i, 'llama'],
  [/^(huggyllama|lmsys)\/(llama|vicuna)-/i, 'llama'],
  [/^mistralai\/Mistral-7B/i, 'mistral'],
  [/^Qwen\/Qwen(1\.5|2|2\.5)-[\d.]+B/i, 'qwen2'],
  [/^Qwen\/Qwen3-[\d.]+B/i, 'qwen3'],
  [/^bigscience\/bloomz?(-|$)/i, 'bloom'],
  [/^facebook\/opt-/i, 'opt'],
  [/^(openai-community\/)?gpt2(-medium|-large|-xl)?$/i, 'gpt2'],
  [/^EleutherAI\/pythia-/i, 'gpt_neox'],
  [/^tiiuae\/falcon-/i, 'falcon'],
];

/** The family a hub id stands for, when its name leaves no doubt and the catalog knows the family. */
export function familyOfHubId(id: string, knowledge: Knowledge): ModelFacts | undefined {
  const family = HUB_IDS.find(([pattern]) => pattern.test(id))?.[1];
  return family !== undefined && Object.hasOwn(knowledge.modelFamilies(), family) ? { family, name: id } : undefined;
}

function textAt(mapping: Mapping, key: string): string | undefined {
  const value = mapping.entries.find((entry) => entry.key === key)?.value;
  return value?.kind === 'scalar' ? value.text : undefined;
}
