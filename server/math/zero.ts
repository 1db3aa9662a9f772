/**
 * Model-state bytes per parameter on each of `world` GPUs with mixed-precision Adam: 2 for weights, 2 for gradients, 12 for the
 * optimizer's fp32 copy, momentum and variance; the stage decides which are divided (arXiv:1910.02054, section 5, figure 1).
 */
export function zeroBytesPerParameter(stage: 0 | 1 | 2 | 3, world: number): number {
  switch (stage) {
    case 0: return 16;
    case 1: return 4 + 12 / world;
    case 2: return 2 + 14 / world;
    case 3: return 16 / world;
  }
}
