import type { Schedule, ScheduleOptions } from '../../math/schedule.js';
import { scheduleFactor } from '../../math/schedule.js';
import type { Picture } from '../sheet.js';
import { picture, range, short } from '../sheet.js';

const STEPS = 1000;
const WARM = 100;
const factorOf = (schedule: Schedule, options?: ScheduleOptions) => (step: number): number => scheduleFactor(schedule, step, STEPS, WARM, options);

/** The schedules of transformers/optimization.py, 100 of 1000 steps of warm-up. */
export const SCHEDULES: readonly (readonly [name: string, factor: (step: number) => number])[] = [
  ['constant', factorOf('constant')],
  ['constant_with_warmup', factorOf('constant_with_warmup')],
  ['linear', factorOf('linear')],
  ['polynomial, power 2', factorOf('polynomial', { peak: 1, endRate: 0, power: 2 })],
  ['cosine', factorOf('cosine')],
  ['cosine_with_restarts, 3', factorOf('cosine_with_restarts', { cycles: 3 })],
  ['cosine_with_min_lr, 0.1', factorOf('cosine_with_min_lr', { minRatio: 0.1 })],
  ['inverse_sqrt', factorOf('inverse_sqrt')],
  ['warmup_stable_decay', factorOf('warmup_stable_decay', { decaySteps: 200 })],
];

export const SAMPLES = [900, 700, 300, 200, 100] as const;

/** Best fit decreasing: each sample, the longest first, goes where the least room is left. */
export function bestFit(samples: readonly number[], length: number): number[][] {
  const rows: number[][] = [];
  const used = (row: readonly number[]): number => row.reduce((total, value) => total + value, 0);
  for (const sample of [...samples].sort((a, b) => b - a)) {
    const room = rows.filter((row) => used(row) + sample <= length).sort((a, b) => used(b) - used(a))[0];
    if (room) room.push(sample);
    else rows.push([sample]);
  }
  return rows;
}

/** The loss with smoothing over `size` tokens, the wrong ones equally likely (transformers, LabelSmoother). */
export function smoothedLoss(p: number, epsilon: number, size: number): number {
  return (1 - epsilon) * -Math.log(p) + (epsilon / size) * (-Math.log(p) - (size - 1) * Math.log((1 - p) / (size - 1)));
}

