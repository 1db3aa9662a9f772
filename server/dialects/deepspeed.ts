import type { Mapping } from '../syntax/tree.js';
import { keysOf, mappingAt, score } from './fingerprint.js';

/** Keys that say "DeepSpeed". A single `zero_optimization` is enough; the general ones need company. */
const POINTS: Readonly<Record<string, number>> = {
  zero_optimization: 3, train_micro_batch_size_per_gpu: 3, train_batch_size: 1.5, steps_per_print: 1.5, wall_clock_breakdown: 1.5,
  zero_allow_untested_optimizer: 3, zero_force_ds_cpu_optimizer: 3, prescale_gradients: 1.5, gradient_predivide_factor: 1.5,
  gradient_clipping: 1, gradient_accumulation_steps: 1, bf16: 0.5, fp16: 0.5, amp: 0.5, optimizer: 0.5, scheduler: 0.5,
  activation_checkpointing: 1, flops_profiler: 1.5, comms_logger: 1.5, autotuning: 0.5, data_efficiency: 1, compression_training: 2,
  sparse_attention: 1, communication_data_type: 1.5, memory_breakdown: 1, dump_state: 1, sparse_gradients: 1,
};

/** Keys of other tools that nest or extend a DeepSpeed configuration: the file is theirs. */
const FOREIGN = ['num_layers', 'hidden_size', 'pipe_parallel_size', 'model_parallel_size', 'architectures', 'model_type', 'compute_environment', 'per_device_train_batch_size', 'output_dir', 'deepspeed'];

/** Whether the mapping is a DeepSpeed configuration, judged by its keys. */
export function looksLikeDeepSpeed(mapping: Mapping): boolean {
  const keys = keysOf(mapping);
  if (FOREIGN.some((key) => keys.has(key))) return false;
  return score(keys, POINTS) + sectionPoints(mapping) >= 3;
}

/** `fp16: {enabled: …}` and `optimizer: {type, params}` are DeepSpeed's shapes; `fp16: true` is somebody else's. */
function sectionPoints(mapping: Mapping): number {
  let points = 0;
  for (const name of ['fp16', 'bf16', 'bfloat16']) {
    const section = mappingAt(mapping, name);
    if (section && keysOf(section).has('enabled')) points += 1.5;
  }
  for (const name of ['optimizer', 'scheduler']) {
    const section = mappingAt(mapping, name);
    if (section && keysOf(section).has('type') && keysOf(section).has('params')) points += 1.5;
  }
  return points;
}
