import type { Mapping } from '../syntax/tree.js';
import { keysOf, score } from './fingerprint.js';

/** Names of TRL's script, model and trainer classes that training arguments do not have. */
const POINTS: Readonly<Record<string, number>> = {
  max_prompt_length: 1.5, max_completion_length: 1.5, num_generations: 1.5, beta: 1, loss_type: 1, packing: 1, dataset_text_field: 1.5, max_seq_length: 1, max_length: 0.75, dataset_name: 0.5, dataset_config: 0.75,
  dataset_train_split: 1.5, use_peft: 1.5, lora_target_modules: 1, lora_task_type: 1.5, lora_r: 0.75, lora_alpha: 0.5, reward_funcs: 1.5, torch_dtype: 0.75, dtype: 0.5, attn_implementation: 0.75, model_revision: 0.75, dataset_num_proc: 1,
  use_vllm: 1, vllm_mode: 1.5, truncation_mode: 1, precompute_ref_log_probs: 1.5, generate_during_eval: 1, assistant_only_loss: 1.5, completion_only_loss: 1.5, desirable_weight: 1.5, eos_token: 0.5, chat_template_path: 1,
  dataset_mixer: 1, dataset_mixture: 1, datasets: 0.25, rpo_alpha: 1, simpo_gamma: 1, cpo_alpha: 1, missing_eos_penalty: 1.5, kl_coef: 1, num_ppo_epochs: 1.5, chat_template: 0.5, model_name_or_path: 0.25, load_in_4bit: 0.25, use_liger_kernel: 0.5,
};

/** The trainer a file is for, told by keys that only its configuration has. */
const TRAINERS: readonly (readonly [string, readonly string[]])[] = [
  ['trl/GRPOConfig', ['num_generations', 'max_completion_length', 'reward_funcs', 'reward_weights']],
  ['trl/KTOConfig', ['desirable_weight', 'undesirable_weight']],
  ['trl/PPOConfig', ['num_ppo_epochs', 'cliprange', 'missing_eos_penalty']],
  ['trl/CPOConfig', ['cpo_alpha', 'simpo_gamma']],
  ['trl/DPOConfig', ['beta', 'max_prompt_length', 'rpo_alpha', 'precompute_ref_log_probs', 'truncation_mode']],
  ['trl/SFTConfig', ['packing', 'dataset_text_field', 'max_seq_length', 'assistant_only_loss', 'completion_only_loss', 'eval_packing']],
];

/** The points a file has as TRL's, beside those it has as a Trainer's. */
export function trlScore(mapping: Mapping): number {
  return score(keysOf(mapping), POINTS);
}

/** The configuration class that a file's keys tell; SFT's when they tell none. */
export function trlTrainer(keys: ReadonlySet<string>): string {
  return TRAINERS.find(([, names]) => names.some((name) => keys.has(name)))?.[0] ?? 'trl/SFTConfig';
}

/** The classes a TRL file's keys may belong to, the trainer's own first. */
export function trlOwners(mapping: Mapping): readonly string[] {
  return [trlTrainer(keysOf(mapping)), 'trl/ScriptArguments', 'trl/ModelConfig', 'trl/DatasetMixtureConfig', 'transformers/TrainingArguments'];
}

/** Sub-commands of `trl` and the configuration each reads. */
export const TRL_COMMANDS: Readonly<Record<string, string>> = { sft: 'trl/SFTConfig', dpo: 'trl/DPOConfig', grpo: 'trl/GRPOConfig', kto: 'trl/KTOConfig', reward: 'trl/RewardConfig', rloo: 'trl/RLOOConfig' };

/** Whether a call's name is one of TRL's configuration classes. */
export function isTrlConfig(name: string): boolean {
  return TRL_CALLS.has(name);
}

const TRL_CALLS: ReadonlySet<string> = new Set([
  'SFTConfig', 'DPOConfig', 'GRPOConfig', 'PPOConfig', 'KTOConfig', 'ORPOConfig', 'CPOConfig', 'RewardConfig', 'RLOOConfig', 'OnlineDPOConfig', 'GKDConfig', 'BCOConfig', 'XPOConfig', 'NashMDConfig', 'PRMConfig',
  'GOLDConfig', 'IWOPDConfig', 'SDFTConfig', 'SDPOConfig', 'TPOConfig', 'A2POConfig', 'GMPOConfig', 'DistillationConfig', 'ServerDistillationConfig', 'AsyncGRPOConfig', 'AsyncDistillationConfig', 'MiniLLMConfig', 'SSDConfig',
  'ModelConfig', 'ScriptArguments', 'DDPOConfig', 'AlignPropConfig', 'IterativeSFTConfig', 'SFTTrainer', 'DPOTrainer', 'GRPOTrainer', 'KTOTrainer', 'RewardTrainer', 'PPOTrainer', 'ORPOTrainer', 'CPOTrainer', 'RLOOTrainer', 'OnlineDPOTrainer', 'GKDTrainer',
]);
