import { effectiveBatch, impliedWorldSize } from '../../math/batch.js';
import type { Calculator } from './here.js';
import { input, needs, show, worldOf } from './inputs.js';
import { numberOf, quantity } from '../../settings/quantities.js';

/** Micro batch × accumulation × world size, from the block and its launch line; in a DeepSpeed JSON also which world size fits. */
export const batchHere: Calculator = (met, language) => {
  const { run, block } = met;
  const { knowledge } = run;
  const word = (id: string, values: Readonly<Record<string, string | number>>): string => knowledge.word(id, language, values);
  if (block.block.dialect === 'deepspeed') return deepSpeedBatch(met, language);
  const micro = input(block, 'batch.micro', knowledge);
  const steps = input(block, 'batch.accumulation', knowledge);
  const unknown = [micro, steps].flatMap((item) => (item.known ? [] : [item.name]));
  if (!micro.known || !steps.known) return { lines: needs(unknown, knowledge, language) };
  const world = worldOf(run, block);
  if (!world) return { lines: [word('batch-per-gpu', { micro: show(micro.value), steps: show(steps.value), product: show(micro.value * steps.value) })] };
  const total = effectiveBatch(micro.value, steps.value, world.size);
  return { lines: [word('batch-total', { micro: show(micro.value), steps: show(steps.value), world: show(world.size), total: show(total) })] };
};

/** DeepSpeed derives what is absent (runtime/config.py, `_set_batch_related_parameters`): only what is written counts. */
const deepSpeedBatch: Calculator = ({ run, block }, language) => {
  const { knowledge } = run;
  const read = (name: 'batch.micro' | 'batch.accumulation' | 'batch.total'): number | undefined => numberOf(quantity(block, name, knowledge));
  const [micro, steps, total] = [read('batch.micro'), read('batch.accumulation'), read('batch.total')];
  const world = worldOf(run, block)?.size;
  const word = (id: string, values: Readonly<Record<string, string | number>>): string => knowledge.word(id, language, values);
  if (micro !== undefined && steps !== undefined && total !== undefined) {
    const fits = impliedWorldSize(total, micro, steps);
    return fits === undefined ? { lines: [word('batch-never', { total, micro, steps })] } : { lines: [word('batch-implies', { total, micro, steps, world: fits })] };
  }
  if (micro !== undefined && steps !== undefined) {
    return { lines: [world === undefined ? word('batch-per-gpu', { micro, steps, product: micro * steps }) : word('batch-total', { micro, steps, world, total: micro * steps * world })] };
  }
  const autos = (['batch.micro', 'batch.accumulation', 'batch.total'] as const).flatMap((name) => {
    const setting = quantity(block, name, knowledge);
    return setting.state === 'unknown' ? [setting.binding.entry.key] : [];
  });
  return autos.length > 0 ? { lines: [word('left-auto', { names: autos.map((name) => `\`${name}\``).join(', ') })] } : undefined;
};

/** Tokens of one optimizer step: effective batch × sequence length. */
export const tokensHere: Calculator = ({ run, block }, language) => {
  const { knowledge } = run;
  const micro = input(block, 'batch.micro', knowledge);
  const steps = input(block, 'batch.accumulation', knowledge);
  const whole = input(block, 'length.max', knowledge);
  const source = input(block, 'length.source', knowledge);
  const target = input(block, 'length.target', knowledge);
  const length = whole.known ? whole.value : source.known && target.known ? source.value + target.value : undefined;
  if (!micro.known || !steps.known || length === undefined) return undefined;
  const world = worldOf(run, block)?.size ?? 1;
  const tokens = micro.value * steps.value * world * length;
  return { lines: [knowledge.word('tokens', language, { micro: show(micro.value), steps: show(steps.value), world: show(world), length: show(length), tokens: show(tokens) })] };
};
