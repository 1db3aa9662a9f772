import type { DialectId } from '../dialects/block.js';
import type { Literal } from '../knowledge/types.js';
import type { Binding } from '../settings/bind.js';
import { numberOf, quantity, settingOf } from '../settings/quantities.js';
import type { Quantity } from '../settings/quantities.js';
import { mostSimilar } from '../text/similar.js';
import { bindingsOf, blocksOf, isParameter, valueSpan } from './bindings.js';
import type { Fix, Rule } from './rule.js';

/** Dialects whose choices and bounds all come from the catalog. */
const CATALOG_DIALECTS: readonly DialectId[] = ['llamafactory', 'axolotl', 'accelerate', 'ultralytics', 'trl', 'swift'];

/** A value outside the bounds that the library itself enforces in every release read: ZeRO stage 4, a negative bucket. */
export const valueOutOfRange: Rule = {
  name: 'value-out-of-range',
  *check(run) {
    for (const { binding } of bindingsOf(run, ['deepspeed', ...CATALOG_DIALECTS])) {
      const { parameter } = binding;
      const value = numberOf(settingOf(binding));
      if (!parameter || value === undefined) continue;
      const numbers = parameter.forms.flatMap((form) => form.choices ?? []).filter((choice): choice is number => typeof choice === 'number');
      if (numbers.length > 0 && !/\b(str|float|any)\b/.test(parameter.form.type)) {
        if (!numbers.includes(value)) yield { span: valueSpan(binding), message: { id: 'choice', values: { key: binding.entry.key, value, choices: [...new Set(numbers)].join(', ') } } };
        continue;
      }
      const broken = parameter.forms.every((form) => (form.min !== undefined && value < form.min) || (form.max !== undefined && value > form.max)
        || (form.exclusiveMin !== undefined && value <= form.exclusiveMin) || (form.exclusiveMax !== undefined && value >= form.exclusiveMax));
      if (broken) yield { span: valueSpan(binding), message: { id: 'bound', values: { key: binding.entry.key, value, bound: boundText(binding) } } };
    }
  },
};

function boundText({ parameter }: Binding): string {
  const { min, max, exclusiveMin, exclusiveMax } = parameter!.form;
  return [...(min !== undefined ? [`≥ ${min}`] : []), ...(exclusiveMin !== undefined ? [`> ${exclusiveMin}`] : []), ...(max !== undefined ? [`≤ ${max}`] : []), ...(exclusiveMax !== undefined ? [`< ${exclusiveMax}`] : [])].join(', ');
}

/** Parameters whose value the library checks against a list when it starts. */
const CHECKED = new Set(['peft_type', 'task_type', 'bias', 'device', 'save_strategy', 'eval_strategy', 'evaluation_strategy', 'logging_strategy', 'lr_scheduler_type', 'optim', 'hub_strategy']);

/** A word that no release of the library knows among a parameter's values. */
export const unknownChoice: Rule = {
  name: 'unknown-choice',
  *check(run) {
    for (const { block, binding } of bindingsOf(run, ['deepspeed', 'peft', 'trainer', 'chatglm', ...CATALOG_DIALECTS])) {
      const { parameter, read, entry } = binding;
      if (!parameter || !(CHECKED.has(parameter.name) || CATALOG_DIALECTS.includes(block.block.dialect)) || !read.known || typeof read.literal !== 'string' || entry.value.kind !== 'scalar') continue;
      const word = read.literal;
      const choices = [...new Set(parameter.forms.flatMap((form) => form.choices ?? []).filter((choice: Literal): choice is string => typeof choice === 'string'))];
      if (choices.length === 0 || choices.includes(word) || word === '' || word === 'auto') continue;
      // `peft_type` is looked up in upper case; old releases of transformers took strategies by enum name.
      if (choices.some((choice) => choice.toLowerCase() === word.toLowerCase()) && parameter.name === 'peft_type') continue;
      // Where a form lists no choices, or other words beside them, any word may do.
      if ((CATALOG_DIALECTS.includes(block.block.dialect) || !CHECKED.has(parameter.name)) && parameter.forms.some((form) => form.open === true || (form.choices === undefined && /\b(str|any)\b/.test(form.type)))) continue;
      // Files are read more kindly than flags: `TE` for `te` is turned into it.
      if (block.block.loader !== 'argv' && CATALOG_DIALECTS.includes(block.block.dialect) && choices.some((choice) => choice.toLowerCase() === word.toLowerCase())) continue;
      const name = choices.find((choice) => choice.toLowerCase() === word.toLowerCase()) ?? mostSimilar(word, choices);
      const fixes: readonly Fix[] = name === undefined ? [] : [{ title: { id: 'replace', values: { name } }, safe: true, edits: [{ span: entry.value.inner, text: name }] }];
      yield {
        span: entry.value.span,
        // A dataclass filled from a file stores any word; what reads it later refuses it.
        ...(block.block.loader !== 'argv' && ['llamafactory', 'trl', 'swift', 'accelerate'].includes(block.block.dialect) ? { severity: 'warning' as const } : {}),
        message: { id: name === undefined ? 'unknown' : 'misspelt', values: { key: entry.key, value: word, choices: choices.slice(0, 8).join(', ') + (choices.length > 8 ? ' …' : ''), ...(name === undefined ? {} : { name }) } },
        fixes,
      };
    }
  },
};

