import { prefixParameters, projectedPrefixParameters } from '../../math/prefix.js';
import { quantity } from '../../settings/quantities.js';
import type { ModelFacts } from '../../run/model.js';
import type { Calculator } from './here.js';
import { input, needs, show } from './inputs.js';

/** Trained values of a P-tuning v2 prefix, once the model's config.json says how large the model is. */
export const prefixHere: Calculator = ({ run, block }, language) => {
  const { knowledge } = run;
  const length = input(block, 'prefix.length', knowledge);
  const projection = quantity(block, 'prefix.projection', knowledge);
  if (!length.known) return { lines: needs([length.name], knowledge, language) };
  if (projection.state === 'unknown') return { lines: needs([projection.binding.entry.key], knowledge, language) };
  const model = run.model(block);
  if (model?.layers === undefined || model.hidden === undefined) return { lines: [knowledge.word('needs-model', language)] };
  const shape = { layers: model.layers, hidden: model.hidden, keyWidth: keyWidth(model) };
  const projected = projection.state === 'known' && projection.value === true;
  // ChatGLM2 and 3 with grouped keys project differently from ChatGLM-6B: no number rather than a wrong one.
  if (projected && shape.keyWidth !== shape.hidden) return { lines: needs(['prefix_projection'], knowledge, language) };
  const count = projected ? projectedPrefixParameters(length.value, shape) : prefixParameters(length.value, shape);
  const text = projected
    ? `${show(length.value)}·${shape.hidden} + (${shape.hidden}² + ${shape.hidden}) + (${shape.hidden} + 1)·2·${shape.layers}·${shape.keyWidth}`
    : `${show(length.value)} × 2 × ${shape.layers} × ${shape.keyWidth}`;
  return { lines: [knowledge.word('prefix-count', language, { formula: text, count: show(count), model: model.name })] };
};

/** Width of one layer's keys: key-value heads × head size; the hidden size where every head has its own keys. */
function keyWidth(model: ModelFacts): number {
  const { hidden = 0, heads, kvHeads } = model;
  return heads !== undefined && kvHeads !== undefined ? (hidden / heads) * kvHeads : hidden;
}
