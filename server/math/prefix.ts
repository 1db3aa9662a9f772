/** The model sizes a prefix encoder needs: layers, hidden size, and the width of one layer's keys (hidden, or heads × head size). */
export interface PrefixShape { readonly layers: number; readonly hidden: number; readonly keyWidth: number }

/** Trained values of a P-tuning v2 prefix without projection: one vector of 2 · layers · keyWidth for each virtual token (keys and values). */
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
