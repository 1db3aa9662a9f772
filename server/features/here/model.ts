import { decoderParameters } from '../../math/layers.js';
import { numberOf, settingOf } from '../../settings/quantities.js';
import type { BoundBlock } from '../../settings/bind.js';
import type { Calculation, Calculator } from './here.js';
import { show } from './inputs.js';

/** Families whose layer is LLaMA's: q, k, v, o and a gated feed-forward layer of three matrices (their modeling files in transformers 5.23.0). */
const LLAMA_LIKE: ReadonlySet<string> = new Set(['llama', 'mistral', 'qwen2', 'gemma', 'phi3']);
/** Families with three matrices in the feed-forward layer, whatever their attention. */
const GATED: ReadonlySet<string> = new Set([...LLAMA_LIKE, 'qwen3', 'gemma2', 'gemma3_text', 'glm', 'glm4', 'cohere', 'cohere2', 'olmo2', 'internlm2']);

/** Sizes as a config.json gives them; what it leaves out is the configuration class's default. */
interface Sizes {
  readonly family: string | undefined;
  readonly number: (name: string) => number | undefined;
  readonly flag: (name: string) => boolean | undefined;
}

function sizesOf(block: BoundBlock): Sizes {
  const value = (name: string): unknown => {
    const binding = block.bindings.find(({ entry }) => entry.path.length === 1 && entry.path[0] === name);
    if (!binding) return block.schema.lookup(name)?.form.default;
    const setting = settingOf(binding);
    return setting.state === 'known' ? setting.value : undefined;
  };
  const family = value('model_type');
  return {
    family: typeof family === 'string' ? family : undefined,
    number: (name) => { const found: unknown = value(name); return typeof found === 'number' ? found : undefined; },
    flag: (name) => { const found = value(name); return typeof found === 'boolean' ? found : undefined; },
  };
}

/** Head size, query heads and key heads; undefined where the file does not say them. */
function headsOf({ number }: Sizes): { readonly heads: number; readonly keyHeads: number; readonly size: number } | undefined {
  const heads = number('num_attention_heads');
  const hidden = number('hidden_size');
  if (heads === undefined || hidden === undefined) return undefined;
  const size = number('head_dim') ?? hidden / heads;
  return Number.isInteger(size) ? { heads, keyHeads: number('num_key_value_heads') ?? heads, size } : undefined;
}

/** Parameters of the whole model, where its layer is LLaMA's. */
export const modelSizeHere: Calculator = ({ run, block }, language) => {
  const sizes = sizesOf(block);
  const { number, flag, family } = sizes;
  const heads = headsOf(sizes);
  const [vocabulary, hidden, layers, width] = ['vocab_size', 'hidden_size', 'num_hidden_layers', 'intermediate_size'].map(number);
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
  const heads = headsOf(sizes);
  const layers = sizes.number('num_hidden_layers');
  if (!heads || layers === undefined || heads.heads % heads.keyHeads !== 0) return undefined;
  const bytes = 2 * layers * heads.keyHeads * heads.size * 2;
  const length = sizes.number('max_position_embeddings');
  return lines(
    run.knowledge.word('heads-shared', language, { heads: heads.heads, keyHeads: heads.keyHeads, share: heads.heads / heads.keyHeads }),
    run.knowledge.word('cache-per-token', language, { formula: `2 × ${layers} × ${heads.keyHeads} × ${heads.size} × 2 B`, size: binary(bytes) }),
    ...(length === undefined ? [] : [run.knowledge.word('cache-full', language, { length: show(length), size: binary(bytes * length) })]),
  );
};

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
  return epsilon === undefined || epsilon <= 0 ? undefined : lines(run.knowledge.word('norm-eps', language, { root: show(Number(Math.sqrt(epsilon).toPrecision(3))) }));
};

/** The shortest and the longest wavelength of the rotations, in tokens. */
export const ropeHere: Calculator = ({ run, block, binding }, language) => {
  const sizes = sizesOf(block);
  const theta = numberOf(settingOf(binding));
  const size = headsOf(sizes)?.size;
  const rotated = size === undefined ? undefined : size * (sizes.number('partial_rotary_factor') ?? 1);
  if (theta === undefined || theta <= 0 || rotated === undefined || !Number.isInteger(rotated / 2)) return undefined;
  const longest = 2 * Math.PI * theta ** ((rotated - 2) / rotated);
  const length = sizes.number('max_position_embeddings');
  return lines(
    run.knowledge.word('rope-waves', language, { theta: show(theta), size: rotated, longest: show(Math.round(longest)) }),
    ...(length === undefined ? [] : [run.knowledge.word('rope-length', language, { length: show(length), turns: show(Number((length / longest).toPrecision(2))) })]),
  );
};

/** The size of one head. */
export const headSizeHere: Calculator = ({ run, block }, language) => {
  const heads = headsOf(sizesOf(block));
  const hidden = sizesOf(block).number('hidden_size');
  return heads && hidden !== undefined ? lines(run.knowledge.word('head-size', language, { formula: heads.size * heads.heads === hidden ? `${hidden}/${heads.heads} = ${heads.size}` : `head_dim = ${heads.size}`, heads: heads.heads })) : undefined;
};

/** Weights of the embedding, and what the logits of one token weigh. */
export const vocabularyHere: Calculator = ({ run, block, binding }, language) => {
  const vocabulary = numberOf(settingOf(binding));
  const hidden = sizesOf(block).number('hidden_size');
  if (vocabulary === undefined || hidden === undefined) return undefined;
  return lines(run.knowledge.word('embedding-weights', language, { formula: `${vocabulary} × ${hidden}`, count: show(vocabulary * hidden), logits: binary(vocabulary * 4) }));
};

function lines(...all: readonly string[]): Calculation {
  return { lines: all };
}

/** Bytes with binary units, three digits. */
function binary(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${show(Number((bytes / 2 ** (10 * power)).toPrecision(3)))} ${units[power]}`;
}
