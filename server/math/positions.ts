/** `rope_parameters` of a config.json (`rope_scaling` before transformers 5), under its own names. */
export type RopeParameters =
  | { readonly rope_type: 'default' }
  | { readonly rope_type: 'linear' | 'dynamic'; readonly factor: number }
  | {
    readonly rope_type: 'yarn'; readonly factor: number; readonly original_max_position_embeddings: number; readonly beta_fast?: number; readonly beta_slow?: number;
    readonly attention_factor?: number; readonly mscale?: number; readonly mscale_all_dim?: number; readonly truncate?: boolean;
  }
  | { readonly rope_type: 'llama3'; readonly factor: number; readonly low_freq_factor: number; readonly high_freq_factor: number; readonly original_max_position_embeddings: number }
  | {
    readonly rope_type: 'longrope'; readonly short_factor: readonly number[]; readonly long_factor: readonly number[]; readonly original_max_position_embeddings: number;
    readonly factor?: number; readonly attention_factor?: number;
  };

/** Angles per token, one for each pair of entries, and what cos and sin are multiplied by. */
export interface Rope { readonly frequencies: readonly number[]; readonly attention: number }

/**
 * The angle (radians per token) of each of the `dim`/2 pairs, `dim` the rotated entries of a head, `base` rope_theta, `longest` max_position_embeddings,
 * `length` the present sequence (only `dynamic` and `longrope` ask). Sources: arXiv:2104.09864 section 3.2.2; transformers 5.23.0, modeling_rope_utils.py,
 * ROPE_INIT_FUNCTIONS; for yarn arXiv:2309.00071.
 */
export function ropeFrequencies(dim: number, base: number, parameters: RopeParameters, longest: number, length = longest): Rope {
  const plain = (from: number): number[] => Array.from({ length: dim / 2 }, (_, i) => from ** ((-2 * i) / dim));
  const theta = plain(base);
  switch (parameters.rope_type) {
    case 'default': return { frequencies: theta, attention: 1 };
    case 'linear': return { frequencies: theta.map((angle) => angle / parameters.factor), attention: 1 };
    case 'dynamic': {
      const stretch = (parameters.factor * Math.max(length, longest)) / longest - (parameters.factor - 1);
      return { frequencies: plain(base * stretch ** (dim / (dim - 2))), attention: 1 };
    }
    case 'yarn': {
      const { factor, mscale, mscale_all_dim: all } = parameters;
      const [from, to] = yarnRange(dim, base, parameters);
      const frequencies = theta.map((angle, i) => {
        const slowed = Math.min(1, Math.max(0, (i - from) / (to === from ? 0.001 : to - from)));
        return (angle / factor) * slowed + angle * (1 - slowed);
      });
      return { frequencies, attention: parameters.attention_factor ?? (mscale && all ? yarnTemperature(factor, mscale) / yarnTemperature(factor, all) : yarnTemperature(factor)) };
    }
    case 'llama3': {
      const { factor, low_freq_factor: low, high_freq_factor: high, original_max_position_embeddings: trained } = parameters;
      const frequencies = theta.map((angle) => {
        const turns = (trained * angle) / (2 * Math.PI);
        if (turns > high) return angle;
        if (turns < low) return angle / factor;
        const smooth = (turns - low) / (high - low);
        return ((1 - smooth) * angle) / factor + smooth * angle;
      });
      return { frequencies, attention: 1 };
    }
    case 'longrope': {
      const trained = parameters.original_max_position_embeddings;
      const factor = parameters.factor ?? longest / trained;
      const slower = length > trained ? parameters.long_factor : parameters.short_factor;
      return { frequencies: theta.map((angle, i) => angle / (slower[i] ?? 1)), attention: parameters.attention_factor ?? (factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(trained))) };
    }
  }
}

/** The pairs between which YaRN passes from "as trained" to "divided by the factor": those that turn beta_fast and beta_slow times in the trained length (arXiv:2309.00071 section 3.2). */
export function yarnRange(dim: number, base: number, parameters: Extract<RopeParameters, { rope_type: 'yarn' }>): readonly [number, number] {
  const { original_max_position_embeddings: trained, beta_fast: fast = 32, beta_slow: slow = 1, truncate = true } = parameters;
  const pair = (turns: number): number => (dim * Math.log(trained / (turns * 2 * Math.PI))) / (2 * Math.log(base));
  const [from, to] = truncate ? [Math.floor(pair(fast)), Math.ceil(pair(slow))] : [pair(fast), pair(slow)];
  return [Math.max(from, 0), Math.min(to, dim - 1)];
}

/** YaRN's factor on cos and sin: 0.1·m·ln(factor) + 1 (arXiv:2309.00071 section 3.4). */
function yarnTemperature(factor: number, scale = 1): number {
  return factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1;
}

/** One head's vector turned to `position`: pairs are (j, j + d/2), as in LLaMA (transformers, apply_rotary_pos_emb). */
export function rotate(vector: readonly number[], position: number, { frequencies, attention }: Rope): readonly number[] {
  const half = frequencies.length;
  return vector.map((value, j) => {
    const angle = position * frequencies[j % half]!;
    return attention * (value * Math.cos(angle) + (j < half ? -vector[j + half]! : vector[j - half]!) * Math.sin(angle));
  });
}

/**
 * ALiBi's slope of each head: 2^(−8t/a); where the number of heads is no power of two, the slopes of the next smaller power, then every other one of the
 * next larger (arXiv:2108.12409 section 3; transformers, bloom/modeling_bloom.py, `_get_alibi_slopes`).
 */
export function alibiSlopes(heads: number): readonly number[] {
  const power = 2 ** Math.floor(Math.log2(heads));
  return Array.from({ length: heads }, (_, t) => (t < power ? 2 ** ((-8 * (t + 1)) / power) : 2 ** ((-4 * (2 * (t - power) + 1)) / power)));
}

/**
 * T5's bucket of a distance (key's place − query's place): half of the buckets for single distances, the rest ever wider up to `longest`, beyond which all
 * share the last. In both directions each side has half of the buckets (arXiv:1910.10683 section 2.1; transformers, t5/modeling_t5.py, `_relative_position_bucket`).
 */
export function t5Bucket(distance: number, bidirectional: boolean, buckets = 32, longest = 128): number {
  const count = bidirectional ? buckets / 2 : buckets;
  const far = bidirectional ? Math.abs(distance) : Math.max(0, -distance);
  const exact = Math.floor(count / 2);
  const bucket = far < exact ? far : Math.min(count - 1, exact + Math.trunc((Math.log(far / exact) / Math.log(longest / exact)) * (count - exact)));
  return bucket + (bidirectional && distance > 0 ? count : 0);
}

/** The fixed encoding of one position, `dim` entries: pair i is sin and cos of position / 10,000^(2i/dim) (arXiv:1706.03762 section 3.5), interleaved as in the paper. */
export function sinusoid(position: number, dim: number): readonly number[] {
  return Array.from({ length: dim }, (_, j) => (j % 2 === 0 ? Math.sin : Math.cos)(position / 10_000 ** ((2 * Math.floor(j / 2)) / dim)));
}