export const training: Readonly<Record<string, Picture>> = {
  'lr-schedules': picture(620, 346, (s, t) => {
    SCHEDULES.forEach(([name, factor], index) => {
      const [x, y] = [28 + (index % 3) * 200, 32 + Math.floor(index / 3) * 110];
      s.text(x - 4, y - 16, name, { at: 'start', size: 11 });
      const plot = s.plot(x, y, 170, 66, [0, STEPS], [0, 1.02]);
      plot.curve(factor, { steps: 400 });
      if (index > 0) s.line([[plot.px(WARM), y + 2], [plot.px(WARM), y + 66]], { width: 1, dash: true, fade: 0.35 });
    });
    s.note(24, 334, t('The factor on learning_rate over 1000 steps; dashed: the end of 100 warm-up steps.', 'learning_rate 的系数，共 1000 步；虚线：100 步预热结束。'), { at: 'start' });
  }),
  'warmup': picture(560, 216, (s, t) => {
    const plot = s.plot(44, 30, 400, 136, [0, 120], [0, 1.1], { x: [[0, '0'], [31, 'w'], [120, 't']], y: [[1, 'η']] });
    plot.curve((x) => scheduleFactor('linear', x, 1001, 31), { steps: 240 });
    // DeepSpeed's WarmupLR: ln(t + 1) / ln(w).
    plot.curve((x) => (x < 31 ? Math.min(1, Math.log(x + 1) / Math.log(31)) : 1), { colour: 'b', dash: true, steps: 240 });
    s.line([[plot.px(31), plot.py(0)], [plot.px(31), plot.py(1)]], { width: 1, dash: true, fade: 0.4 });
    s.text(452, plot.py(1), t('DeepSpeed\nWarmupLR', 'DeepSpeed\nWarmupLR'), { at: 'start', size: 11, colour: 'b' });
    s.text(452, plot.py(0.72), t('linear warm-up,\nthen decay', '线性预热，\n然后衰减'), { at: 'start', size: 11, colour: 'a' });
    s.note(plot.px(15), plot.py(-0.27), t('warm-up', '预热'));
    s.note(plot.px(75), plot.py(0.3), t('w = ⌈1001 · 0.03⌉ = 31 steps', 'w = ⌈1001 · 0.03⌉ = 31 步'));
  }),
  'packing': picture(620, 198, (s, t) => {
    const scale = 0.22;
    const bar = (x: number, y: number, length: number): void => s.box(x, y, length * scale, 20, String(length), { colour: 'a', fill: 0.22, size: 11, round: 2 });
    s.title(16, 14, t('padded', '补齐'), { at: 'start' });
    SAMPLES.forEach((sample, row) => {
      bar(16, 30 + row * 26, sample);
      if (sample < 900) s.box(16 + sample * scale, 30 + row * 26, (900 - sample) * scale, 20, '', { dash: true, fill: 0, round: 2 });
    });
    s.title(236, 14, t('packed, best fit', '打包，最佳适应'), { at: 'start' });
    const rows = bestFit(SAMPLES, 1024);
    rows.forEach((row, index) => {
      let x = 236;
      for (const sample of row) { bar(x, 30 + index * 26, sample); x += sample * scale; }
      s.box(x, 30 + index * 26, 236 + 1024 * scale - x, 20, '', { dash: true, fill: 0, round: 2 });
    });
    const total = SAMPLES.reduce((all, value) => all + value, 0);
    s.note(16, 174, t(`${total} of ${5 * 900} places: ${Math.round((100 * total) / 4500)} %`, `${5 * 900} 个位置中 ${total} 个：${Math.round((100 * total) / 4500)} %`), { at: 'start' });
    s.note(236, 122, t(`${total} of ${rows.length * 1024} places: ${Math.round((100 * total) / (rows.length * 1024))} %`, `${rows.length * 1024} 个位置中 ${total} 个：${Math.round((100 * total) / (rows.length * 1024))} %`), { at: 'start' });
    s.title(486, 14, t('mask of row 2', '第 2 行的掩码'), { at: 'start' });
    const sample = (place: number): number => (place < 7 ? 0 : 1);
    s.grid(486, 30, 11, 10, 10, (row, column) => ({ colour: sample(row) === 0 ? 'a' : 'b', fill: column <= row && sample(row) === sample(column) ? 0.6 : 0.06 }));
    s.note(486, 154, t('two samples that do\nnot see each other', '两个样本互不可见'), { at: 'start' });
  }),
  'sft-loss': picture(620, 176, (s, t) => {
    const words = ['<user>', '2', '+', '2', '?', '<bot>', '4', '.', '<eos>', '<pad>'];
    words.forEach((word, place) => {
      const x = 92 + place * 52;
      const counts = place >= 6 && place <= 8;
      s.box(x, 26, 48, 26, word, { size: 11, ...(place === 9 ? { dash: true } : {}) });
      s.box(x, 92, 48, 26, counts ? word : '−100', counts ? { colour: 'a', fill: 0.28, size: 11 } : { size: 11, fill: 0, dash: true });
      if (counts) s.arrow([[x - 28, 52], [x - 28, 68], [x + 24, 78], [x + 24, 91]], { colour: 'a' });
    });
    s.text(84, 39, t('input', '输入'), { at: 'end' });
    s.text(84, 105, t('labels', '标签'), { at: 'end' });
    s.brace(92, 400, 124, t('prompt: read, not counted', '提示：读入，但不计损失'), { up: false });
    s.brace(404, 556, 124, t('response: counted', '回答：计入损失'), { up: false, colour: 'a' });
    s.note(92, 10, t('Each label is predicted from the tokens before it.', '每个标签由它之前的 token 预测。'), { at: 'start' });
  }),
  'effective-batch': picture(620, 206, (s, t) => {
    const [gpus, steps, micro] = [4, 4, 2];
    for (const gpu of range(gpus)) {
      s.text(70, 51 + gpu * 34, `GPU ${gpu}`, { at: 'end' });
      for (const step of range(steps)) {
        s.box(84 + step * 76, 36 + gpu * 34, 68, 30, '');
        for (const sample of range(micro)) s.box(94 + step * 76 + sample * 26, 42 + gpu * 34, 20, 18, '', { colour: 'a', fill: 0.35, bare: true, round: 3 });
      }
    }
    s.brace(84, 380, 30, t('k = 4 micro-batches, one after the other', 'k = 4 个微批次，依次计算'));
    s.brace(84, 152, 174, t('b = 2', 'b = 2'), { up: false });
    s.arrow([[388, 101], [424, 101]]);
    s.box(426, 80, 76, 42, t('average\ngradient', '平均\n梯度'), { size: 11 });
    s.arrow([[502, 101], [528, 101]]);
    s.text(574, 101, t('one update', '一次更新'), { bold: true, size: 11 });
    s.text(506, 150, `B = ${micro} · ${steps} · ${gpus} = ${micro * steps * gpus}`, { colour: 'a' });
  }),
  'label-smoothing': picture(620, 216, (s, t) => {
    const [size, epsilon] = [5, 0.1];
    [0, epsilon].forEach((factor, panel) => {
      const left = 20 + panel * 166;
      s.title(left, 14, t(`target, ε = ${factor}`, `目标，ε = ${factor}`), { at: 'start' });
      s.line([[left, 176], [left + 144, 176]], { width: 1 });
      for (const token of range(size)) {
        const value = (token === 2 ? 1 - factor : 0) + factor / size;
        s.box(left + 4 + token * 28, 176 - value * 120, 20, value * 120, '', { colour: token === 2 ? 'a' : 'b', fill: 0.45, bare: true, round: 1 });
        if (value > 0) s.note(left + 14 + token * 28, 168 - value * 120, short(value));
      }
      s.note(left + 70, 188, 'y', { italic: true });
    });
    const plot = s.plot(386, 34, 212, 142, [0.4, 1], [0, 1.4], { x: [[0.4, '0.4'], [0.92, '0.92'], [1, '1']], y: [[0, '0'], [1, '1']], yName: t('loss', '损失'), xName: t('p of the right token', '正确 token 的 p') });
    plot.curve((p) => -Math.log(p));
    plot.curve((p) => smoothedLoss(p, epsilon, size), { colour: 'b', to: 0.9985, steps: 300 });
    s.circle(plot.px(0.92), plot.py(smoothedLoss(0.92, epsilon, size)), 3.5, '', { colour: 'b', fill: 1, bare: true });
    s.text(plot.px(0.72), plot.py(0.12), 'ε = 0', { size: 11, colour: 'a' });
    s.text(plot.px(0.76), plot.py(0.78), t('ε = 0.1: lowest before 1', 'ε = 0.1：最低点在 1 之前'), { size: 11, colour: 'b' });
  }),
  'gradient-clipping': picture(600, 216, (s, t) => {
    const [cx, cy, c] = [130, 112, 62];
    s.circle(cx, cy, c, '', { dash: true, fill: 0.04 });
    const ray = (angle: number, norm: number): void => {
      const at = (length: number): readonly [number, number] => [cx + c * length * Math.cos(angle), cy - c * length * Math.sin(angle)];
      if (norm > 1) s.arrow([at(1), at(norm)], { colour: 'e', dash: true });
      s.arrow([[cx, cy], at(Math.min(1, norm))], { colour: 'a', width: 1.8 });
    };
    ray(0.55, 2.0);
    ray(2.3, 0.7);
    ray(-1.0, 1.45);
    s.text(cx - 78, cy + 62, '‖g‖ = c', { size: 11, fade: 0.75 });
    s.text(cx + 118, cy - 84, 'g', { colour: 'e', italic: true });
    const plot = s.plot(340, 34, 220, 138, [0, 4], [0, 2], { x: [0, 1, 2, 3, 4].map((v) => [v, v === 1 ? 'c' : `${v === 0 ? '' : v}${v === 0 ? '0' : 'c'}`]), y: [[1, 'c'], [2, '2c']], xName: t('norm before', '裁剪前的范数'), yName: t('norm after', '裁剪后的范数') });
    plot.curve((x) => x, { colour: 'e', dash: true, to: 2 });
    plot.curve((x) => Math.min(x, 1));
    s.note(452, plot.py(1.7), t('unclipped', '不裁剪'), { at: 'start' });
  }),
};
