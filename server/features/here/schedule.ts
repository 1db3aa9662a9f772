import { drawCurve } from '../../drawing/curve.js';
import type { Schedule } from '../../math/schedule.js';
import { scheduleFactor, warmupSteps } from '../../math/schedule.js';
import { numberOf, quantity } from '../../settings/quantities.js';
import type { Met } from '../hover/hover.js';
import type { Calculator } from './here.js';
import { input, show } from './inputs.js';

const DRAWN: ReadonlySet<string> = new Set<Schedule>(['linear', 'cosine', 'constant', 'constant_with_warmup', 'inverse_sqrt', 'polynomial']);

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
  if (typeof name !== 'string' || !DRAWN.has(name) || !rate.known) return {};
  const plan = stepPlan(met);
  const total = plan.total ?? 100;
  const warmup = plan.total === undefined ? (plan.fromRatio ? total * (plan.ratio ?? 0) : undefined) : plan.warmup ?? 0;
  if (warmup === undefined || name === 'inverse_sqrt' && plan.total === undefined) return {};
  const points = Array.from({ length: 101 }, (_, i) => rate.value * scheduleFactor(name as Schedule, (total * i) / 100, total, warmup));
  return { picture: drawCurve(points, { peak: show(rate.value), end: plan.total === undefined ? '100 %' : show(total), alt: `${name}, ${show(rate.value)}` }) };
}
