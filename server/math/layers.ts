/** RMSNorm: x / √(mean x² + ε) times a trained weight (arXiv:1910.07467; transformers, LlamaRMSNorm). */
export function rmsNorm(x: readonly number[], weight: readonly number[], epsilon: number): readonly number[] {
  const scale = 1 / Math.sqrt(mean(x.map((value) => value * value)) + epsilon);
  return x.map((value, i) => weight[i]! * value * scale);
}

/** LayerNorm: (x − mean) / √(variance + ε) times a weight, plus a bias; the variance divides by n (arXiv:1607.06450; torch.nn.LayerNorm). */
export function layerNorm(x: readonly number[], weight: readonly number[], bias: readonly number[], epsilon: number): readonly number[] {
  const centre = mean(x);
  const scale = 1 / Math.sqrt(mean(x.map((value) => (value - centre) ** 2)) + epsilon);
  return x.map((value, i) => weight[i]! * (value - centre) * scale + bias[i]!);
}

/** The gated feed-forward layer of LLaMA: down(SiLU(gate·x) ⊙ up·x); matrices are rows of weights, output × input (arXiv:2002.05202; transformers, LlamaMLP). */
export function swiGlu(x: readonly number[], gate: readonly (readonly number[])[], up: readonly (readonly number[])[], down: readonly (readonly number[])[]): readonly number[] {
  const opened = times(gate, x);
  const raised = times(up, x);
  return times(down, opened.map((value, i) => (value / (1 + Math.exp(-value))) * raised[i]!));
}

/** Which key head a query head reads with grouped keys: neighbours share one (transformers, llama/modeling_llama.py, `repeat_kv`). */
export function keyHeadOf(queryHead: number, repeat: number): number {
  return Math.floor(queryHead / repeat);
}

/** The shape of a mask, with the length of the prompt, of the window or of a chunk. */
export type MaskKind = { readonly kind: 'causal' | 'bidirectional' } | { readonly kind: 'prefix'; readonly prompt: number } | { readonly kind: 'sliding'; readonly window: number } | { readonly kind: 'chunked'; readonly chunk: number };

/** Whether the token at `query` may look at the one at `key`, both counted from 0 (transformers, masking_utils.py; the prefix mask: arXiv:2103.10360 section 2.1). */
export function isVisible(query: number, key: number, mask: MaskKind): boolean {
  switch (mask.kind) {
    case 'bidirectional': return true;
    case 'causal': return key <= query;
    case 'prefix': return key <= query || key < mask.prompt;
    case 'sliding': return key <= query && query - key < mask.window;
    case 'chunked': return key <= query && Math.floor(key / mask.chunk) === Math.floor(query / mask.chunk);
  }
}

/** What decides the size of a decoder of LLaMA's kind; the names in config.json stand beside. */
export interface DecoderShape {
  /** vocab_size */
  readonly vocabulary: number;
  /** hidden_size, num_hidden_layers, intermediate_size */
  readonly hidden: number;
  readonly layers: number;
  readonly width: number;
  /** num_attention_heads, num_key_value_heads, head_dim (hidden / heads where absent) */
  readonly heads: number;
  readonly keyHeads: number;
  readonly headSize?: number;
  /** tie_word_embeddings: the output layer is the embedding. */
  readonly tied?: boolean;
  /** Biases on Q, K and V, as in Qwen2. */
  readonly attentionBias?: boolean;
  /** num_local_experts: as many feed-forward layers and a router, as in Mixtral. */
  readonly experts?: number;
}

/** Parameters of such a decoder: LLaMA, Mistral, Qwen2, Mixtral (transformers 5.23.0, modeling files of these families). */
export function decoderParameters({ vocabulary, hidden, layers, width, heads, keyHeads, headSize = hidden / heads, tied = false, attentionBias = false, experts }: DecoderShape): number {
  const attention = 2 * hidden * heads * headSize + 2 * hidden * keyHeads * headSize + (attentionBias ? (heads + 2 * keyHeads) * headSize : 0);
  const forward = 3 * hidden * width * (experts ?? 1) + (experts === undefined ? 0 : hidden * experts);
  return (tied ? 1 : 2) * vocabulary * hidden + layers * (attention + forward + 2 * hidden) + hidden;
}

function mean(x: readonly number[]): number {
  return x.reduce((sum, value) => sum + value, 0) / x.length;
}

function times(matrix: readonly (readonly number[])[], x: readonly number[]): readonly number[] {
  return matrix.map((row) => row.reduce((sum, weight, i) => sum + weight * x[i]!, 0));
}
