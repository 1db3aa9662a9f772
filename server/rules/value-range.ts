import type { DialectId } from '../dialects/block.js';
import type { Parameter } from '../knowledge/catalog.js';
import type { Literal } from '../knowledge/types.js';
import type { Binding, BoundBlock } from '../settings/bind.js';
import { numberOf, quantity, settingOf } from '../settings/quantities.js';
import type { Quantity } from '../settings/quantities.js';
import { mostSimilar } from '../text/similar.js';
import { bindingsOf, blocksOf, isParameter, valueSpan } from './bindings.js';
import { refusedKinds, refusedNumber } from './refused-kind.js';
import type { Fix, Phrase, Rule } from './rule.js';

/** Dialects whose choices and bounds all come from the catalog. */
const CATALOG_DIALECTS: readonly DialectId[] = ['llamafactory', 'axolotl', 'accelerate', 'ultralytics', 'trl', 'swift'];

const CATALOG_BOUNDS: readonly DialectId[] = ['deepspeed', ...CATALOG_DIALECTS];

/** A value outside the bounds that the library itself enforces in every release read: ZeRO stage 4, a negative bucket. */
export const valueOutOfRange: Rule = {
  name: 'value-out-of-range',
  *check(run) {
    for (const { block, binding } of bindingsOf(run, ['deepspeed', 'peft', 'trainer', ...CATALOG_DIALECTS])) {
      const { parameter } = binding;
      const value = numberOf(settingOf(binding));
      if (!parameter || value === undefined) continue;
      const phrase = CATALOG_BOUNDS.includes(block.block.dialect) ? outside(binding, value) : undefined;
      // Ranks and DeepSpeed's fractions have rules that say more.
      const refused = refusedNumber(value, refusedKinds(parameter, block, run.knowledge) ?? []);
      const why = refused !== 'fraction' && isParameter(binding, run.knowledge.quantity('lora.rank')) ? undefined : refused;
      if (phrase) yield { span: valueSpan(binding), message: phrase };
      else if (why !== undefined && !isAdmitted(parameter, value) && !(why === 'fraction' && block.block.dialect === 'deepspeed')) yield { span: valueSpan(binding), message: { id: why, values: { key: binding.entry.key, value } } };
    }
  },
};

/** Whether the bounds of some release that may be installed take the number in so many words. */
function isAdmitted({ forms }: Parameter, value: number): boolean {
  return forms.some(({ min, max, exclusiveMin }) => (min !== undefined || max !== undefined) && exclusiveMin === undefined && value >= (min ?? -Infinity) && value <= (max ?? Infinity));
}

/** What the catalog says against a number in every release: none of the choices, beyond a bound. */
function outside(binding: Binding, value: number): Phrase | undefined {
  const { forms, form } = binding.parameter!;
  const { key } = binding.entry;
  const numbers = forms.flatMap((each) => each.choices ?? []).filter((choice): choice is number => typeof choice === 'number');
  if (numbers.length > 0 && !/\b(str|float|any)\b/.test(form.type)) return numbers.includes(value) ? undefined : { id: 'choice', values: { key, value, choices: [...new Set(numbers)].join(', ') } };
  const broken = forms.every(({ min, max, exclusiveMin, exclusiveMax }) => (min !== undefined && value < min) || (max !== undefined && value > max)
    || (exclusiveMin !== undefined && value <= exclusiveMin) || (exclusiveMax !== undefined && value >= exclusiveMax));
  return broken ? { id: 'bound', values: { key, value, bound: boundText(binding) } } : undefined;
}

function boundText({ parameter }: Binding): string {
  const { min, max, exclusiveMin, exclusiveMax } = parameter!.form;
  return [...(min !== undefined ? [`≥ ${min}`] : []), ...(exclusiveMin !== undefined ? [`> ${exclusiveMin}`] : []), ...(max !== undefined ? [`≤ ${max}`] : []), ...(exclusiveMax !== undefined ? [`< ${exclusiveMax}`] : [])].join(', ');
}

/** Parameters whose value the library checks against a list when it starts. */
const CHECKED = new Set(['peft_type', 'task_type', 'bias', 'device', 'save_strategy', 'eval_strategy', 'evaluation_strategy', 'logging_strategy', 'lr_scheduler_type', 'optim', 'hub_strategy']);

