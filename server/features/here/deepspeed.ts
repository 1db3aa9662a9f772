import { zeroBytesPerParameter } from '../../math/zero.js';
import { numberOf, quantity, settingOf } from '../../settings/quantities.js';
import type { Calculator } from './here.js';
import { show, worldOf } from './inputs.js';

/** 2^initial_scale_power, the first loss scale. */
export const lossScaleHere: Calculator = ({ binding }) => {
  const power = numberOf(settingOf(binding));
  return power === undefined ? undefined : { lines: [`2^${show(power)} = ${show(2 ** power)}`] };
};

/** A bucket counts elements; its bytes follow from the precision gradients are reduced in. */
export const bucketHere: Calculator = ({ run, block, binding }) => {
  const elements = numberOf(settingOf(binding));
  if (elements === undefined) return undefined;
  const half = (['precision.fp16', 'precision.bf16'] as const).map((name) => quantity(block, name, run.knowledge));
  const known = half.some((setting) => setting.state === 'known' && setting.value === true);
  const bytes = (width: number): string => `${show(Number(((elements * width) / 1e6).toPrecision(4)))} MB`;
  const lines = known ? [`${show(elements)} × 2 B = ${bytes(2)}`] : [`${show(elements)} × 2 B = ${bytes(2)} (fp16, bf16)`, `${show(elements)} × 4 B = ${bytes(4)} (fp32)`];
  return { lines };
};

/** Model-state bytes per parameter at this file's stage, for the launch's world size where one is known. */
export const zeroHere: Calculator = ({ run, block }, language) => {
  const { knowledge } = run;
  const stage = numberOf(quantity(block, 'zero.stage', knowledge));
  if (stage !== 0 && stage !== 1 && stage !== 2 && stage !== 3) return undefined;
  const world = worldOf(run, block)?.size;
  const sizes = world === undefined ? [1, 4, 8] : [world];
  const lines = sizes.map((gpus) => {
    const bytes = zeroBytesPerParameter(stage, gpus);
    return knowledge.word('zero-bytes', language, { stage, gpus, bytes: show(bytes), seven: show(bytes * 7) });
  });
  return { lines };
};
