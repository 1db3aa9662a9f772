import type { Knowledge } from '../knowledge/knowledge.js';
import type { Literal } from '../knowledge/types.js';
import type { Quantity } from '../settings/quantities.js';
import { numberOf, quantity } from '../settings/quantities.js';
import type { Effective, JoinedRun, SettingPlace } from './joined.js';
import { effective } from './joined.js';

/**
 * What transformers puts into a DeepSpeed configuration for `"auto"`, and compares with what else stands there
 * (transformers 4.57.6, integrations/deepspeed.py, `trainer_config_process` and `trainer_config_finalize`).
 */
export type Fill =
  | { readonly state: 'known'; readonly value: Literal; readonly from: readonly Source[] }
  | { readonly state: 'unknown'; readonly needs: readonly string[] };

/** An entry that takes part, or the default of an argument that nobody gave. */
export type Source = { readonly kind: 'entry'; readonly place: SettingPlace } | { readonly kind: 'default'; readonly name: string; readonly value: Literal };

interface Matched {
  /** Whether a value that is not "auto" must be the same. */
  readonly compared: boolean;
  readonly fill: (run: JoinedRun, knowledge: Knowledge) => Fill;
}

const unknown = (...needs: readonly string[]): Fill => ({ state: 'unknown', needs });

function sourceOf(found: Extract<Effective, { state: 'known' | 'default' }>): Source {
  return found.state === 'known' ? { kind: 'entry', place: found.from } : { kind: 'default', name: found.name, value: found.value };
}

/** One argument handed on as it is. */
const argument = (name: Quantity, spelled: string): Matched['fill'] => (run, knowledge) => {
  const found = effective(run, name, knowledge);
  return found.state === 'known' || found.state === 'default' ? { state: 'known', value: found.value, from: [sourceOf(found)] } : unknown(spelled);
};

/** Several fills as one value. */
const combined = (parts: readonly Matched['fill'][], make: (values: readonly number[]) => Literal): Matched['fill'] => (run, knowledge) => {
  const fills = parts.map((part) => part(run, knowledge));
  const needs = fills.flatMap((fill) => (fill.state === 'unknown' ? fill.needs : []));
  if (needs.length > 0) return unknown(...needs);
  const known = fills.flatMap((fill) => (fill.state === 'known' ? [fill] : []));
  const values = known.map((fill) => fill.value);
  return values.every((value) => typeof value === 'number') ? { state: 'known', value: make(values), from: known.flatMap((fill) => fill.from) } : unknown();
};

const world: Matched['fill'] = ({ world: size }) => (size.known
  ? { state: 'known', value: size.size, from: size.from.map(({ file, entry }): Source => ({ kind: 'entry', place: { file, entry, value: undefined } })) } : unknown('world size'));

const hidden = (make: (size: number) => number): Matched['fill'] => ({ model }) => (model?.hidden === undefined ? unknown('hidden_size') : { state: 'known', value: make(model.hidden), from: [] });

/** The bucket sizes of stage 3 are filled at stage 3 only. */
const atStage3 = (fill: Matched['fill']): Matched['fill'] => (run, knowledge) => {
  const stage = run.deepspeed && numberOf(quantity(run.deepspeed.block, 'zero.stage', knowledge));
  return stage === 3 ? fill(run, knowledge) : unknown('stage 3');
};

const totalSteps: Matched['fill'] = (run, knowledge) => {
  const found = effective(run, 'steps.max', knowledge);
  return found.state === 'known' && typeof found.value === 'number' && found.value > 0 ? { state: 'known', value: found.value, from: [sourceOf(found)] } : unknown('max_steps');
};

/** `warmup_steps`, else the share `warmup_ratio` of all steps, rounded up (training_args.py, `get_warmup_steps`). */
const warmup: Matched['fill'] = (run, knowledge) => {
  const steps = effective(run, 'warmup.steps', knowledge);
  if (steps.state === 'known' && typeof steps.value === 'number' && steps.value >= 1) return { state: 'known', value: steps.value, from: [sourceOf(steps)] };
  if (steps.state === 'unknown') return unknown('warmup_steps');
  const ratio = effective(run, 'warmup.ratio', knowledge);
  if (ratio.state === 'unknown') return unknown('warmup_ratio');
  const share = (ratio.state === 'known' || ratio.state === 'default') && typeof ratio.value === 'number' ? ratio.value : 0;
  if (share === 0) return { state: 'known', value: 0, from: [] };
  const total = totalSteps(run, knowledge);
  return total.state === 'known' && typeof total.value === 'number' && ratio.state === 'known' ? { state: 'known', value: Math.ceil(total.value * share), from: [...total.from, sourceOf(ratio)] } : unknown('max_steps');
};

const micro = argument('batch.micro', 'per_device_train_batch_size');
const accumulation = argument('batch.accumulation', 'gradient_accumulation_steps');
const rate = argument('learning-rate', 'learning_rate');

/** Path of a key in the DeepSpeed configuration → what fills it. */
const MATCHED: Readonly<Record<string, Matched>> = {
  'train_micro_batch_size_per_gpu': { compared: true, fill: micro },
  'gradient_accumulation_steps': { compared: true, fill: accumulation },
  'train_batch_size': { compared: true, fill: combined([world, micro, accumulation], (values) => values.reduce((product, value) => product * value, 1)) },
  'gradient_clipping': { compared: true, fill: argument('clip', 'max_grad_norm') },
  'optimizer.params.lr': { compared: true, fill: rate },
  'optimizer.params.betas': { compared: true, fill: combined([argument('adam.beta1', 'adam_beta1'), argument('adam.beta2', 'adam_beta2')], (values) => [...values]) },
  'optimizer.params.eps': { compared: true, fill: argument('adam.epsilon', 'adam_epsilon') },
  'optimizer.params.weight_decay': { compared: true, fill: argument('weight-decay', 'weight_decay') },
  'scheduler.params.warmup_min_lr': { compared: false, fill: () => ({ state: 'known', value: 0, from: [] }) },
  'scheduler.params.warmup_max_lr': { compared: true, fill: rate },
  'scheduler.params.warmup_num_steps': { compared: true, fill: warmup },
  'scheduler.params.total_num_steps': { compared: true, fill: totalSteps },
  'fp16.enabled': { compared: true, fill: argument('precision.fp16', 'fp16') },
  'bf16.enabled': { compared: true, fill: argument('precision.bf16', 'bf16') },
  'zero_optimization.reduce_bucket_size': { compared: false, fill: hidden((size) => size * size) },
  'zero_optimization.stage3_prefetch_bucket_size': { compared: false, fill: atStage3(hidden((size) => Math.trunc(0.9 * size * size))) },
  'zero_optimization.stage3_param_persistence_threshold': { compared: false, fill: atStage3(hidden((size) => 10 * size)) },
};

/** The paths that transformers compares with its own arguments. */
export const COMPARED: readonly string[] = Object.entries(MATCHED).flatMap(([path, { compared }]) => (compared ? [path] : []));

/** What a run has for a key of its DeepSpeed configuration; undefined for keys that transformers leaves alone. */
export function fillOf(path: string, run: JoinedRun, knowledge: Knowledge): Fill | undefined {
  return Object.hasOwn(MATCHED, path) ? MATCHED[path]!.fill(run, knowledge) : undefined;
}
