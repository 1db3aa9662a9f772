/** The schedules of transformers that depend on nothing but the step (transformers 5.23.0, optimization.py, TYPE_TO_SCHEDULER_FUNCTION). */
export type Schedule =
  | 'linear' | 'cosine' | 'cosine_with_restarts' | 'polynomial' | 'constant' | 'constant_with_warmup' | 'inverse_sqrt'
  | 'cosine_with_min_lr' | 'cosine_warmup_with_min_lr' | 'warmup_stable_decay';

/** How warmup_stable_decay rises and falls. */
export type Slope = 'linear' | 'cosine' | '1-sqrt';

/** What `lr_scheduler_kwargs` may hold, in the words of this house; absent: the library's default. Rates are learning rates, ratios are parts of the peak. */
export interface ScheduleOptions {
  /** The base learning rate: what a factor multiplies. Needed wherever another rate is given, and by `polynomial`. */
  readonly peak?: number;
  /** `num_cycles`: waves of a cosine (default 0.5) or restarts of cosine_with_restarts (default 1). */
  readonly cycles?: number;
  /** `power` and `lr_end` of polynomial; 1 and 1e-7. */
  readonly power?: number;
  readonly endRate?: number;
  /** `timescale` of inverse_sqrt, in steps; the warm-up steps, or 10,000 without any. */
  readonly timescale?: number;
  /** `min_lr` or `min_lr_rate` of the cosines with a rest, `min_lr_ratio` of warmup_stable_decay. */
  readonly minRate?: number;
  readonly minRatio?: number;
  /** `warmup_lr_rate` of cosine_warmup_with_min_lr: where its warm-up starts. */
  readonly warmupRatio?: number;
  /** `num_decay_steps`, `num_stable_steps`, `warmup_type`, `decay_type` of warmup_stable_decay. The stable steps are the rest of `total` by default. */
  readonly decaySteps?: number;
  readonly stableSteps?: number;
  readonly warmupSlope?: Slope;
  readonly decaySlope?: Slope;
}

const OPTION_NAMES: Readonly<Record<string, keyof ScheduleOptions>> = {
  num_cycles: 'cycles', power: 'power', lr_end: 'endRate', timescale: 'timescale', min_lr: 'minRate', min_lr_rate: 'minRatio', min_lr_ratio: 'minRatio', warmup_lr_rate: 'warmupRatio',
  num_decay_steps: 'decaySteps', num_stable_steps: 'stableSteps', warmup_type: 'warmupSlope', decay_type: 'decaySlope',
};
/** Options that count steps: without the length of the run they say nothing. */
const STEP_OPTIONS: readonly (keyof ScheduleOptions)[] = ['timescale', 'decaySteps', 'stableSteps'];

/** `lr_scheduler_kwargs` in our words; undefined when it holds anything that is not known here. `null` is the library's default. */
export function scheduleOptions(kwargs: Readonly<Record<string, unknown>>): ScheduleOptions | undefined {
  const options: [keyof ScheduleOptions, unknown][] = [];
  for (const [name, value] of Object.entries(kwargs)) {
    const option = Object.hasOwn(OPTION_NAMES, name) ? OPTION_NAMES[name] : undefined;
    const fits = option?.endsWith('Slope') ? value === 'linear' || value === 'cosine' || value === '1-sqrt' : typeof value === 'number';
    if (value === null) continue;
    if (option === undefined || !fits) return undefined;
    options.push([option, value]);
  }
  return Object.fromEntries(options);
}

/** Whether the options count steps, so that a curve needs the run's length. */
export function countsSteps(options: ScheduleOptions): boolean {
  return STEP_OPTIONS.some((name) => options[name] !== undefined);
}

/**
 * The factor on the base learning rate that update number `step` (counted from 0) of `total` runs with, after `warmup` steps of linear warm-up.
 * The lambda of each `get_*_schedule*` in transformers 5.23.0, optimization.py. `total` and `warmup` are whole, not negative.
 * Answers NaN when an option that the schedule needs is missing (`peak` beside a rate, `decaySteps`, a minimum); transformers raises there.
 */
