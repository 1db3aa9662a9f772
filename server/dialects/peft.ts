import type { Mapping } from '../syntax/tree.js';
import { entryOf, keysOf, score, textOf } from './fingerprint.js';

/** PEFT's types and the configuration class each stands for (peft 0.17, `peft/mapping.py`). */
const CLASS_OF_TYPE: Readonly<Record<string, string>> = {
  LORA: 'peft/LoraConfig', PROMPT_TUNING: 'peft/PromptTuningConfig', PREFIX_TUNING: 'peft/PrefixTuningConfig', P_TUNING: 'peft/PromptEncoderConfig',
  ADALORA: 'peft/AdaLoraConfig', IA3: 'peft/IA3Config', LOHA: 'peft/LoHaConfig', LOKR: 'peft/LoKrConfig',
};

/** Constructors of PEFT that are read as keyword arguments. */
export const PEFT_CALLS: ReadonlySet<string> = new Set(['PeftConfig', ...Object.values(CLASS_OF_TYPE).map((id) => id.slice('peft/'.length))]);

const LORA_POINTS: Readonly<Record<string, number>> = { r: 1, lora_alpha: 1, lora_dropout: 1, target_modules: 1, task_type: 1, bias: 0.5, inference_mode: 1, modules_to_save: 1, use_rslora: 1, use_dora: 1 };
const PROMPT_POINTS: Readonly<Record<string, number>> = { num_virtual_tokens: 2, prefix_projection: 1, encoder_hidden_size: 1, prompt_tuning_init: 1.5, task_type: 1, token_dim: 0.5, num_transformer_submodules: 1 };

/** The class a mapping configures: by its `peft_type`, else by its keys; undefined when it is none of PEFT's. */
export function peftOwner(mapping: Mapping): string | undefined {
  const declared = entryOf(mapping, 'peft_type');
  if (declared) {
    const type = textOf(declared.value);
    return type === undefined ? undefined : CLASS_OF_TYPE[type.toUpperCase()] ?? 'peft/PeftConfig';
  }
  const keys = keysOf(mapping);
  if (score(keys, LORA_POINTS) >= 3 && keys.has('r')) return 'peft/LoraConfig';
  if (score(keys, PROMPT_POINTS) >= 3) return keys.has('prefix_projection') ? 'peft/PrefixTuningConfig' : 'peft/PromptTuningConfig';
  return undefined;
}

/** Whether the `peft_type` itself names a type whose class the catalog does not hold: then its keys cannot be judged. */
export function hasUnknownPeftType(mapping: Mapping): boolean {
  const declared = entryOf(mapping, 'peft_type');
  const type = textOf(declared?.value);
  return declared !== undefined && (type === undefined || !(type.toUpperCase() in CLASS_OF_TYPE));
}
