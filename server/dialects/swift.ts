import type { CommandRoot, Mapping } from '../syntax/tree.js';
import { keysOf, score } from './fingerprint.js';

const POINTS: Readonly<Record<string, number>> = {
  tuner_type: 2, train_type: 1.5, sft_type: 2, rlhf_type: 2, split_dataset_ratio: 2, model_id_or_path: 2.5, custom_register_path: 1.5, external_plugins: 1, vit_lr: 1, freeze_vit: 1, freeze_aligner: 1,
  model_author: 1, model_name: 0.5, agent_template: 1, lazy_tokenize: 1, padding_free: 0.5, swift_version: 2, loss_scale: 0.5, target_modules: 0.5, max_length: 0.5, model: 0.5, dataset: 0.5, val_dataset: 0.5, template: 0.25, load_args: 1,
};

const FOREIGN: readonly string[] = ['finetuning_type', 'cutoff_len', 'base_model', 'compute_environment', 'zero_optimization', 'peft_type', 'architectures', '_component_', 'dataset_mixer'];

/** Sub-commands of `swift` and of `megatron`, and the argument class each reads. */
const COMMANDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  swift: {
    sft: 'SftArguments', pt: 'PretrainArguments', rlhf: 'RLHFArguments', infer: 'InferArguments', deploy: 'DeployArguments', rollout: 'RolloutArguments', eval: 'EvalArguments', export: 'ExportArguments',
    app: 'AppArguments', 'app-ui': 'AppArguments', sample: 'SamplingArguments', 'merge-lora': 'ExportArguments',
  },
  megatron: { sft: 'MegatronSftArguments', pt: 'MegatronPretrainArguments', rlhf: 'MegatronRLHFArguments', export: 'MegatronExportArguments' },
};

/** The class a YAML's keys belong to, or undefined when it is none of ms-swift's. */
export function swiftOwners(mapping: Mapping): readonly string[] | undefined {
  const keys = keysOf(mapping);
  if (FOREIGN.some((key) => keys.has(key)) || score(keys, POINTS) < 3) return undefined;
  return [keys.has('rlhf_type') ? 'ms-swift/RLHFArguments' : 'ms-swift/SftArguments'];
}

/** The class behind `swift sft …` or `megatron sft …`, or undefined for any other command. */
export function swiftCommandOwners(root: CommandRoot): readonly string[] | undefined {
  for (const [index, word] of root.words.entries()) {
    const program = /(?:^|\/)(swift|megatron)$/.exec(word.text ?? '')?.[1];
    const name = program === undefined ? undefined : COMMANDS[program]?.[root.words[index + 1]?.text ?? ''];
    if (name !== undefined) return [`ms-swift/${name}`];
  }
  return undefined;
}
