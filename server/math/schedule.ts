/** The schedules of transformers whose shape the step numbers alone decide (transformers/optimization.py). */
export type Schedule = 'linear' | 'cosine' | 'constant' | 'constant_with_warmup' | 'inverse_sqrt' | 'polynomial';

/**
 * The factor on the base learning rate at `step`, counted from 0, of `total` steps with `warmup` steps of linear warm-up.
 * Follows the lambda of each `get_*_schedule*` in transformers/optimization.py: half a cosine; polynomial with power 1 and an end of 1e-7.
 */
export function scheduleFactor(schedule: Schedule, step: number, total: number, warmup: number): number {
  if (schedule === 'constant') return 1;
  if (step < warmup) return step / Math.max(1, warmup);
  const progress = (step - warmup) / Math.max(1, total - warmup);
  switch (schedule) {
    case 'constant_with_warmup': return 1;
    case 'linear': case 'polynomial': return Math.max(0, 1 - progress);
    case 'cosine': return Math.max(0, 0.5 * (1 + Math.cos(Math.PI * progress)));
    case 'inverse_sqrt': {
      // timescale is the number of warm-up steps, or 10,000 without any; shift = timescale − warmup
      const timescale = warmup || 10_000;
      return 1 / Math.sqrt((step + timescale - warmup) / timescale);
    }
  }
}

/** Warm-up steps from a ratio: the ceiling of total × ratio (transformers/training_args.py, `get_warmup_steps`). */
export function warmupSteps(total: number, ratio: number): number {
  return Math.ceil(total * ratio);
}
