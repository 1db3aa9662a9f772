import type { Picture, Sheet } from '../sheet.js';
import { picture, range, short, sum } from '../sheet.js';
import { softmax } from './attention.js';

/** The error function to 1.5e-7 (Abramowitz and Stegun, 7.1.26). */
function erf(x: number): number {
  const u = 1 / (1 + 0.3275911 * Math.abs(x));
  const tail = ((((1.061405429 * u - 1.453152027) * u + 1.421413741) * u - 0.284496736) * u + 0.254829592) * u * Math.exp(-x * x);
  return Math.sign(x) * (1 - tail);
}

export const relu = (z: number): number => Math.max(0, z);
export const gelu = (z: number): number => 0.5 * z * (1 + erf(z / Math.SQRT2));
export const silu = (z: number): number => z / (1 + Math.exp(-z));

function curves(s: Sheet, left: number, top: number): void {
  const plot = s.plot(left, top, 200, 140, [-3.2, 2.4], [-0.5, 2.4], { x: [-3, -2, -1, 0, 1, 2].map((v) => [v, short(v)]), y: [[0, '0'], [1, '1'], [2, '2']], base: 0 });
  plot.curve(relu, { colour: 'ink', fade: 0.6, steps: 280 });
  plot.curve(gelu, { colour: 'b' });
  plot.curve(silu);
  s.text(plot.px(-3), top + 8, 'SiLU', { at: 'start', colour: 'a' });
  s.text(plot.px(-3), top + 26, 'GELU', { at: 'start', colour: 'b' });
  s.text(plot.px(-3), top + 44, 'ReLU', { at: 'start', fade: 0.7 });
}

/** A norm, a sublayer, a sum: one way to build a layer, from left to right. */
function placement(s: Sheet, y: number, name: string, parts: string, sublayer: string): void {
  s.title(14, y, name, { at: 'start' });
  s.text(116, y, 'x', { italic: true });
  let x = 124;
  for (const part of parts) {
    if (part === '(') { s.line([[x + 8, y], [x + 8, y - 26]]); continue; }
    s.arrow([[x, y], [x + 30, y]]);
    x += 30;
    if (part === 'N') s.box(x, y - 13, 40, 26, 'N', { colour: 'b', fill: 0.25 });
    else if (part === 'F') s.box(x, y - 13, 84, 26, sublayer);
    else s.circle(x + 11, y, 11, '+', { colour: 'a', fill: 0.2 });
    x += part === 'N' ? 40 : part === 'F' ? 84 : 22;
    if (part === '+') { s.line([[132, y - 26], [x - 11, y - 26]]); s.arrow([[x - 11, y - 26], [x - 11, y - 12]]); }
  }
  s.arrow([[x, y], [x + 30, y]]);
}

