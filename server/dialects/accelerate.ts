import type { Mapping } from '../syntax/tree.js';
import { keysOf, score } from './fingerprint.js';

const POINTS: Readonly<Record<string, number>> = {
  distributed_type: 2, compute_environment: 2, main_training_function: 1, machine_rank: 0.75, num_machines: 0.75, num_processes: 0.75, rdzv_backend: 0.5, same_network: 0.75, downcast_bf16: 0.75,
  mixed_precision: 0.5, use_cpu: 0.25, tpu_use_cluster: 1, tpu_use_sudo: 1, deepspeed_config: 0.5, fsdp_config: 0.5, dynamo_config: 0.5, dynamo_backend: 0.5, main_process_port: 0.5, main_process_ip: 0.5, megatron_lm_config: 0.5,
};

const FOREIGN: readonly string[] = ['model_name_or_path', 'output_dir', 'base_model', 'learning_rate', 'per_device_train_batch_size', 'zero_optimization', 'model'];

/** Whether the keys are those that `accelerate config` writes. The way of distributing is always named. */
export function looksLikeAccelerate(mapping: Mapping): boolean {
  const keys = keysOf(mapping);
  return (keys.has('distributed_type') || keys.has('compute_environment')) && !FOREIGN.some((key) => keys.has(key)) && score(keys, POINTS) >= 2.5;
}

/** The class that reads it: Amazon's machines have their own. */
export function accelerateOwner(mapping: Mapping): string {
  const environment = mapping.entries.find((entry) => entry.key === 'compute_environment')?.value;
  return environment?.kind === 'scalar' && environment.text === 'AMAZON_SAGEMAKER' ? 'accelerate/sagemaker' : 'accelerate/config';
}
