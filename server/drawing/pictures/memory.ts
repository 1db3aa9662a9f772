import type { Colour, Picture } from '../sheet.js';
import { picture, range, sum } from '../sheet.js';

const PARAMETERS = 6_738_415_616;
const LORA = 32 * 2 * 8 * (4096 + 4096);

/** LLaMA-7B of the page "memory budget": gigabytes of weights, gradients, optimizer states, activations, logits, buffers. */
export const BUDGETS: readonly (readonly [name: string, zh: string, parts: readonly number[]])[] = [
  ['full, 1 GPU', '全参，1 卡', [2 * PARAMETERS, 2 * PARAMETERS, 12 * PARAMETERS, 1.49e9, 0.52e9, 0]],
  ['full, 8, ZeRO-2', '全参，8 卡，ZeRO-2', [2 * PARAMETERS, (2 * PARAMETERS) / 8, (12 * PARAMETERS) / 8, 1.49e9, 0.52e9, 1e9]],
  ['full, 8, ZeRO-3', '全参，8 卡，ZeRO-3', [(2 * PARAMETERS) / 8, (2 * PARAMETERS) / 8, (12 * PARAMETERS) / 8, 1.49e9, 0.52e9, 3e9]],
  ['LoRA, 1 GPU', 'LoRA，1 卡', [2 * PARAMETERS, 2 * LORA, 12 * LORA, 1.49e9, 0.52e9, 0]],
  ['QLoRA, 1 GPU', 'QLoRA，1 卡', [3.87e9, 2 * LORA, 12 * LORA, 1.49e9, 0.52e9, 0]],
].map(([name, zh, parts]) => [name as string, zh as string, (parts as number[]).map((bytes) => bytes / 1e9)]);

const COLOURS: readonly Colour[] = ['a', 'b', 'c', 'd', 'e', 'ink'];

/** Memory in units of one layer's activations over a step: each forward takes 1 unit of time, each backward 2. */
export function activationsOverTime(layers: number, kept: number, checkpointed: boolean): (readonly [time: number, memory: number])[] {
  const points: [number, number][] = [[0, 0]];
  let [time, memory] = [0, 0];
  const go = (duration: number, change: number): void => { time += duration; memory += change; points.push([time, memory]); };
  for (const _layer of range(layers)) go(1, checkpointed ? kept : 1);
  for (const _layer of range(layers)) {
    if (checkpointed) { go(1, 1); go(2, -1 - kept); } else go(2, -1);
  }
  return points;
}

export const memory: Readonly<Record<string, Picture>> = {
  'memory-budget': picture(636, 222, (s, t) => {
    const names = [t('weights', '权重'), t('gradients', '梯度'), t('optimizer', '优化器状态'), t('activations', '激活值'), 'logits', t('buffers', '缓冲区')];
    names.forEach((name, index) => s.key(16 + [0, 84, 176, 270, 372, 436][index]!, 14, name, { colour: COLOURS[index]!, fill: 0.55, bare: true }));
    BUDGETS.forEach(([en, zh, parts], row) => {
      const y = 38 + row * 34;
      s.text(136, y + 12, t(en, zh), { at: 'end' });
      let x = 146;
      parts.forEach((part, index) => {
        if (part * 3.7 > 0.4) s.box(x, y, part * 3.7, 24, '', { colour: COLOURS[index]!, fill: 0.55, bare: true, round: 1 });
        x += part * 3.7;
      });
      s.text(x + 8, y + 12, `${sum(parts).toFixed(1)} GB`, { at: 'start', bold: true });
    });
    s.note(16, 214, t('LLaMA-7B, s = 2048, b = 1; one GPU of those in the name.', 'LLaMA-7B，s = 2048，b = 1；图中为其中一张卡。'), { at: 'start' });
  }),
  'gradient-checkpointing': picture(620, 236, (s, t) => {
    const layers = 8;
    const kept = 2 / 114;
    const plot = s.plot(50, 34, 440, 150, [0, 4 * layers + 1], [0, layers + 0.6], { x: [[layers, '8'], [3 * layers, '24'], [4 * layers, '32']], y: [[1, '1'], [8, '8']], xName: t('time, in forward passes of one layer', '时间，以一层前向为单位'), yName: t('activations, in layers', '激活值，以层为单位') });
    const draw = (checkpointed: boolean, colour: Colour): void => s.line(activationsOverTime(layers, kept, checkpointed).map(([time, amount]) => [plot.px(time), plot.py(amount)]), { colour, width: 2 });
    draw(false, 'e');
    draw(true, 'a');
    s.line([[plot.px(layers), plot.py(0)], [plot.px(layers), plot.py(8.4)]], { width: 1, dash: true, fade: 0.35 });
    s.note(plot.px(4), 196, t('forward', '前向'));
    s.note(plot.px(16), 196, t('backward', '反向'));
    s.text(500, plot.py(5.2), t('all kept:\nhigh, 3 units', '全部保留：\n占用高，3 份时间'), { at: 'start', size: 11, colour: 'e' });
    s.text(500, plot.py(1.3), t('checkpointed:\none layer at a time,\n4 units', '检查点：\n一次只存一层，\n4 份时间'), { at: 'start', size: 11, colour: 'a' });
  }),
};