export const layers: Readonly<Record<string, Picture>> = {
  'ffn': picture(620, 204, (s, t) => {
    curves(s, 40, 22);
    const y = 92;
    s.box(310, y - 34, 26, 68, 'x', { italic: true });
    s.arrow([[336, y], [360, y]]);
    s.shape([[362, y - 34], [416, y - 68], [416, y + 68], [362, y + 34]], { colour: 'a', fill: 0.18 });
    s.text(390, y, 'W₁', { italic: true });
    s.arrow([[416, y], [438, y]]);
    s.circle(452, y, 13, 'φ', { italic: true });
    s.arrow([[465, y], [486, y]]);
    s.shape([[488, y - 68], [542, y - 34], [542, y + 34], [488, y + 68]], { colour: 'a', fill: 0.18 });
    s.text(514, y, 'W₂', { italic: true });
    s.arrow([[542, y], [566, y]]);
    s.box(568, y - 34, 26, 68, 'y', { italic: true });
    s.note(323, y + 52, 'h', { italic: true });
    s.note(452, y + 52, t('f = 4h', 'f = 4h'));
    s.note(581, y + 52, 'h', { italic: true });
    s.note(452, 190, t('two matrices', '两个矩阵'));
  }),
  'swiglu': picture(600, 236, (s, t) => {
    s.box(20, 80, 26, 62, 'x', { italic: true });
    [[60, t('gate', '门'), 'a'], [162, t('up', '上投影'), 'b']].forEach(([middle, name, colour]) => {
      const y = Number(middle);
      const ink = { colour: colour as 'a' | 'b' };
      s.arrow([[46, 111], [72, 111], [72, y], [98, y]]);
      s.shape([[100, y - 20], [170, y - 44], [170, y + 44], [100, y + 20]], { ...ink, fill: 0.2 });
      s.text(138, y, String(name));
    });
    s.arrow([[170, 60], [206, 60]], { colour: 'a' });
    const plot = s.plot(208, 26, 92, 68, [-4, 4], [-1, 4], { base: 0 });
    plot.curve(silu);
    s.text(254, 12, 'SiLU', { size: 11, colour: 'a' });
    s.arrow([[304, 60], [352, 60], [352, 98]], { colour: 'a' });
    s.arrow([[170, 162], [352, 162], [352, 124]], { colour: 'b' });
    s.circle(352, 111, 12, '⊙');
    s.arrow([[364, 111], [410, 111]]);
    s.shape([[412, 67], [482, 91], [482, 131], [412, 155]], { colour: 'c', fill: 0.2 });
    s.text(446, 111, t('down', '下投影'));
    s.arrow([[482, 111], [516, 111]]);
    s.box(518, 80, 26, 62, 'y', { italic: true });
    s.note(352, 182, t('how much of the other passes', '决定另一路通过多少'));
    s.note(20, 226, t('Three matrices of width f = 8h/3 weigh as much as two of width 4h.', '三个宽 f = 8h/3 的矩阵与两个宽 4h 的矩阵参数量相同。'), { at: 'start' });
  }),
  'norm-placement': picture(600, 244, (s, t) => {
    const sublayer = t('sublayer', '子层');
    placement(s, 40, 'post-norm', '(F+N', sublayer);
    placement(s, 96, 'pre-norm', '(NF+', sublayer);
    placement(s, 152, 'sandwich', '(NFN+', sublayer);
    placement(s, 208, t('output only', '仅输出'), '(FN+', sublayer);
    s.note(430, 40, t('N stands in the way of x', 'N 挡在 x 的通路上'), { at: 'start' });
    s.note(430, 96, t('x passes untouched', 'x 直接通过'), { at: 'start' });
  }),
  'rms-norm': picture(600, 236, (s, t) => {
    const points = [[3, 4], [4, 1.2], [1.6, -3.2], [-2.4, 3], [0.5, 0.9]] as const;
    const panel = (left: number, name: string, map: (x: number, y: number) => readonly [number, number], note: string): void => {
      s.title(left + 96, 14, name);
      const plot = { px: (x: number): number => left + 96 + 20 * x, py: (y: number): number => 112 - 20 * y };
      s.line([[left, 112], [left + 192, 112]], { width: 1, fade: 0.3 });
      s.line([[left + 96, 28], [left + 96, 190]], { width: 1, fade: 0.3 });
      if (name === 'RMSNorm') s.circle(left + 96, 112, 20 * Math.SQRT2, '', { colour: 'b', fill: 0, dash: true });
      else s.line([[left + 26, 42], [left + 166, 182]], { colour: 'b', dash: true });
      for (const [x, y] of points) {
        const [toX, toY] = map(x, y);
        s.circle(plot.px(x), plot.py(y), 3, '', { fill: 0.4, bare: true });
        s.arrow([[plot.px(x), plot.py(y)], [plot.px(toX), plot.py(toY)]], { width: 1, fade: 0.4 });
        s.circle(plot.px(toX), plot.py(toY), 4, '', { colour: 'a', fill: 0.9, bare: true });
      }
      s.note(left + 96, 212, note);
    };
    panel(40, 'RMSNorm', (x, y) => { const root = Math.sqrt((x * x + y * y) / 2); return [x / root, y / root]; }, t('direction kept, length √h', '方向不变，长度 √h'));
    panel(340, 'LayerNorm', (x, y) => { const sign = Math.sign(x - y); return [sign, -sign]; }, t('mean removed first: of two\nentries only the order is left', '先减均值：两个分量时\n只剩下大小顺序'));
  }),
  'moe': picture(620, 226, (s, t) => {
    const logits = [0.4, 2.1, -0.6, 0.9, 1.7, -1.0, 0.1, -0.2];
    const chances = softmax(logits);
    const chosen = range(8).sort((a, b) => chances[b]! - chances[a]!).slice(0, 2);
    const total = sum(chosen.map((expert) => chances[expert]!));
    s.box(14, 92, 30, 56, 'x', { italic: true });
    s.arrow([[44, 120], [72, 120]]);
    s.box(74, 98, 64, 44, t('router', '路由器'), { colour: 'b', fill: 0.2 });
    for (const expert of range(8)) {
      const y = 12 + expert * 25;
      const on = chosen.includes(expert);
      s.box(176, y + 3, Math.max(1, chances[expert]! * 150), 14, '', { colour: on ? 'b' : 'ink', fill: on ? 0.55 : 0.25, bare: true, round: 1 });
      s.note(182 + chances[expert]! * 150, y + 10, chances[expert]!.toFixed(2), { at: 'start' });
      s.box(286, y, 84, 21, t(`expert ${expert + 1}`, `专家 ${expert + 1}`), on ? { colour: 'a', fill: 0.3, size: 11 } : { fill: 0, dash: true, size: 11 });
      if (on) {
        s.line([[138, 120], [156, 120], [156, y + 10], [172, y + 10]], { colour: 'b' });
        s.arrow([[370, y + 10], [452, y + 10], [496, 114 + (expert > 3 ? 12 : -6)]], { colour: 'a' });
        s.text(412, y + 2, `× ${(chances[expert]! / total).toFixed(2)}`, { size: 11, colour: 'a' });
      }
    }
    s.circle(510, 118, 12, '+');
    s.arrow([[522, 118], [552, 118]]);
    s.box(554, 92, 30, 56, 'y', { italic: true });
    s.note(216, 218, t('softmax; k = 2 of E = 8', 'softmax；E = 8 中取 k = 2'));
  }),
};
