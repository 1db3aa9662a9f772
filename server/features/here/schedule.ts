import { drawCurve } from '../../drawing/curve.js';
import type { Schedule, ScheduleOptions } from '../../math/schedule.js';
import { countsSteps, scheduleFactor, scheduleOptions, warmupSteps } from '../../math/schedule.js';
import type { Binding, BoundBlock } from '../../settings/bind.js';
import { readValue } from '../../settings/literal.js';
import { numberOf, quantity } from '../../settings/quantities.js';
import type { Met } from '../hover/hover.js';
import type { Calculator } from './here.js';
import { input, show } from './inputs.js';

const DRAWN: ReadonlySet<string> = new Set<Schedule>([
  'linear', 'cosine', 'cosine_with_restarts', 'polynomial', 'constant', 'constant_with_warmup', 'inverse_sqrt', 'cosine_with_min_lr', 'cosine_warmup_with_min_lr', 'warmup_stable_decay',
]);
/** Axolotl bends its cosine by keys of its own. */
const BENDS: ReadonlySet<string> = new Set(['axolotl/AxolotlInputConfig.cosine_min_lr_ratio', 'axolotl/AxolotlInputConfig.cosine_constant_lr_ratio']);

/** Warm-up steps as transformers computes them: `warmup_steps` wins over the ratio, which needs the number of steps. */
export const warmupHere: Calculator = (met, language) => {
  const plan = stepPlan(met);
  const { knowledge } = met.run;
  if (plan.total === undefined) return plan.ratio === undefined ? undefined : { lines: [knowledge.word('warmup-share', language, { percent: show(plan.ratio * 100) })] };
  if (plan.warmup === undefined) return undefined;
  const line = plan.ratio !== undefined && plan.fromRatio ? `⌈${show(plan.total)} × ${show(plan.ratio)}⌉ = ${show(plan.warmup)}` : show(plan.warmup);
  return { lines: [knowledge.word('warmup-steps', language, { steps: line, total: show(plan.total) })], ...pictureOf(met) };
};

/** Which of `max_steps` and `num_train_epochs` decides. */
export const stepsHere: Calculator = ({ run, block }, language) => {
  const steps = numberOf(quantity(block, 'steps.max', run.knowledge));
  const epochs = numberOf(quantity(block, 'epochs', run.knowledge));
  if (steps === undefined || steps <= 0) return undefined;
  return { lines: [run.knowledge.word(epochs === undefined ? 'steps-decide' : 'steps-override', language, { steps: show(steps), epochs: show(epochs ?? 0) })] };
};

/** The learning rate over the run, drawn from the file's own settings. */
export const curveHere: Calculator = (met) => {
  const picture = pictureOf(met);
  return picture.picture ? { lines: [], ...picture } : undefined;
};

interface StepPlan { readonly total: number | undefined; readonly warmup: number | undefined; readonly ratio: number | undefined; readonly fromRatio: boolean }

function stepPlan({ run, block }: Met): StepPlan {
  const total = numberOf(quantity(block, 'steps.max', run.knowledge));
  const steps = numberOf(quantity(block, 'warmup.steps', run.knowledge));
  const ratio = numberOf(quantity(block, 'warmup.ratio', run.knowledge));
  const known = total !== undefined && total > 0 ? total : undefined;
  if (steps !== undefined && steps >= 1) return { total: known, warmup: steps, ratio, fromRatio: false };
  const share = ratio ?? (steps !== undefined && steps > 0 ? steps : undefined);
  return { total: known, warmup: known === undefined ? undefined : warmupSteps(known, share ?? 0), ratio: share, fromRatio: true };
}

/** Without a number of steps the curve is drawn over the whole run in percent. */
function pictureOf(met: Met): { picture?: ReturnType<typeof drawCurve> } {
  const { run, block } = met;
  const setting = quantity(block, 'schedule', run.knowledge);
  const name = setting.state === 'absent' ? 'linear' : setting.state === 'known' ? setting.value : undefined;
  const rate = input(block, 'learning-rate', run.knowledge);
  const options = optionsOf(met);
  if (typeof name !== 'string' || !DRAWN.has(name) || !rate.known || !options) return {};
  const plan = stepPlan(met);
  const total = plan.total ?? 100;
  const warmup = plan.total === undefined ? (plan.fromRatio ? total * (plan.ratio ?? 0) : undefined) : plan.warmup ?? 0;
  if (warmup === undefined || (name === 'inverse_sqrt' || countsSteps(options)) && plan.total === undefined) return {};
  const points = Array.from({ length: 101 }, (_, i) => rate.value * scheduleFactor(name as Schedule, (total * i) / 100, total, warmup, { ...options, peak: rate.value }));
  // An option that the schedule needs is missing, or makes it run away: transformers will refuse, there is no curve.
  if (!points.every(Number.isFinite)) return {};
  return { picture: drawCurve(points, { peak: show(rate.value), end: plan.total === undefined ? '100 %' : show(total), alt: `${name}, ${show(rate.value)}` }) };
}

/** What `lr_scheduler_kwargs` says, as a section or as JSON on a command line; undefined where something in it is not known. */
function optionsOf({ run, block }: Met): ScheduleOptions | undefined {
  if (block.bindings.some(({ parameter, entry }) => parameter !== undefined && BENDS.has(parameter.id) && !entry.lost)) return undefined;
  const setting = quantity(block, 'schedule.options', run.knowledge);
  if (setting.state === 'absent' || setting.state === 'known' && (setting.value === null || setting.value === '')) return {};
  const kwargs = readKeys(setting.binding, block);
  return kwargs && scheduleOptions(kwargs);
}

function readKeys({ entry: { value } }: Binding, { block }: BoundBlock): Readonly<Record<string, unknown>> | undefined {
  if (value.kind === 'mapping') {
    const read = value.entries.map((entry) => [entry.key, readValue(entry.value, block.loader)] as const);
    return read.every(([, one]) => one.known) ? Object.fromEntries(read.map(([key, one]) => [key, one.known ? one.literal : undefined])) : undefined;
  }
  if (value.kind !== 'scalar') return undefined;
  try {
    const parsed: unknown = JSON.parse(value.text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}
