import { peftProjectedPrefixParameters, prefixParameters, projectedPrefixParameters, wideProjectedPrefixParameters } from '../../math/prefix.js';
import type { PrefixShape } from '../../math/prefix.js';
import type { Language } from '../../knowledge/types.js';
import type { Met } from '../hover/hover.js';
import { numberOf, quantity } from '../../settings/quantities.js';
import type { ModelFacts } from '../../run/model.js';
import type { Calculation, Calculator } from './here.js';
import { input, needs, show } from './inputs.js';

/** Trained values of a prefix, P-tuning v2's or PEFT's, once the model's config.json says how large the model is. */
export const prefixHere: Calculator = (met, language) => {
  const { run, block } = met;
  const { knowledge } = run;
  const length = input(block, 'prefix.length', knowledge);
  const projection = quantity(block, 'prefix.projection', knowledge);
  if (!length.known) return { lines: needs([length.name], knowledge, language) };
  if (projection.state === 'unknown') return { lines: needs([projection.binding.entry.key], knowledge, language) };
  const model = run.model(block);
  if (model?.layers === undefined || model.hidden === undefined) return { lines: [knowledge.word('needs-model', language)] };
  const shape = { layers: model.layers, hidden: model.hidden, keyWidth: keyWidth(model) };
  const projected = projection.state === 'known' && projection.value === true;
  if (projected && block.block.dialect === 'peft') return peftPrefix(met, length.value, { ...shape, name: model.name }, language);
  // With keys narrower than the hidden size it is ChatGLM2 or 3, whose network is another one.
  const wide = shape.keyWidth !== shape.hidden;
  const count = projected ? (wide ? wideProjectedPrefixParameters(length.value, shape) : projectedPrefixParameters(length.value, shape)) : prefixParameters(length.value, shape);
  const last = `2·${String(shape.layers)}·${String(shape.keyWidth)}`;
  const text = !projected ? `${show(length.value)} × 2 × ${String(shape.layers)} × ${String(shape.keyWidth)}`
    : wide ? `(${show(length.value)} + 2·${String(shape.hidden)} + 1)·${last} + ${String(shape.hidden)}`
      : `${show(length.value)}·${String(shape.hidden)} + (${String(shape.hidden)}² + ${String(shape.hidden)}) + (${String(shape.hidden)} + 1)·${last}`;
  return { lines: [knowledge.word('prefix-count', language, { formula: text, count: show(count), model: model.name })] };
};

/** PEFT's network starts from the keys' width, and `encoder_hidden_size` is its own. */
function peftPrefix({ run, block }: Met, length: number, shape: PrefixShape & { readonly name: string }, language: Language): Calculation {
  const { knowledge } = run;
  const setting = quantity(block, 'prefix.encoder', knowledge);
  const encoder = setting.state === 'absent' || setting.state === 'known' && setting.value === null ? shape.keyWidth : numberOf(setting);
  if (encoder === undefined) return { lines: needs(['encoder_hidden_size'], knowledge, language) };
  const { layers, keyWidth } = shape;
  const formula = `${show(length)}·${String(keyWidth)} + (${String(keyWidth)} + 1)·${String(encoder)} + (${String(encoder)} + 1)·2·${String(layers)}·${String(keyWidth)}`;
  return { lines: [knowledge.word('prefix-count', language, { formula, count: show(peftProjectedPrefixParameters(length, shape, encoder)), model: shape.name })] };
}

/** Width of one layer's keys: key-value heads × head size; the hidden size where every head has its own keys. */
function keyWidth(model: ModelFacts): number {
  const { hidden = 0, heads, kvHeads } = model;
  return heads !== undefined && kvHeads !== undefined ? Math.floor(hidden / heads) * kvHeads : hidden;
}
