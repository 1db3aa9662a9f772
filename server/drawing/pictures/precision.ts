import type { Colour, Picture } from '../sheet.js';
import { picture, short } from '../sheet.js';

/** The levels of NF4 as bitsandbytes has them (arXiv:2305.14314, appendix E). */
export const NF4 = [-1, -0.6961928, -0.52507305, -0.3949175, -0.28444138, -0.18477343, -0.09105004, 0, 0.0795803, 0.1609302, 0.2461123, 0.33791524, 0.44070983, 0.562617, 0.72295684, 1];

/** Bits of exponent and mantissa; tf32 stands in 32 bits of which 13 are not used. */
export const FORMATS = [['fp32', 8, 23, 0], ['tf32', 8, 10, 13], ['bf16', 8, 7, 0], ['fp16', 5, 10, 0], ['fp8 e4m3', 4, 3, 0], ['fp8 e5m2', 5, 2, 0]] as const;

/** Rounds as Python and torch do: of two equally near whole numbers the even one. */
export const even = (value: number): number => (Math.abs(value % 1) === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));

export const precision: Readonly<Record<string, Picture>> = {
  'nf4': picture(620, 250, (s, t) => {
    const plot = s.plot(40, 26, 540, 132, [-1.06, 1.06], [0, 1.05], {});
    // Levels are quantiles of N(0, 1) over its 0.9677083-quantile, 1.8481: the density in the same units.
    const density = (x: number): number => Math.exp(-0.5 * (x * 1.8481) ** 2);
    plot.curve(density);
    NF4.forEach((level, k) => {
      s.line([[plot.px(level), plot.py(0)], [plot.px(level), plot.py(density(level))]], { colour: 'a', width: 1.2, fade: 0.7 });
      s.note(plot.px(level), 170, String(k), { fade: 0.9 });
      s.circle(plot.px(level), 196, 3.5, '', { colour: 'a', fill: 0.9 });
      s.circle(plot.px(-1 + k / 7.5), 222, 3.5, '', { colour: 'b', fill: 0.9 });
    });
    s.text(20, 196, 'NF4', { size: 11, colour: 'a' });
    s.text(20, 222, t('even', '均匀'), { size: 11, colour: 'b' });
    s.note(604, 170, 'k', { italic: true });
    for (const value of [-1, 0, 1]) s.note(plot.px(value), 241, String(value).replace('-', '−'));
    s.note(plot.px(-1.02), 40, t('density of the\nweights w / c', '权重 w / c\n的密度'), { at: 'start' });
    s.note(plot.px(1.06), 40, t('close levels where\nweights are many', '权重密处，\n格点也密'), { at: 'end' });
  }),
  'number-formats': picture(620, 232, (s, t) => {
    FORMATS.forEach(([name, exponent, mantissa, unused], row) => {
      const y = 36 + row * 30;
      s.text(70, y + 11, name, { at: 'end' });
      s.grid(78, y, [13, 22], 1, 1 + exponent + mantissa + unused, (_row, bit) => (bit === 0 ? { colour: 'e', fill: 0.55 } : bit <= exponent ? { colour: 'a', fill: 0.4 } : bit <= exponent + mantissa ? { colour: 'c', fill: 0.32 } : { fill: 0, dash: true }));
      s.note(84 + 13 * (1 + exponent + mantissa + unused), y + 11, `1 + ${exponent} + ${mantissa}`, { at: 'start' });
    });
    const key: readonly (readonly [Colour, string])[] = [['e', t('sign', '符号')], ['a', t('exponent: range', '指数：范围')], ['c', t('mantissa: fineness', '尾数：精度')]];
    key.forEach(([colour, text], index) => s.key(78 + [0, 70, 210][index]!, 14, text, { colour, fill: 0.45, bare: true }));
    s.note(430, 222, t('dashed: stored, but rounded away in products', '虚线：占位，但乘法时被舍去'));
  }),
  'loss-scaling': picture(620, 206, (s, t) => {
    const plot = s.plot(20, 30, 580, 110, [-13, 6], [0, 1.1], { x: [-12, -10, -8, -6, -4, -2, 0, 2, 4].map((v) => [v, `10${[...String(v)].map((c) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)] ?? '⁻').join('')}`]), xName: t('size of a gradient', '梯度的大小') });
    // fp16: smallest subnormal 2⁻²⁴, largest 65504.
    const [least, most] = [Math.log10(2 ** -24), Math.log10(65_504)];
    s.box(plot.px(least), 26, plot.px(most) - plot.px(least), 114, '', { colour: 'c', fill: 0.1, bare: true, round: 0 });
    s.line([[plot.px(least), 26], [plot.px(least), 140]], { colour: 'c', dash: true });
    s.text((plot.px(least) + plot.px(most)) / 2 + 104, 38, t('fp16 can hold these', 'fp16 能表示的范围'), { size: 11, colour: 'c' });
    const shift = Math.log10(2 ** 16);
    const bump = (centre: number) => (x: number): number => 0.75 * Math.exp(-0.5 * ((x - centre) / 1.1) ** 2);
    plot.curve(bump(-8.4), { colour: 'e' });
    plot.curve(bump(-8.4 + shift), { colour: 'a' });
    s.arrow([[plot.px(-8.4), plot.py(0.85)], [plot.px(-8.4 + shift), plot.py(0.85)]]);
    s.text(plot.px(-8.4 + shift / 2) + 8, plot.py(0.96), '× S = 2¹⁶', { size: 11 });
    s.text(plot.px(-11.2), plot.py(0.8), t('left of the line\nbecomes 0', '虚线以左\n变成 0'), { size: 11, colour: 'e' });
    s.text(plot.px(-0.2), plot.py(0.55), t('scaled: survives', '放大后：保住了'), { size: 11, colour: 'a' });
    s.note(20, 192, t('The curve is an example; its shape differs from model to model.', '曲线为示例，形状因模型而异。'), { at: 'start' });
  }),
  'mixed-precision': picture(620, 206, (s, t) => {
    const wide = { colour: 'c', fill: 0.25 } as const;
    const narrow = { colour: 'a', fill: 0.2 } as const;
    s.box(20, 20, 130, 44, t('master weights\nfp32', '主权重\nfp32'), wide);
    s.arrow([[150, 42], [206, 42]]);
    s.note(178, 30, t('round', '舍入'));
    s.box(208, 20, 110, 44, t('weights\n16 bits', '权重\n16 位'), narrow);
    s.arrow([[318, 42], [362, 42]]);
    s.box(364, 20, 110, 44, t('forward\n16 bits', '前向\n16 位'), narrow);
    s.arrow([[474, 42], [518, 42]]);
    s.box(520, 20, 80, 44, t('loss\nfp32', '损失\nfp32'), wide);
    s.arrow([[560, 64], [560, 128]]);
    s.text(552, 96, t('× S (fp16 only)', '× S（仅 fp16）'), { at: 'end', size: 11, colour: 'b' });
    s.box(500, 130, 100, 44, t('backward\n16 bits', '反向\n16 位'), narrow);
    s.arrow([[500, 152], [452, 152]]);
    s.box(340, 130, 110, 44, t('gradients\n16 bits', '梯度\n16 位'), narrow);
    s.arrow([[340, 152], [252, 152]]);
    s.text(296, 140, t('÷ S', '÷ S'), { size: 11, colour: 'b' });
    s.box(130, 130, 120, 44, t('Adam: m, v\nfp32', 'Adam：m、v\nfp32'), wide);
    s.arrow([[130, 152], [85, 152], [85, 66]]);
    s.note(20, 196, t('An update smaller than a 16-bit step is lost in the weights, but kept in the master copy.', '小于 16 位步长的更新会在权重中丢失，但保留在主权重里。'), { at: 'start' });
  }),
  'quantization': picture(620, 216, (s, t) => {
    const row = (y: number, name: string, weights: readonly number[], note: string): void => {
      const scale = Math.max(...weights.map(Math.abs)) / 7;
      const x = (value: number): number => 372 + value * 106;
      s.title(16, y, name, { at: 'start' });
      s.line([[x(-2.1), y], [x(2.1), y]], { width: 1, fade: 0.35 });
      for (const level of Array.from({ length: 15 }, (_none, index) => index - 7)) s.line([[x(level * scale), y - 5], [x(level * scale), y + 5]], { width: 1.3 });
      weights.forEach((weight) => {
        const stored = even(weight / scale) * scale;
        s.circle(x(weight), y - 20, 4, '', { colour: 'a', fill: 0.8, bare: true });
        s.arrow([[x(weight), y - 15], [x(stored), y - 3]], { colour: 'a', width: 1 });
        s.note(x(weight), y - 34, short(weight), { fade: 0.9 });
        s.text(x(stored), y + 15, short(stored), { size: 11, colour: 'b' });
      });
      s.note(16, y + 18, note, { at: 'start' });
    };
    row(58, t('without outlier', '无离群值'), [0.5, -1, 0.25], 'c = 1 / 7 = 0.143');
    row(144, t('with outlier 2', '含离群值 2'), [0.5, -1, 0.25, 2], 'c = 2 / 7 = 0.286');
    s.note(16, 200, t('int4: weights (blue), what is computed with (orange); one large weight spreads the levels.', 'int4：蓝为权重，橙为实际使用的值；一个大权重会拉开所有格点。'), { at: 'start' });
  }),
};
