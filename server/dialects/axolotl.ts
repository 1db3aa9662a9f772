import type { Mapping } from '../syntax/tree.js';
import { keysOf, score } from './fingerprint.js';

const POINTS: Readonly<Record<string, number>> = {
  base_model: 1.5, sequence_len: 1.5, micro_batch_size: 1, val_set_size: 1, sample_packing: 1, pad_to_sequence_len: 1, train_on_inputs: 1, dataset_prepared_path: 1.5, lora_target_linear: 1.5,
  adapter: 0.5, num_epochs: 0.5, datasets: 0.5, flash_attention: 0.5, xformers_attention: 1, early_stopping_patience: 0.5, wandb_watch: 0.5, base_model_config: 1, is_llama_derived_model: 1.5,
  eval_sample_packing: 1, special_tokens: 0.25, load_in_8bit: 0.25, lr_scheduler: 0.25, group_by_length: 0.25, lora_modules_to_save: 0.5, evals_per_epoch: 0.75, saves_per_epoch: 0.75, attn_implementation: 0.1,
};

const FOREIGN: readonly string[] = ['finetuning_type', 'cutoff_len', 'model_name_or_path', 'per_device_train_batch_size', 'compute_environment', 'component', '_component_', 'zero_optimization', 'sft_type', 'tuner_type', 'task_type', 'trainer'];

/** Whether the keys are those of an Axolotl configuration. It always names its base model. */
export function looksLikeAxolotl(mapping: Mapping): boolean {
  const keys = keysOf(mapping);
  return keys.has('base_model') && !FOREIGN.some((key) => keys.has(key)) && score(keys, POINTS) >= 4;
}
