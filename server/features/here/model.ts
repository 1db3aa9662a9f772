import { decoderParameters } from '../../math/layers.js';
import { numberOf, settingOf } from '../../settings/quantities.js';
import type { BoundBlock } from '../../settings/bind.js';
import type { Calculation, Calculator } from './here.js';
import { show } from './inputs.js';

/** Families whose layer is LLaMA's: q, k, v, o and a gated feed-forward layer of three matrices (their modeling files in transformers 5.23.0). */
const LLAMA_LIKE: ReadonlySet<string> = new Set(['llama', 'mistral', 'qwen2', 'gemma', 'phi3']);
/** Families with three matrices in the feed-forward layer, whatever their attention. */
const GATED: ReadonlySet<string> = new Set([...LLAMA_LIKE, 'qwen3', 'gemma2', 'gemma3_text', 'glm', 'glm4', 'cohere', 'cohere2', 'olmo2', 'internlm2']);

/** Families whose keys and values stay in the cache for every head, every token and every layer; not encoders, latent attention, or layers without a cache. */
const CACHED: ReadonlySet<string> = new Set([
  ...LLAMA_LIKE, 'qwen2_moe', 'qwen3', 'qwen3_moe', 'mixtral', 'glm', 'glm4', 'glm4_moe', 'cohere', 'olmo', 'olmo2', 'olmoe', 'granite', 'ernie4_5', 'smollm3', 'starcoder2', 'phi', 'phimoe',
  'nemotron', 'persimmon', 'stablelm', 'gpt_neox', 'opt',
]);
/** Families whose heads have two sizes, one for rotation (arXiv:2405.04434, section 2.1): no one number is the size of a head. */
const LATENT: ReadonlySet<string> = new Set(['deepseek_v2', 'deepseek_v3']);
/** Families that turn otherwise than by rope_theta alone: in two dimensions, stretched by default, by a size of their own name. */
const OTHER_ROPE: ReadonlySet<string> = new Set(['pixtral', 'gpt_oss', 'minimax']);

/** Sizes as a config.json gives them; what it leaves out or sets to null is the configuration class's default. */
interface Sizes {
  readonly family: string | undefined;
  /** A positive whole number; `otherwise` where there is none, and undefined where something else stands, or something unknown. */
  readonly number: (name: string, otherwise?: number) => number | undefined;
  /** The same for a number that need not be whole. */
  readonly share: (name: string, otherwise?: number) => number | undefined;
  readonly flag: (name: string) => boolean | undefined;
  /** Whether the file or the class has a value other than null; unknown ones count. */
  readonly has: (name: string) => boolean;
}

function sizesOf(block: BoundBlock): Sizes {
  const value = (name: string): unknown => {
    const binding = block.bindings.findLast(({ entry }) => entry.path.length === 1 && entry.path[0] === name && !entry.lost);
    if (!binding) return block.schema.lookup(name)?.form.default ?? null;
    const setting = settingOf(binding);
    return setting.state === 'known' ? setting.value : undefined;
  };
  const share = (name: string, otherwise?: number): number | undefined => {
    const found = value(name);
    if (found === null) return otherwise;
    return typeof found === 'number' && found > 0 && Number.isFinite(found) ? found : undefined;
  };
  const family = value('model_type');
  return {
    family: typeof family === 'string' ? family : undefined,
    number: (name, otherwise) => { const found = share(name, otherwise); return Number.isSafeInteger(found) ? found : undefined; },
    share,
    flag: (name) => { const found = value(name); return typeof found === 'boolean' ? found : undefined; },
    has: (name) => value(name) !== null,
  };
}

/** Head size, query heads and key heads; undefined where the file does not say them. */
function headsOf({ number, family }: Sizes): { readonly heads: number; readonly keyHeads: number; readonly size: number } | undefined {
  const heads = number('num_attention_heads');
  const hidden = number('hidden_size');
  if (heads === undefined || hidden === undefined || (family !== undefined && LATENT.has(family))) return undefined;
  const size = number('head_dim', hidden / heads);
  const keyHeads = number('num_key_value_heads', heads);
  return size === undefined || keyHeads === undefined ? undefined : { heads, keyHeads, size };
}

/** Parameters of the whole model, where its layer is LLaMA's. */
export const modelSizeHere: Calculator = ({ run, block }, language) => {
  const sizes = sizesOf(block);
  const { number, flag, family } = sizes;
  const heads = headsOf(sizes);
  const [vocabulary, hidden, layers, width] = ['vocab_size', 'hidden_size', 'num_hidden_layers', 'intermediate_size'].map((name) => number(name));
  const tied = flag('tie_word_embeddings');
  if (family === undefined || !LLAMA_LIKE.has(family) || flag('attention_bias') === true || flag('mlp_bias') === true) return undefined;
  if (!heads || vocabulary === undefined || hidden === undefined || layers === undefined || width === undefined || tied === undefined) return undefined;
  const shape = { hidden, width, heads: heads.heads, keyHeads: heads.keyHeads, headSize: heads.size, attentionBias: family === 'qwen2' };
  const total = decoderParameters({ ...shape, vocabulary, layers, tied });
  const layer = decoderParameters({ ...shape, vocabulary: 0, layers: 1, tied }) - hidden;
  return lines(run.knowledge.word('model-size', language, { total: show(total), layers, layer: show(layer), embeddings: `${tied ? '' : '2 × '}${vocabulary} × ${hidden}`, gib: show(Number(((total * 2) / 2 ** 30).toPrecision(3))) }));
};

