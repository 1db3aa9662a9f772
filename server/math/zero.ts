/**
 * Model-state bytes per parameter on each of `world` GPUs with mixed-precision Adam: 2 for weights, 2 for gradients, 12 for the
 * optimizer's fp32 copy, momentum and variance; the stage decides which are divided (arXiv:1910.02054, section 5, figure 1).
 * DeepSpeed's own estimate is larger: see `zeroEstimate`.
 */
export function zeroBytesPerParameter(stage: 0 | 1 | 2 | 3, world: number): number {
  switch (stage) {
    case 0: return 16;
    case 1: return 4 + 12 / world;
    case 2: return 2 + 14 / world;
    case 3: return 16 / world;
  }
}

/** What DeepSpeed's estimate asks: parameters of the model and of its largest layer (stage 3), GPUs per node, nodes, and what lies in the host's memory. */
export interface ZeroSetup {
  readonly params: number;
  readonly largest?: number;
  readonly gpus: number;
  readonly nodes: number;
  readonly offload: boolean;
  readonly offloadParams?: boolean;
  /** Whether the model is built under zero.Init, so that no process ever holds it whole; by default yes. */
  readonly zeroInit?: boolean;
  /** DeepSpeed's `additional_buffer_factor`. */
  readonly buffer?: number;
}

/**
 * DeepSpeed's estimate of model-state bytes per GPU and per node's host memory, ZeRO 2 (deepspeed 0.19.8, runtime/zero/stage_1_and_2.py,
 * `estimate_zero2_model_states_mem_needs`) and 3 (stage3.py). It counts 18 bytes where the paper counts 14 + 2: gradients in fp32 besides those
 * in 16 bits. Under stage 2 the 16-bit weights are whole on each GPU; under stage 3 one layer is gathered in fp32 (4 bytes).
 */
export function zeroEstimate(stage: 2 | 3, { params, largest = 0, gpus, nodes, offload, offloadParams = false, zeroInit = true, buffer = 1.5 }: ZeroSetup): { gpu: number; cpu: number } {
  const all = gpus * nodes;
  if (stage === 2) {
    return offload
      ? { gpu: 2 * params, cpu: Math.trunc(params * Math.max(4 * all, 16) * buffer) }
      : { gpu: 2 * params + Math.trunc((18 * params) / all), cpu: Math.trunc(params * 4 * gpus * buffer) };
  }
  const layer = 4 * largest;
  if (!offload) return { gpu: layer + Math.trunc((18 * params) / all), cpu: Math.trunc((zeroInit ? largest : params) * 4 * gpus * buffer) };
  const bytes = (offloadParams ? 18 : 16) * (1 / nodes);
  return { gpu: layer + (offloadParams ? 0 : Math.trunc((2 * params) / all)), cpu: Math.trunc(params * (zeroInit ? bytes : Math.max(4 * gpus, bytes)) * buffer) };
}