export function scheduleFactor(schedule: Schedule, step: number, total: number, warmup: number, options: ScheduleOptions = {}): number {
  const { cycles = 0.5 } = options;
  if (schedule === 'constant') return 1;
  if (schedule === 'warmup_stable_decay') return warmupStableDecay(step, total, warmup, options);
  if (schedule === 'cosine_warmup_with_min_lr') return cosineFromFirstStep(step, total, warmup, options);
  if (step < warmup) return step / Math.max(1, warmup);
  const progress = (step - warmup) / Math.max(1, total - warmup);
  switch (schedule) {
    case 'constant_with_warmup': return 1;
    case 'linear': return Math.max(0, 1 - progress);
    case 'cosine': return Math.max(0, wave(cycles, progress));
    case 'cosine_with_restarts': return progress >= 1 ? 0 : Math.max(0, 0.5 * (1 + Math.cos(Math.PI * (((options.cycles ?? 1) * progress) % 1))));
    case 'cosine_with_min_lr': return Math.max(0, above(wave(cycles, progress), minimum(options)));
    case 'polynomial': {
      const { peak = NaN, endRate = 1e-7, power = 1 } = options;
      return step > total ? endRate / peak : ((peak - endRate) * (1 - progress) ** power + endRate) / peak;
    }
    case 'inverse_sqrt': {
      const timescale = options.timescale ?? (warmup || 10_000);
      return 1 / Math.sqrt((step + timescale - warmup) / timescale);
    }
  }
}

/** Warm-up steps from a ratio: the ceiling of total × ratio (transformers/training_args.py, `get_warmup_steps`). */
export function warmupSteps(total: number, ratio: number): number {
  return Math.ceil(total * ratio);
}

/** Half a cosine for 0.5 cycles: 1 at progress 0, 0 at 1. */
function wave(cycles: number, progress: number): number {
  return 0.5 * (1 + Math.cos(Math.PI * cycles * 2 * progress));
}

/** A factor pressed together so that it ends at `low` instead of 0. */
function above(factor: number, low: number): number {
  return factor * (1 - low) + low;
}

function minimum({ minRate, minRatio, peak = NaN }: ScheduleOptions): number {
  return minRate === undefined ? minRatio ?? NaN : minRate / peak;
}

/** cosine_warmup_with_min_lr counts steps from 1: its first update does not run with 0, and its last one with the minimum. */
function cosineFromFirstStep(step: number, total: number, warmup: number, options: ScheduleOptions): number {
  const { cycles = 0.5, warmupRatio } = options;
  if (step < warmup) return warmupRatio === undefined ? (step + 1) / Math.max(1, warmup) : warmupRatio + ((1 - warmupRatio) * step) / Math.max(1, warmup - 1);
  return Math.max(0, above(wave(cycles, (step - warmup + 1) / Math.max(1, total - warmup)), minimum(options)));
}

function warmupStableDecay(step: number, total: number, warmup: number, options: ScheduleOptions): number {
  const { decaySteps = NaN, minRatio = 0, cycles = 0.5, warmupSlope = 'linear', decaySlope = 'cosine' } = options;
  const stable = options.stableSteps ?? total - warmup - decaySteps;
  if (step < warmup) {
    const progress = step / Math.max(1, warmup);
    const factor = warmupSlope === 'linear' ? progress : warmupSlope === 'cosine' ? 0.5 * (1 - Math.cos(Math.PI * progress)) : 1 - Math.sqrt(1 - progress);
    return Math.max(0, above(factor, minRatio));
  }
  if (Number.isNaN(decaySteps)) return NaN;
  if (step < warmup + stable) return 1;
  if (step >= warmup + stable + decaySteps) return minRatio;
  const progress = (step - warmup - stable) / Math.max(1, decaySteps);
  const factor = decaySlope === 'linear' ? 1 - progress : decaySlope === 'cosine' ? wave(cycles, progress) : 1 - Math.sqrt(progress);
  return Math.max(0, above(factor, minRatio));
}

/** The schedulers of DeepSpeed (deepspeed 0.19.8, runtime/lr_schedules.py). */
export type DeepSpeedSchedule = 'WarmupLR' | 'WarmupDecayLR' | 'WarmupCosineLR' | 'LRRangeTest' | 'OneCycle';