/** How many queries share a key head, and what a token costs in the cache. */
export const keyHeadsHere: Calculator = ({ run, block }, language) => {
  const sizes = sizesOf(block);
  const { family, number } = sizes;
  const heads = headsOf(sizes);
  const layers = number('num_hidden_layers');
  if (!heads || heads.heads % heads.keyHeads !== 0) return undefined;
  const shares = block.schema.lookup('num_key_value_heads') === undefined ? []
    : [run.knowledge.word('heads-shared', language, { heads: heads.heads, keyHeads: heads.keyHeads, share: heads.heads / heads.keyHeads })];
  if (layers === undefined || family === undefined || !CACHED.has(family)) return shares.length > 0 ? lines(...shares) : undefined;
  const bytes = 2 * layers * heads.keyHeads * heads.size * 2;
  const length = number('max_position_embeddings');
  return lines(
    ...shares,
    run.knowledge.word('cache-per-token', language, { formula: `2 × ${layers} × ${heads.keyHeads} × ${heads.size} × 2 B`, size: binary(bytes) }),
    ...(length === undefined || forgets(sizes, length) ? [] : [run.knowledge.word('cache-full', language, { length: show(length), size: binary(bytes * length) })]),
  );
};

/** Whether a sliding window drops tokens before a sequence is that long. */
function forgets({ has, number, flag }: Sizes, length: number): boolean {
  return has('sliding_window') && flag('use_sliding_window') !== false && (number('sliding_window') ?? 0) < length;
}

/** Weights of one feed-forward layer. */
export const feedForwardHere: Calculator = ({ run, block }, language) => {
  const { number, flag, family } = sizesOf(block);
  const [hidden, width] = [number('hidden_size'), number('intermediate_size')];
  if (family === undefined || !GATED.has(family) || flag('mlp_bias') === true || hidden === undefined || width === undefined) return undefined;
  return lines(run.knowledge.word('ffn-weights', language, { formula: `3 × ${hidden} × ${width}`, count: show(3 * hidden * width), ratio: show(width / hidden) }));
};

/** From which size of the values on the small number under the root matters. */
export const normEpsilonHere: Calculator = ({ run, binding }, language) => {
  const epsilon = numberOf(settingOf(binding));
  return epsilon === undefined || !(epsilon > 0 && Number.isFinite(epsilon)) ? undefined : lines(run.knowledge.word('norm-eps', language, { root: show(Number(Math.sqrt(epsilon).toPrecision(3))) }));
};

/** The shortest and the longest wavelength of the rotations, in tokens; nothing where the file stretches them. */
export const ropeHere: Calculator = ({ run, block, binding }, language) => {
  const sizes = sizesOf(block);
  const { family, number, share, has } = sizes;
  const theta = numberOf(settingOf(binding));
  const size = headsOf(sizes)?.size;
  const part = share(family === 'gpt_neox' ? 'rotary_pct' : 'partial_rotary_factor', 1);
  if (theta === undefined || !(theta > 0) || size === undefined || part === undefined || family === undefined || OTHER_ROPE.has(family)) return undefined;
  if (has('rope_scaling') || has('rope_parameters')) return undefined;
  const rotated = size * part;
  const longest = 2 * Math.PI * theta ** ((rotated - 2) / rotated);
  if (!Number.isInteger(rotated / 2) || !Number.isFinite(longest)) return undefined;
  const length = number('max_position_embeddings');
  return lines(
    run.knowledge.word('rope-waves', language, { theta: show(theta), size: rotated, longest: show(Math.round(longest)) }),
    ...(length === undefined ? [] : [run.knowledge.word('rope-length', language, { length: show(length), turns: show(Number((length / longest).toPrecision(2))) })]),
  );
};

/** The size of one head. */
export const headSizeHere: Calculator = ({ run, block }, language) => {
  const sizes = sizesOf(block);
  const heads = headsOf(sizes);
  const hidden = sizes.number('hidden_size');
  return heads && hidden !== undefined ? lines(run.knowledge.word('head-size', language, { formula: heads.size * heads.heads === hidden ? `${hidden}/${heads.heads} = ${heads.size}` : `head_dim = ${heads.size}`, heads: heads.heads })) : undefined;
};

/** Weights of the embedding, and what the logits of one token weigh. */
export const vocabularyHere: Calculator = ({ run, block }, language) => {
  const { number } = sizesOf(block);
  const [vocabulary, hidden] = [number('vocab_size'), number('hidden_size')];
  if (vocabulary === undefined || hidden === undefined) return undefined;
  return lines(run.knowledge.word('embedding-weights', language, { formula: `${vocabulary} × ${hidden}`, count: show(vocabulary * hidden), logits: binary(vocabulary * 4) }));
};

function lines(...all: readonly string[]): Calculation {
  return { lines: all };
}

/** Bytes, more than none, with binary units and three digits. */
function binary(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${show(Number((bytes / 2 ** (10 * power)).toPrecision(3)))} ${units[power]}`;
}
