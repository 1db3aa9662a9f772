import type { Picture } from '../sheet.js';
import { picture, range, short } from '../sheet.js';

/** The wavelength of a pair grows by this under each way to lengthen RoPE by `factor`; `fast` and `slow` are the pairs between which YaRN mixes. */
export function slowdown(way: 'linear' | 'ntk' | 'yarn', pair: number, factor: number, entries: number, fast: number, slow: number): number {
  if (way === 'linear') return factor;
  if (way === 'ntk') return factor ** ((2 * pair) / (entries - 2));
  const kept = 1 - Math.min(1, Math.max(0, (pair - fast) / (slow - fast)));
  return 1 / ((1 - kept) / factor + kept);
}

/** The pair that makes so many turns within `length` tokens (YaRN, arXiv:2309.00071; transformers, modeling_rope_utils.py). */
export const pairOfTurns = (turns: number, length: number, entries: number, base: number): number => (entries * Math.log(length / (2 * Math.PI * turns))) / (2 * Math.log(base));

/** T5's bucket of a distance (transformers, `_relative_position_bucket`, one side). */
export function bucket(distance: number, buckets: number, most = 128): number {
  const exact = buckets / 2;
  if (distance < exact) return distance;
  return Math.min(exact + Math.floor((Math.log(distance / exact) / Math.log(most / exact)) * (buckets - exact)), buckets - 1);
}

export const alibiSlope = (head: number, heads: number): number => 2 ** ((-8 * head) / heads);
export const sinusoid = (position: number, entry: number, size: number): number => {
  const angle = position / 10_000 ** ((entry - (entry % 2)) / size);
  return entry % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
};