/** PEFT looks the type and the task up by their words: nothing else will do, though a task may be null. */
function isNoWord({ block }: BoundBlock, { entry, read }: Binding): boolean {
  if (block.dialect !== 'peft' || block.loader === 'python' || entry.path.length !== 1 || !/^(peft|task)_type$/.test(entry.key) || entry.value.kind === 'missing') return false;
  return read.known ? typeof read.literal !== 'string' && (read.literal !== null || entry.key === 'peft_type') : entry.value.kind === 'mapping' || entry.value.kind === 'list';
}

/** A word that no release of the library knows among a parameter's values. */
export const unknownChoice: Rule = {
  name: 'unknown-choice',
  *check(run) {
    for (const { block, binding } of bindingsOf(run, ['deepspeed', 'peft', 'trainer', 'chatglm', ...CATALOG_DIALECTS])) {
      const { parameter, read, entry } = binding;
      if (isNoWord(block, binding)) yield { span: valueSpan(binding), message: { id: 'unknown', values: { key: entry.key, value: run.subject.text.slice(valueSpan(binding).start, valueSpan(binding).end).slice(0, 40), choices: (parameter?.form.choices ?? []).slice(0, 8).join(', ') } } };
      if (!parameter || !(CHECKED.has(parameter.name) || CATALOG_DIALECTS.includes(block.block.dialect)) || !read.known || typeof read.literal !== 'string' || entry.value.kind !== 'scalar') continue;
      const word = read.literal;
      const choices = [...new Set(parameter.forms.flatMap((form) => form.choices ?? []).filter((choice: Literal): choice is string => typeof choice === 'string'))];
      if (choices.length === 0 || choices.includes(word) || word === '' || word === 'auto') continue;
      // PEFT takes every `…_only` for the method's own biases.
      if (block.block.dialect === 'peft' && parameter.name === 'bias' && word.endsWith('_only')) continue;
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
        ...(block.block.loader !== 'argv' && ['llamafactory', 'trl', 'swift', 'accelerate'].includes(block.block.dialect) && !refusedKinds(parameter, block, run.knowledge)?.includes('text') ? { severity: 'warning' as const } : {}),
        message: { id: name === undefined ? 'unknown' : 'misspelt', values: { key: entry.key, value: word, choices: choices.slice(0, 8).join(', ') + (choices.length > 8 ? ' …' : ''), ...(name === undefined ? {} : { name }) } },
        fixes,
      };
    }
  },
};

/** LLaMA-Factory makes a new adapter only where it trains (llamafactory 0.9.5, model/adapter.py, `_setup_lora_tuning`). */
function makesAdapter({ block, bindings }: BoundBlock): boolean {
  return block.dialect !== 'llamafactory' || mayBeOn(bindings, 'do_train');
}

/** LLaVA looks at its LoRA arguments only with `lora_enable` (haotian-liu/LLaVA 1.2.2.post1, llava/train/train.py). */
function readsRank({ block, bindings }: BoundBlock): boolean {
  return !block.owners.includes('llava/TrainingArguments') || mayBeOn(bindings, 'lora_enable');
}

function mayBeOn(bindings: BoundBlock['bindings'], key: string): boolean {
  return bindings.some(({ entry, read }) => entry.key === key && !(read.known && read.literal !== true));
}

/** LoRA's rank: zero or less is refused when the layers are made. */
export const rankNotPositive: Rule = {
  name: 'rank-not-positive',
  *check(run) {
    for (const { block, binding } of bindingsOf(run)) {
      if (!isParameter(binding, run.knowledge.quantity('lora.rank')) || !readsRank(block)) continue;
      const value = numberOf(settingOf(binding));
      if (value !== undefined && value <= 0) yield { span: valueSpan(binding), ...(makesAdapter(block) ? {} : { severity: 'warning' as const }), message: { id: 'rank', values: { key: binding.entry.key, value } }, fixes: [{ title: { id: 'set', values: { rank: 8 } }, safe: false, edits: [{ span: valueSpan(binding), text: '8' }] }] };
    }
  },
};

const DROPOUTS = ['peft/LoraConfig.lora_dropout', 'peft/PromptEncoderConfig.encoder_dropout', 'axolotl/AxolotlInputConfig.lora_dropout', 'chatglm/TrainScript.lora_dropout'];

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
