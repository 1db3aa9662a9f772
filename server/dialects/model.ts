import type { Mapping } from '../syntax/tree.js';
import { entryOf, keysOf, score, textOf } from './fingerprint.js';

const GENERATION_POINTS: Readonly<Record<string, number>> = {
  max_new_tokens: 1, do_sample: 1, top_p: 1, top_k: 1, temperature: 1, repetition_penalty: 1, num_beams: 1, eos_token_id: 1, pad_token_id: 1, bos_token_id: 1, _from_model_config: 3, max_length: 0.5, transformers_version: 1, chat_format: 0.5, decoder_start_token_id: 0.5,
};

/** Keys that any sizes of a network have: then it is a model's configuration, not a generation's. */
const SIZES: readonly string[] = ['hidden_size', 'num_layers', 'num_hidden_layers', 'n_embd', 'd_model', 'vocab_size', 'text_config', 'vision_config', 'architectures', 'hidden_sizes', 'embed_dim'];

/** The catalog classes of a model's config.json, the base class behind the type's own (a type that the catalog does not know has only that), or undefined when it is no such file. */
export function modelOwners(mapping: Mapping): readonly string[] | undefined {
  const keys = keysOf(mapping);
  if (!SIZES.some((key) => keys.has(key)) || !(keys.has('model_type') || keys.has('architectures'))) return undefined;
  if (keys.has('per_device_train_batch_size') || keys.has('training_args') || keys.has('learning_rate')) return undefined;
  const type = textOf(entryOf(mapping, 'model_type')?.value);
  return [...(type !== undefined && /^[\w-]+$/.test(type) ? [`models/${type}`] : []), 'models/PretrainedConfig'];
}

/** Whether the keys are those of a generation_config.json. */
export function looksLikeGeneration(mapping: Mapping): boolean {
  const keys = keysOf(mapping);
  return !SIZES.some((key) => keys.has(key)) && !keys.has('model_type') && !keys.has('model') && !keys.has('messages') && !keys.has('output_dir') && score(keys, GENERATION_POINTS) >= 3;
}