/** `scheduler.params` of a DeepSpeed JSON under its own names; absent: DeepSpeed's default. Momentum is left out. */
export interface DeepSpeedScheduleParams {
  readonly total_num_steps?: number;
  readonly warmup_num_steps?: number;
  readonly warmup_type?: 'log' | 'linear';
  readonly warmup_min_lr?: number;
  readonly warmup_max_lr?: number;
  readonly warmup_min_ratio?: number;
  readonly cos_min_ratio?: number;
  readonly lr_range_test_min_lr?: number;
  readonly lr_range_test_step_size?: number;
  readonly lr_range_test_step_rate?: number;
  readonly lr_range_test_staircase?: boolean;
  readonly cycle_min_lr?: number;
  readonly cycle_max_lr?: number;
  readonly cycle_first_step_size?: number;
  readonly cycle_second_step_size?: number;
  readonly cycle_first_stair_count?: number;
  readonly cycle_second_stair_count?: number;
  readonly decay_step_size?: number;
  readonly decay_lr_rate?: number;
}

/**
 * The learning rate (not a factor) that update number `step`, counted from 0, runs with. `optimizerRate` is the optimizer's `lr`:
 * WarmupCosineLR multiplies it, WarmupLR takes it where `warmup_max_lr` is absent, the others overwrite it.
 * The scheduler is stepped after the optimizer, so update 0 has the start and update 1 the scheduler's value for its step 0.
 * NaN when a key is missing without which DeepSpeed does not build the scheduler.
 */
export function deepspeedRate(schedule: DeepSpeedSchedule, step: number, params: DeepSpeedScheduleParams, optimizerRate: number): number {
  const last = step - 1;
  switch (schedule) {
    case 'WarmupLR': case 'WarmupDecayLR': {
      const low = params.warmup_min_lr ?? 0;
      const high = params.warmup_max_lr ?? (schedule === 'WarmupLR' ? optimizerRate : 0.001);
      if (last < 0) return low;
      const warmup = Math.max(2, params.warmup_num_steps ?? 1000);
      const total = params.total_num_steps ?? NaN;
      const after = schedule === 'WarmupLR' ? 1 : Math.max(0, (total - last) / Math.max(1, total - warmup));
      return low + (high - low) * (last < warmup ? rise(last, warmup, params.warmup_type) : after);
    }
    case 'WarmupCosineLR': {
      if (last < 0) return 0;
      const warmup = Math.max(2, params.warmup_num_steps ?? 1000);
      const low = params.warmup_min_ratio ?? 0;
      if (last < warmup) return optimizerRate * (low + rise(last, warmup, params.warmup_type) * (1 - low));
      const end = params.cos_min_ratio ?? 0.0001;
      const progress = Math.min(1, (last - warmup + 1) / Math.max(1, (params.total_num_steps ?? NaN) - warmup));
      return optimizerRate * Math.max(0, end + ((1 - end) * (1 + Math.cos(Math.PI * progress))) / 2);
    }
    case 'LRRangeTest': {
      const interval = step / (params.lr_range_test_step_size ?? 2000);
      return (params.lr_range_test_min_lr ?? 0.001) * (1 + (params.lr_range_test_step_rate ?? 1) * (params.lr_range_test_staircase === true ? Math.floor(interval) : interval));
    }
    case 'OneCycle': return oneCycle(step, params);
  }
}

/** DeepSpeed's warm-up from 0 to 1; its default is the logarithm, which is at half height after √warmup steps. */
function rise(step: number, warmup: number, type: 'log' | 'linear' = 'log'): number {
  return type === 'log' ? Math.log(step + 1) / Math.log(warmup) : step / warmup;
}

function oneCycle(step: number, params: DeepSpeedScheduleParams): number {
  const { cycle_min_lr: low = NaN, cycle_max_lr: high = NaN, cycle_first_step_size: up = 2000, decay_step_size: every = 0, decay_lr_rate: decay = 0 } = params;
  const down = params.cycle_second_step_size ?? up;
  const size = up + down;
  if (step > size) return every === 0 || decay === 0 ? low : low / (1 + (decay * (step - size)) / every);
  const place = step % size;
  const stairs = place <= up ? params.cycle_first_stair_count ?? 0 : params.cycle_second_stair_count ?? params.cycle_first_stair_count ?? 0;
  const height = place <= up ? place / up : (size - place) / down;
  return low + (high - low) * (stairs > 0 ? Math.floor(height * stairs) / stairs : height);
}
