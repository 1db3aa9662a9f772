import type { CommandRoot, Mapping } from '../syntax/tree.js';
import { keysOf, score } from './fingerprint.js';

/** The three argument classes that HfArgumentParser reads together in haotian-liu/LLaVA, llava/train/train.py. */
const OWNERS: readonly string[] = ['llava/ModelArguments', 'llava/DataArguments', 'llava/TrainingArguments'];

/** Flags of LLaVA's own; the weak ones are read by other scripts as well. */
const POINTS: Readonly<Record<string, number>> = {
  mm_projector_type: 2, mm_vision_select_layer: 2, mm_vision_select_feature: 2, mm_use_im_start_end: 2, mm_use_im_patch_token: 2, mm_patch_merge_type: 2, mm_projector_lr: 2,
  tune_mm_mlp_adapter: 2, freeze_mm_mlp_adapter: 2, pretrain_mm_mlp_adapter: 2, group_by_modality_length: 2,
  vision_tower: 1, image_aspect_ratio: 1, image_folder: 1, lazy_preprocess: 0.5, lora_enable: 0.5, bits: 0.5, model_max_length: 0.25,
};

/** What LLaVA's many descendants added. Their scripts have the same path, and flags of the same name that mean something else. */
const ADDED = /^(moe_|s2$|s2_|attn_implementation$|video_|frames_|unfreeze_|vision_tower_|image_(tower|token|crop)|max_num_)/;

/** The classes of a command that starts LLaVA's own training: told by its flags, fewer where the script's path vouches for it. */
export function llavaOwners(mapping: Mapping, command: CommandRoot): readonly string[] | undefined {
  const keys = keysOf(mapping);
  const added = (key: string): boolean => (key.startsWith('mm_') && !Object.hasOwn(POINTS, key)) || ADDED.test(key);
  if ([...keys].some(added)) return undefined;
  const named = /(^|[/.])llava[/.]train[/.]train(_mem|_xformers)?(\.py)?$/.test(command.script?.text ?? '');
  return score(keys, POINTS) >= (named ? 2 : 6) ? OWNERS : undefined;
}