/** LoRA's rank: zero or less is refused when the layers are made. */
export const rankNotPositive: Rule = {
  name: 'rank-not-positive',
  *check(run) {
    for (const { binding } of bindingsOf(run)) {
      if (!isParameter(binding, run.knowledge.quantity('lora.rank'))) continue;
      const value = numberOf(settingOf(binding));
      if (value !== undefined && value <= 0) yield { span: valueSpan(binding), message: { id: 'rank', values: { key: binding.entry.key, value } }, fixes: [{ title: { id: 'set', values: { rank: 8 } }, safe: false, edits: [{ span: valueSpan(binding), text: '8' }] }] };
    }
  },
};

const DROPOUTS = ['peft/LoraConfig.lora_dropout', 'peft/PromptEncoderConfig.encoder_dropout', 'peft/LoHaConfig.module_dropout', 'peft/LoKrConfig.module_dropout', 'chatglm/TrainScript.lora_dropout'];

/** A probability: nothing below 0, and 1 would drop everything. */
export const dropoutOutOfRange: Rule = {
  name: 'dropout-out-of-range',
  *check(run) {
    for (const { binding } of bindingsOf(run)) {
      if (!isParameter(binding, DROPOUTS)) continue;
      const value = numberOf(settingOf(binding));
      if (value === undefined || (value >= 0 && value < 1)) continue;
      const id = value > 1 ? 'above' : value === 1 ? 'one' : 'negative';
      const guess = value > 1 && value <= 100 ? String(value / 100) : '0.05';
      yield { span: valueSpan(binding), message: { id, values: { key: binding.entry.key, value } }, severity: id === 'above' ? 'error' : 'warning', fixes: [{ title: { id: 'set', values: { value: guess } }, safe: false, edits: [{ span: valueSpan(binding), text: guess }] }] };
    }
  },
};

/** Values that no run survives, whatever the model: the bounds are far outside anything that was published to work. */
const SANE: Readonly<Partial<Record<Quantity, { readonly below?: number; readonly above: number; readonly id: string }>>> = {
  'learning-rate': { above: 0.5, below: 0, id: 'learning-rate' },
  'weight-decay': { above: 1, below: 0, id: 'weight-decay' },
  'warmup.ratio': { above: 1, below: 0, id: 'warmup-ratio' },
  'epochs': { above: 10_000, id: 'epochs' },
};

export const implausibleValue: Rule = {
  name: 'implausible-value',
  *check(run) {
    for (const block of blocksOf(run, ['deepspeed', 'trainer', 'chatglm'])) {
      for (const [name, limits] of Object.entries(SANE) as [Quantity, { below?: number; above: number; id: string }][]) {
        const setting = quantity(block, name, run.knowledge);
        const value = numberOf(setting);
        if (value === undefined || setting.state !== 'known') continue;
        if (value > limits.above || (limits.below !== undefined && value < limits.below)) {
          yield { span: valueSpan(setting.binding), message: { id: limits.id, values: { key: setting.binding.entry.key, value } }, ...(limits.id === 'warmup-ratio' ? { severity: 'error' as const } : {}) };
        }
      }
    }
  },
};
