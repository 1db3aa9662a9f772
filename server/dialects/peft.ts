import type { Mapping } from '../syntax/tree.js';
import { entryOf, keysOf, score, textOf } from './fingerprint.js';

/** PEFT's types and the configuration class each stands for (peft 0.21.2, the `peft_type` that each class sets). */
const CLASS_OF_TYPE: Readonly<Record<string, string>> = {
  LORA: 'peft/LoraConfig', PREFIX_TUNING: 'peft/PrefixTuningConfig', PROMPT_TUNING: 'peft/PromptTuningConfig', P_TUNING: 'peft/PromptEncoderConfig',
  ADALORA: 'peft/AdaLoraConfig', ADAMSS: 'peft/AdamssConfig', ADAPTION_PROMPT: 'peft/AdaptionPromptConfig', BEFT: 'peft/BeftConfig', BOFT:
  'peft/BOFTConfig', BONE: 'peft/BoneConfig', C3A: 'peft/C3AConfig', CARTRIDGE: 'peft/CartridgeConfig', CPT: 'peft/CPTConfig', DEFT: 'peft/DeftConfig',
  DELORA: 'peft/DeloraConfig', FOURIERFT: 'peft/FourierFTConfig', FROD: 'peft/FrodConfig', GLORA: 'peft/GloraConfig', GRALORA: 'peft/GraloraConfig',
  HIRA: 'peft/HiraConfig', HRA: 'peft/HRAConfig', IA3: 'peft/IA3Config', LILY: 'peft/LilyConfig', LN_TUNING: 'peft/LNTuningConfig', LOHA:
  'peft/LoHaConfig', LOKR: 'peft/LoKrConfig', MISS: 'peft/MissConfig', MULTITASK_PROMPT_TUNING: 'peft/MultitaskPromptTuningConfig', OFT:
  'peft/OFTConfig', OSF: 'peft/OSFConfig', PEANUT: 'peft/PeanutConfig', POLY: 'peft/PolyConfig', PSOFT: 'peft/PsoftConfig', PVERA: 'peft/PveraConfig',
  RANDLORA: 'peft/RandLoraConfig', ROAD: 'peft/RoadConfig', SHADOW: 'peft/ShadowConfig', SHIRA: 'peft/ShiraConfig', SUPERTUNING:
  'peft/SupertuningConfig', TINYLORA: 'peft/TinyLoraConfig', TRAINABLE_TOKENS: 'peft/TrainableTokensConfig', UNILORA: 'peft/UniLoraConfig', VBLORA:
  'peft/VBLoRAConfig', VERA: 'peft/VeraConfig', WAVEFT: 'peft/WaveFTConfig', XLORA: 'peft/XLoraConfig',
};

/** Constructors of PEFT that are read as keyword arguments. */
export const PEFT_CALLS: ReadonlySet<string> = new Set(['PeftConfig', ...Object.values(CLASS_OF_TYPE).map((id) => id.slice('peft/'.length))]);

const LORA_POINTS: Readonly<Record<string, number>> = { r: 1, lora_alpha: 1, lora_dropout: 1, target_modules: 1, task_type: 1, bias: 0.5, inference_mode: 1, modules_to_save: 1, use_rslora: 1, use_dora: 1 };
const PROMPT_POINTS: Readonly<Record<string, number>> = { num_virtual_tokens: 2, prefix_projection: 1, encoder_hidden_size: 1, prompt_tuning_init: 1.5, task_type: 1, token_dim: 0.5, num_transformer_submodules: 1 };

/** What every saved adapter says of itself, whatever its method; a file without a `peft_type` is still one. */
export function looksLikeAdapter(keys: ReadonlySet<string>): boolean {
  return keys.has('base_model_name_or_path') && keys.has('inference_mode') && (keys.has('task_type') || keys.has('auto_mapping'));
}

/** The class a mapping configures: by its `peft_type`, else by its keys; undefined when it is none of PEFT's. */
export function peftOwner(mapping: Mapping): string | undefined {
  const declared = entryOf(mapping, 'peft_type');
  if (declared) {
    const type = textOf(declared.value);
    return CLASS_OF_TYPE[type?.toUpperCase() ?? ''] ?? 'peft/PeftConfig';
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
