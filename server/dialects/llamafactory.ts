import type { Mapping } from '../syntax/tree.js';
import { keysOf, score } from './fingerprint.js';

/** Names that LLaMA-Factory's argument classes have and other tools' do not, or rarely. */
const POINTS: Readonly<Record<string, number>> = {
  finetuning_type: 2.5, cutoff_len: 2, template: 1, stage: 1, dataset_dir: 1.5, lora_target: 1.5, infer_backend: 2.5, export_dir: 2, export_size: 2, plot_loss: 1.5, overwrite_cache: 0.5,
  adapter_name_or_path: 1.5, max_samples: 1, preprocessing_num_workers: 0.5, model_name_or_path: 0.5, image_max_pixels: 1, video_max_pixels: 1, pref_beta: 1.5, pref_loss: 1.5, quantization_method: 1,
  freeze_trainable_layers: 1.5, galore_target: 1.5, badam_mode: 1.5, vllm_maxlen: 1.5, export_quantization_bit: 1.5, dataset: 0.5, eval_dataset: 0.5, reward_model: 0.5, enable_thinking: 0.5, flash_attn: 1,
  lora_rank: 0.5, quantization_bit: 0.5, mask_history: 1, train_on_prompt: 1, neat_packing: 1, use_unsloth: 1, visual_inputs: 1.5, ref_model: 0.5, save_only_model: 0.25, trust_remote_code: 0.25,
};

/** The experimental v1 files: `model`, `train_dataset` and sections named by plugins. */
const V1_POINTS: Readonly<Record<string, number>> = { model: 0.5, model_class: 2, dist_config: 1.5, kernel_config: 2, quant_config: 1, peft_config: 0.5, train_dataset: 1, sample_backend: 2, init_config: 1, template: 0.5, micro_batch_size: 0.5 };

/** Names by which other tools' files that hold some of the same keys are known. */
const FOREIGN: readonly string[] = [
  'base_model', 'sequence_len', 'train_type', 'tuner_type', 'sft_type', 'rlhf_type', 'model_id_or_path', 'split_dataset_ratio', 'dataset_mixer', 'dataset_mixture', 'compute_environment',
  'component', '_component_', 'benchmarks', 'zero_optimization', 'model_type', 'architectures', 'lmflow_lora', 'training_args',
];

/** The argument classes a file's keys may belong to, or undefined when it is none of LLaMA-Factory's. */
export function llamafactoryOwners(mapping: Mapping): readonly string[] | undefined {
  const keys = keysOf(mapping);
  if (FOREIGN.some((key) => keys.has(key))) return undefined;
  const classic = score(keys, POINTS);
  if (score(keys, V1_POINTS) >= 3 && !keys.has('model_name_or_path') && !keys.has('finetuning_type')) return ['ModelArguments', 'DataArguments', 'TrainingArguments', 'SampleArguments'].map((name) => `llamafactory/v1.${name}`);
  if (classic < 3) return undefined;
  return TRAIN_CLASSES;
}

/** What `llamafactory-cli train`, `chat`, `export` and `eval` read. */
export const TRAIN_CLASSES: readonly string[] = ['ModelArguments', 'DataArguments', 'TrainingArguments', 'FinetuningArguments', 'GeneratingArguments', 'EvaluationArguments'].map((name) => `llamafactory/${name}`);