export const positions: Readonly<Record<string, Picture>> = {
  'rope': picture(620, 216, (s, t) => {
    [0, 1, 2].forEach((pair) => {
      const theta = 10_000 ** ((-2 * pair) / 8);
      const y = 44 + pair * 58;
      s.text(16, y - 8, t(`pair ${pair}`, `第 ${pair} 对`), { at: 'start' });
      s.note(16, y + 9, `θ = ${short(theta)}`, { at: 'start' });
      for (const position of range(8)) {
        const x = 124 + position * 64;
        const angle = position * theta;
        s.circle(x, y, 22, '', { fill: 0.04 });
        if (position > 0) s.line(range(25).map((k) => [x + 13 * Math.cos((angle * k) / 24), y - 13 * Math.sin((angle * k) / 24)]), { colour: 'b', width: 1.2, fade: 0.6 });
        s.arrow([[x, y], [x + 21 * Math.cos(angle), y - 21 * Math.sin(angle)]], { colour: 'a', width: 1.8 });
      }
    });
    s.note(82, 206, t('position', '位置'), { at: 'end' });
    range(8).forEach((position) => s.note(124 + position * 64, 206, String(position)));
  }),
  'rope-scaling': picture(620, 236, (s, t) => {
    const [factor, entries, base, length] = [4, 128, 10_000, 4096];
    const fast = Math.floor(pairOfTurns(32, length, entries, base));
    const slow = Math.ceil(pairOfTurns(1, length, entries, base));
    const plot = s.plot(48, 36, 420, 150, [0, 63], [0.8, 4.3], { x: [0, fast, slow, 63].map((v) => [v, String(v)]), y: [1, 2, 3, 4].map((v) => [v, `× ${v}`]), xName: t('pair i (fast → slow)', '第 i 对（快 → 慢）'), yName: t('wavelength, new : old', '波长，新 : 旧') });
    for (const at of [fast, slow]) s.line([[plot.px(at), 36], [plot.px(at), 186]], { width: 1, dash: true, fade: 0.35 });
    plot.curve((i) => slowdown('linear', i, factor, entries, fast, slow), { colour: 'e' });
    plot.curve((i) => slowdown('ntk', i, factor, entries, fast, slow), { colour: 'b' });
    plot.curve((i) => slowdown('yarn', i, factor, entries, fast, slow), { steps: 252 });
    s.text(480, plot.py(4), t('linear: all alike', '线性：一视同仁'), { at: 'start', size: 11, colour: 'e' });
    s.text(480, plot.py(3.1), t('NTK: larger base', 'NTK：增大 base'), { at: 'start', size: 11, colour: 'b' });
    s.text(480, plot.py(2.2), t('YaRN: only the slow', 'YaRN：只改慢的'), { at: 'start', size: 11, colour: 'a' });
    s.note(plot.px(fast / 2), 200, t('over 32 turns', '超过 32 圈'));
    s.note(plot.px((slow + 63) / 2), 200, t('under 1 turn', '不足 1 圈'));
    s.note(48, 226, t('f = 4, d = 128, base 10 000, L = 4096', 'f = 4，d = 128，base 10 000，L = 4096'), { at: 'start' });
  }),
  'rope-2d': picture(560, 222, (s, t) => {
    const tokens = ['A', 'B', 'C', '[gMASK]', '<bos>', 'x', 'y'];
    const place = tokens.map((_token, index) => [Math.min(index, 3), Math.max(0, index - 3)] as const);
    const plot = s.plot(60, 30, 250, 140, [-0.4, 3.8], [-0.5, 3.4], { x: [0, 1, 2, 3].map((v) => [v, String(v)]), y: [0, 1, 2, 3].map((v) => [v, String(v)]), xName: t('position p', '位置 p'), yName: t('block position b', '块内位置 b') });
    place.forEach(([p, b], index) => {
      const next = place[index + 1];
      const [dx, dy] = next ? [next[0] - p, next[1] - b] : [0, 0];
      if (next) s.arrow([[plot.px(p) + dx * 12, plot.py(b) - dy * 12], [plot.px(next[0]) - dx * 12, plot.py(next[1]) + dy * 12]], { width: 1 });
      s.circle(plot.px(p), plot.py(b), 10, '', { colour: index < 4 ? 'a' : 'b', fill: 0.4 });
      if (index < 3) s.text(plot.px(p), plot.py(b), tokens[index]!);
      else s.text(plot.px(p) + 16, plot.py(b), tokens[index]!, { at: 'start', size: 11 });
    });
    s.text(370, 66, t('answer: p stands still,\nb counts', '回答：p 不变，\nb 递增'), { at: 'start', size: 11, colour: 'b' });
    s.text(370, 136, t('prompt: p counts,\nb is 0', '提示：p 递增，\nb 为 0'), { at: 'start', size: 11, colour: 'a' });
    s.note(60, 210, t('Half of each head is rotated by p, the other half by b.', '每个头一半按 p 旋转，另一半按 b 旋转。'), { at: 'start' });
  }),
  'alibi': picture(600, 232, (s, t) => {
    [1, 4, 8].forEach((head, panel) => {
      const slope = alibiSlope(head, 8);
      const x = 34 + panel * 190;
      s.title(x + 75, 14, t(`head ${head} of 8`, `第 ${head} 头（共 8）`));
      s.note(x + 75, 32, `m = 1/${1 / slope}`);
      s.grid(x, 46, 15, 10, 10, (i, j) => (j > i ? { fill: 0.03 } : { colour: 'a', fill: 0.04 + 0.86 * Math.exp(-slope * (i - j)) }));
    });
    s.note(34, 214, t('Fuller colour: a larger factor exp(−m (i − j)) on the weight of token j (column) for token i (row).', '颜色越浓：token i（行）对 token j（列）权重的因子 exp(−m (i − j)) 越大。'), { at: 'start' });
  }),
  'sinusoidal-positions': picture(620, 236, (s, t) => {
    const [places, entries] = [36, 16];
    s.grid(70, 20, [13.5, 10.5], entries, places, (entry, place) => { const value = sinusoid(place, 2 * entry, 64); return { colour: value < 0 ? 'b' : 'a', fill: 0.04 + 0.8 * Math.abs(value) }; });
    s.text(40, 104, t('sines, 0, 2 … 30', '正弦分量 0, 2 … 30'), { size: 11, turn: -90, fade: 0.8 });
    [0, 5, 10, 15, 20, 25, 30, 35].forEach((place) => s.note(70 + place * 13.5 + 6.75, 200, String(place)));
    s.note(36, 200, t('position', '位置'));
    s.key(70, 222, t('positive', '正'), { colour: 'a', fill: 0.7, bare: true });
    s.key(150, 222, t('negative', '负'), { colour: 'b', fill: 0.7, bare: true });
    s.note(240, 222, t('h = 64; the cosines between are a quarter turn ahead', 'h = 64；其间的余弦分量超前四分之一周'), { at: 'start' });
  }),
  't5-bias': picture(600, 232, (s, t) => {
    const plot = s.plot(50, 32, 400, 146, [0, 150], [0, 33], { x: [0, 8, 16, 32, 64, 91, 113, 128].filter((v) => v !== 113).map((v) => [v, String(v)]), y: [0, 8, 15, 31].map((v) => [v, String(v)]), xName: t('distance', '距离'), yName: t('bucket', '桶') });
    plot.curve((n) => bucket(Math.floor(n), 32), { colour: 'b', steps: 750 });
    plot.curve((n) => bucket(Math.floor(n), 16), { steps: 750 });
    s.text(464, plot.py(31), t('decoder: 32 buckets', '解码器：32 个桶'), { at: 'start', size: 11, colour: 'b' });
    s.text(464, plot.py(15), t('encoder: 16 on a side', '编码器：每侧 16 个'), { at: 'start', size: 11, colour: 'a' });
    s.note(50, 223, t('Near: one bucket per distance. Far: logarithmic. The last takes all that is farther.', '近处：每个距离一个桶；远处：对数划分；最后一个桶收下更远的全部。'), { at: 'start' });
  }),
};
