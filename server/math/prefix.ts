/** The model sizes a prefix encoder needs: layers, hidden size, and the width of one layer's keys (hidden, or key heads × head size). */
export interface PrefixShape { readonly layers: number; readonly hidden: number; readonly keyWidth: number }

/** Trained values of a prefix without projection, in PEFT and ChatGLM alike: one vector of 2 · layers · keyWidth for each virtual token (keys and values). */
export function prefixParameters(length: number, shape: PrefixShape): number {
  return length * 2 * shape.layers * shape.keyWidth;
}

/**
 * Trained values with projection, as in ChatGLM-6B's PrefixEncoder (modeling_chatglm.py): an embedding length × hidden,
 * a hidden × hidden layer and a hidden × (2 · layers · keyWidth) layer, both with bias.
 */
export function projectedPrefixParameters(length: number, shape: PrefixShape): number {
  const { hidden } = shape;
  const width = 2 * shape.layers * shape.keyWidth;
  return length * hidden + (hidden * hidden + hidden) + (hidden * width + width);
}

/**
 * The same in ChatGLM2-6B and ChatGLM3-6B (modeling_chatglm.py): the embedding is already as wide as the prefix, length × (2 · layers · keyWidth);
 * a layer down to the hidden size and one back up, both with bias.
 */
export function wideProjectedPrefixParameters(length: number, shape: PrefixShape): number {
  const { hidden } = shape;
  const width = 2 * shape.layers * shape.keyWidth;
  return length * width + (width * hidden + hidden) + (hidden * width + width);
}

/**
 * The same in PEFT (peft 0.21.2, peft/tuners/prefix_tuning/model.py): everything starts from the keys' width, not from the hidden size,
 * and `encoder` (encoder_hidden_size, the keys' width by default) is the width between the two layers.
 */
export function peftProjectedPrefixParameters(length: number, { layers, keyWidth }: PrefixShape, encoder = keyWidth): number {
  const width = 2 * layers * keyWidth;
  return length * keyWidth + (keyWidth * encoder + encoder) + (encoder * width + width);
}
