import type { Mapping } from '../syntax/tree.js';
import { keysOf, score } from './fingerprint.js';

/** Constructors of transformers that are read as keyword arguments. */
export const TRAINER_CALLS: ReadonlySet<string> = new Set(['TrainingArguments', 'Seq2SeqTrainingArguments']);

/** Names that only Hugging Face's TrainingArguments has count most; those every training script has count little. */
const POINTS: Readonly<Record<string, number>> = {
  per_device_train_batch_size: 2, per_device_eval_batch_size: 2, per_gpu_train_batch_size: 2, evaluation_strategy: 1.5, eval_strategy: 1.5,
  save_strategy: 1.5, logging_strategy: 1.5, save_total_limit: 1, lr_scheduler_type: 1, num_train_epochs: 1, logging_steps: 0.5, save_steps: 0.5,
  eval_steps: 0.5, output_dir: 0.5, overwrite_output_dir: 1, warmup_ratio: 0.5, gradient_accumulation_steps: 0.5, learning_rate: 0.5,
  do_train: 0.5, do_eval: 0.5, report_to: 1, load_best_model_at_end: 1.5, predict_with_generate: 1.5, ddp_find_unused_parameters: 1,
  gradient_checkpointing: 0.5, group_by_length: 1, fp16: 0.25, bf16: 0.25, deepspeed: 0.5, max_steps: 0.25, optim: 0.5, warmup_steps: 0.25, remove_unused_columns: 1,
};

/** Keys by which other tools' files, which also hold TrainingArguments, are known. */
const FOREIGN: readonly string[] = [
  'finetuning_type', 'cutoff_len', 'dataset_dir', 'infer_backend', 'export_dir', 'stage', 'template',        // LLaMA-Factory
  'base_model', 'micro_batch_size', 'sequence_len', 'val_set_size', 'sample_packing', 'adapter',              // Axolotl
  'tuner_type', 'train_type', 'sft_type', 'rlhf_type', 'split_dataset_ratio', 'model_id_or_path',             // ms-swift
  'compute_environment', 'data_collator_type', 'component', '_component_', 'lmflow_lora', 'zero_optimization', // accelerate, torchtune, LMFlow
];

/** Whether the keys are those of a Hugging Face Trainer run. `enough` is higher where less context vouches for it. */
export function looksLikeTrainer(mapping: Mapping, enough: number): boolean {
  const keys = keysOf(mapping);
  if (FOREIGN.some((key) => keys.has(key))) return false;
  return score(keys, POINTS) >= enough;
}
