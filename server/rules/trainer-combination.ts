import { numberOf, quantity } from '../settings/quantities.js';
import type { Setting } from '../settings/quantities.js';
import type { BoundBlock } from '../settings/bind.js';
import type { Run } from '../run/run.js';
import { blocksOf, settingsOf, valueSpan } from './bindings.js';
import type { Fix, Rule } from './rule.js';

/**
 * transformers raises when the best model is to be loaded at the end but saving and evaluating do not meet: different strategies, or
 * save steps that are no multiple of the evaluation steps (training_args.py, `__post_init__`). `--save_strategy best` is free of it.
 */
export const bestModelStrategyMismatch: Rule = {
  name: 'best-model-strategy-mismatch',
  *check(run) {
    for (const block of blocksOf(run, ['trainer', 'chatglm'])) {
      const { 'best-model': best, 'strategy.save': save, 'strategy.eval': evaluate } = settingsOf(run, block, ['best-model', 'strategy.save', 'strategy.eval']);
      if (best.state !== 'known' || best.value !== true || isOpen(save) || isOpen(evaluate)) continue;
      const saves = textOf(save) ?? 'steps';
      const evaluates = textOf(evaluate) ?? 'no';
      const related = [save, evaluate].flatMap((setting) => (setting.state === 'known' ? [{ span: setting.binding.entry.span, message: { id: 'strategy', values: { key: setting.binding.entry.key } } }] : []));
      if (saves === 'best' || ![saves, evaluates].every((word) => ['no', 'steps', 'epoch'].includes(word))) continue;
      if (saves !== evaluates) {
        // `do_eval` with `--eval_steps` changes nothing here: only the strategy counts.
        const fixes: readonly Fix[] = save.state === 'known' && evaluates !== 'no' ? [{ title: { id: 'set-save', values: { strategy: evaluates } }, safe: false, edits: [{ span: save.binding.entry.value.kind === 'scalar' ? save.binding.entry.value.inner : valueSpan(save.binding), text: evaluates }] }] : [];
        yield { span: best.binding.entry.span, message: { id: 'strategies', values: { save: saves, evaluate: evaluates } }, related, fixes };
      } else if (saves === 'steps') yield* stepFindings(run, block, best);
    }
  },
};

function* stepFindings(run: Run, block: BoundBlock, best: Extract<Setting, { state: 'known' }>) {
  const save = quantity(block, 'steps.save', run.knowledge);
  const evaluate = quantity(block, 'steps.eval', run.knowledge);
  const saveSteps = numberOf(save);
  const evalSteps = numberOf(evaluate);
  if (saveSteps === undefined || evalSteps === undefined || save.state !== 'known' || saveSteps < 1 || evalSteps < 1 || saveSteps % evalSteps === 0) return;
  const next = Math.ceil(saveSteps / evalSteps) * evalSteps;
  yield {
    span: save.binding.entry.span, message: { id: 'steps', values: { save: saveSteps, evaluate: evalSteps } }, related: [{ span: best.binding.entry.span, message: { id: 'best' } }],
    fixes: [{ title: { id: 'set-steps', values: { steps: next } }, safe: false, edits: [{ span: valueSpan(save.binding), text: String(next) }] }],
  };
}

function isOpen(setting: Setting): boolean {
  return setting.state === 'unknown' || (setting.state === 'known' && typeof setting.value !== 'string' && typeof setting.value !== 'boolean');
}

/** `no` in YAML is false to some loaders; the library turns both into "no". */
function textOf(setting: Setting): string | undefined {
  if (setting.state !== 'known') return undefined;
  return typeof setting.value === 'string' ? setting.value : 'no';
}

/** Warm-up or saving that lies beyond the last step: the learning rate never gets there, nothing is saved on the way. */
export const stepsBeyondMax: Rule = {
  name: 'steps-beyond-max',
  *check(run) {
    for (const block of blocksOf(run, ['trainer', 'chatglm'])) {
      const max = quantity(block, 'steps.max', run.knowledge);
      const steps = numberOf(max);
      if (steps === undefined || steps <= 0 || max.state !== 'known') continue;
      const related = [{ span: max.binding.entry.span, message: { id: 'max', values: { max: steps } } }];
      const warmup = quantity(block, 'warmup.steps', run.knowledge);
      const warm = numberOf(warmup);
      if (warmup.state === 'known' && warm !== undefined && warm > steps) yield { span: valueSpan(warmup.binding), message: { id: 'warmup', values: { steps: warm, max: steps } }, related };
      const save = quantity(block, 'steps.save', run.knowledge);
      const saves = numberOf(save);
      const strategy = quantity(block, 'strategy.save', run.knowledge);
      const bySteps = strategy.state === 'absent' || (strategy.state === 'known' && strategy.value === 'steps');
      if (save.state === 'known' && saves !== undefined && saves > steps && bySteps) yield { span: valueSpan(save.binding), severity: 'information', message: { id: 'save', values: { steps: saves, max: steps } }, related };
    }
  },
};

/** A positive `max_steps` wins over the epochs, without a word. */
export const maxStepsWithEpochs: Rule = {
  name: 'max-steps-with-epochs',
  *check(run) {
    for (const block of blocksOf(run, ['trainer', 'chatglm'])) {
      const max = quantity(block, 'steps.max', run.knowledge);
      const epochs = quantity(block, 'epochs', run.knowledge);
      const steps = numberOf(max);
      if (steps === undefined || steps <= 0 || max.state !== 'known' || epochs.state !== 'known') continue;
      yield { span: epochs.binding.entry.span, tag: 'unnecessary', message: { id: 'overridden', values: { epochs: String(epochs.value), steps } }, related: [{ span: max.binding.entry.span, message: { id: 'max', values: { steps } } }] };
    }
  },
};
