import type { Colour, Picture } from '../sheet.js';
import { picture, range, short } from '../sheet.js';

/** Operations of one LLaMA layer forward, in 10¹²: the matrices, and the scores of the causal half (h hidden, f feed-forward, s tokens). */
export const linearWork = (s: number, h = 4096, f = 11_008): number => (2 * s * (4 * h * h + 3 * h * f)) / 1e12;
export const scoreWork = (s: number, h = 4096): number => (2 * s * s * h) / 1e12;

/** Seconds of a backward pass whose gradients leave in buckets of so many bytes (the page "communication overlap": 7B, 8 GPUs). */
export function overlappedStep(bucketBytes: number): number {
  const [gradients, sent, bandwidth, backward, latency] = [14e9, 24.5e9, 50e9, 0.6, 0.3e-3];
  const buckets = Math.ceil(gradients / bucketBytes);
  const talk = sent / bandwidth + buckets * latency;
  return Math.max(backward, talk) + talk / buckets;
}

/** Bytes of one layer's activations per element of s × b × h (the page "activation memory"). */
export const activationBytes = (s: number, heads = 32, h = 4096): { readonly rest: number; readonly scores: number } => ({ rest: 34, scores: (5 * heads * s) / h });

export const costs: Readonly<Record<string, Picture>> = {
  'attention-cost': picture(600, 226, (s, t) => {
    const plot = s.plot(60, 34, 360, 146, [0, 65_536], [0, 36], { x: [0, 16, 32, 48, 64].map((k) => [k * 1024, k === 0 ? '0' : `${k}k`]), y: [0, 10, 20, 30].map((v) => [v, v === 0 ? '0' : `${v} T`]), xName: t('tokens s', 'token 数 s'), yName: t('operations of a layer', '每层运算量') });
    plot.curve((x) => linearWork(x));
    plot.curve((x) => scoreWork(x), { colour: 'e' });
    const equal = 2 * (2 * 4096 + 1.5 * 11_008);
    s.circle(plot.px(equal), plot.py(linearWork(equal)), 4, '', { colour: 'b', fill: 1, bare: true });
    s.line([[plot.px(equal), plot.py(linearWork(equal))], [plot.px(equal), plot.py(0)]], { width: 1, dash: true, fade: 0.4 });
    s.text(432, plot.py(linearWork(65_536)), t('matrices: linear', '矩阵：线性'), { at: 'start', size: 11, colour: 'a' });
    s.text(432, plot.py(35), t('scores: quadratic', '分数：二次'), { at: 'start', size: 11, colour: 'e' });
    s.text(plot.px(equal) - 8, plot.py(linearWork(equal)) - 12, t(`equal at ${equal.toLocaleString('en').replace(',', ' ')}`, `在 ${equal.toLocaleString('en').replace(',', ' ')} 处相等`), { at: 'end', size: 11, colour: 'b' });
    s.note(432, 160, t('LLaMA-2 7B, forward,\nmasked half skipped', 'LLaMA-2 7B，前向，\n跳过被掩的一半'), { at: 'start' });
  }),
  'communication-overlap': picture(600, 220, (s, t) => {
    const plot = s.plot(60, 34, 380, 142, [6, 10.2], [0, 2], { x: [[6, '1 MB'], [7, '10 MB'], [8, '100 MB'], [9, '1 GB'], [10, '10 GB']], y: [[0, '0'], [0.6, '0.6 s'], [1, '1 s'], [2, '2 s']], xName: t('size of a bucket', '桶的大小'), yName: t('backward and sending', '反向与通信') });
    plot.curve((x) => overlappedStep(10 ** x), { steps: 500 });
    s.line([[plot.px(6), plot.py(0.6)], [plot.px(10.2), plot.py(0.6)]], { colour: 'c', dash: true });
    s.text(452, plot.py(0.6), t('backward alone', '仅反向'), { at: 'start', size: 11, colour: 'c' });
    s.note(plot.px(6.75), plot.py(1.55), t('many messages:\nlatency rules', '消息太多：\n延迟为主'), { at: 'start' });
    s.note(plot.px(10.1), plot.py(1.55), t('one message:\nnothing overlaps', '只有一个：\n无法重叠'), { at: 'end' });
    s.note(452, 158, t('7B in 16 bits, 8 GPUs,\n50 GB/s, 0.3 ms each', '7B，16 位，8 卡，\n50 GB/s，每次 0.3 ms'), { at: 'start' });
  }),
  'activation-memory': picture(620, 200, (s, t) => {
    const names: readonly (readonly [Colour, string])[] = [['a', t('all but the scores', '除分数外')], ['e', t('scores, s² each head', '分数，每头 s²')]];
    names.forEach(([colour, name], index) => s.key(16 + index * 150, 14, name, { colour, fill: 0.55, bare: true }));
    [1024, 2048, 4096, 8192].forEach((length, row) => {
      const y = 34 + row * 34;
      const { rest, scores } = activationBytes(length);
      const gigabytes = (bytes: number): number => (bytes * length * 4096) / 1e9;
      const scale = 32;
      s.text(84, y + 12, `s = ${length}`, { at: 'end' });
      s.box(96, y, gigabytes(rest) * scale, 24, '', { colour: 'a', fill: 0.55, bare: true, round: 1 });
      s.box(96 + gigabytes(rest) * scale, y, gigabytes(scores) * scale, 24, '', { colour: 'e', fill: 0.5, bare: true, round: 1 });
      s.text(104 + gigabytes(rest + scores) * scale, y + 12, `${short(gigabytes(rest + scores))} GB`, { at: 'start', bold: true });
    });
    s.note(16, 186, t('One layer, b = 1, h = 4096, a = 32. FlashAttention removes the red part.', '一层，b = 1，h = 4096，a = 32。FlashAttention 去掉红色部分。'), { at: 'start' });
  }),
  'loss-curves': picture(620, 206, (s, t) => {
    const panel = (left: number, name: string): ReturnType<typeof s.plot> => { s.title(left + 82, 14, name); return s.plot(left, 34, 164, 110, [0, 3], [0, 2.2], { x: [0, 1, 2, 3].map((v) => [v, String(v)]), xName: t('epoch', '轮') }); };
    const falling = (x: number): number => 0.35 + 1.55 * Math.exp(-0.9 * x);
    const first = panel(30, t('overfitting', '过拟合'));
    first.curve(falling);
    const evaluation = (x: number): number => 0.45 + 1.5 * Math.exp(-1.1 * x) + 0.1 * x * x;
    first.curve(evaluation, { colour: 'b' });
    const lowest = range(301).map((k) => k / 100).reduce((best, x) => (evaluation(x) < evaluation(best) ? x : best));
    s.line([[first.px(lowest), 34], [first.px(lowest), 144]], { width: 1, dash: true, fade: 0.4 });
    s.text(first.px(2.3), first.py(1.6), t('evaluation', '评估'), { size: 11, colour: 'b' });
    s.text(first.px(2.55), first.py(0.24), t('train', '训练'), { size: 11, colour: 'a' });
    const second = panel(232, t('stairs', '台阶'));
    second.curve((x) => 1.9 - 0.3 * (1 - Math.exp(-4 * x)) - 0.1 * x - 0.45 * Math.floor(x), { steps: 300 });
    s.note(second.px(1.75), second.py(1.9), t('seen before', '样本已见过'));
    const third = panel(434, t('learning rate', '学习率'));
    third.curve(falling, { colour: 'c' });
    third.curve((x) => 1.9 - 0.07 * x, { colour: 'ink' });
    third.curve((x) => 1.15 + 0.75 * Math.exp(-5 * x) + 0.06 * Math.sin(19 * x) * Math.exp(-0.2 * x), { colour: 'e', steps: 240 });
    s.note(third.px(2.1), third.py(2), t('too low', '太低'));
    s.text(third.px(2.1), third.py(1.35), t('too high', '太高'), { size: 11, colour: 'e' });
    s.text(third.px(2.1), third.py(0.26), t('right', '合适'), { size: 11, colour: 'c' });
    s.note(30, 192, t('Sketches of the shapes; dashed: where to stop.', '形状示意；虚线：该停的地方。'), { at: 'start' });
  }),
};
