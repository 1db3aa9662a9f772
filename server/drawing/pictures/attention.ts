import type { Colour, Picture, Sheet } from '../sheet.js';
import { picture, range, short, sum } from '../sheet.js';

export type MaskKind = 'causal' | 'prefix' | 'bidirectional' | 'sliding';

/** Whether token `i` may see token `j`, both counted from 0; `size` is the prompt's length or the window. */
export function sees(kind: MaskKind, i: number, j: number, size: number): boolean {
  switch (kind) {
    case 'causal': return j <= i;
    case 'prefix': return j <= Math.max(i, size - 1);
    case 'bidirectional': return true;
    case 'sliding': return j <= i && j > i - size;
  }
}

export function softmax(scores: readonly number[], temperature = 1): number[] {
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp((score - most) / temperature));
  return powers.map((power) => power / sum(powers));
}

function maskAt(s: Sheet, x: number, y: number, tokens: number, kind: MaskKind, size: number, colour: Colour, cell = 22): void {
  s.grid(x, y, cell, tokens, tokens, (i, j) => ({ colour: sees(kind, i, j, size) ? colour : 'ink', fill: sees(kind, i, j, size) ? 0.5 : 0.06 }));
}

// Small fixed queries and keys: what the heat maps show is computed from them.
const Q = [[1, 0.2], [0.3, 1.2], [1.4, 0.4], [0.2, 1.6], [1.1, 1.0]];
const K = [[1.2, 0.1], [0.2, 1.3], [1.0, 0.8], [0.1, 1.1], [1.5, 0.3]];
const SCORES = Q.map((q) => K.map((k) => (q[0]! * k[0]! + q[1]! * k[1]!) / Math.SQRT2));

export const attention: Readonly<Record<string, Picture>> = {
  'masks': picture(620, 196, (s, t) => {
    const kinds: readonly (readonly [MaskKind, string, string, number])[] = [
      ['causal', t('causal', '因果'), 'GPT, LLaMA', 0], ['prefix', t('prefix, c = 3', '前缀，c = 3'), 'GLM, ChatGLM-6B', 3],
      ['bidirectional', t('bidirectional', '双向'), 'BERT', 0], ['sliding', t('window, W = 3', '滑动窗口，W = 3'), 'Mistral', 3],
    ];
    kinds.forEach(([kind, name, models, size], index) => {
      const x = 44 + index * 148;
      s.title(x + 55, 14, name);
      maskAt(s, x, 28, 5, kind, size, kind === 'prefix' ? 'b' : kind === 'bidirectional' ? 'c' : kind === 'sliding' ? 'd' : 'a');
      s.note(x + 55, 150, models);
      const seen = sum(range(5).map((i) => range(5).filter((j) => sees(kind, i, j, size)).length));
      s.note(x + 55, 168, t(`${seen} of 25 pairs`, `25 对中 ${seen} 对`));
    });
    s.text(30, 83, t('token that looks', '查看的 token'), { size: 11, fade: 0.75, turn: -90 });
    s.note(44, 188, t('columns: the token looked at', '列：被查看的 token'), { at: 'start' });
  }),
  'sliding-window': picture(600, 208, (s, t) => {
    const window = 3;
    s.title(94, 14, t('mask, W = 3', '掩码，W = 3'));
    maskAt(s, 28, 30, 7, 'sliding', window, 'd', 19);
    s.title(402, 14, t('what one output can see after 3 layers', '3 层之后一个输出能看到的范围'));
    const layers = 3;
    const x = (token: number): number => 234 + token * 42;
    const y = (layer: number): number => 156 - layer * 40;
    const reach = (layer: number): number => (layers - layer) * (window - 1);
    for (const layer of range(layers + 1)) {
      for (const token of range(9)) {
        const inside = token >= 8 - reach(layer);
        if (inside && layer > 0) for (const back of range(window)) if (token - back >= 0) s.line([[x(token), y(layer) + 7], [x(token - back), y(layer - 1) - 7]], { colour: 'd', width: 1, fade: 0.45 });
        s.circle(x(token), y(layer), 7, '', inside ? { colour: 'd', fill: 0.5 } : {});
      }
    }
    s.brace(x(8 - reach(0)) - 7, x(8) + 7, 170, `R = L (W − 1) + 1 = 3 · 2 + 1 = ${reach(0) + 1}`, { up: false, colour: 'd' });
  }),
  'attention': picture(636, 206, (s, t) => {
    const cell = 20;
    const weights = SCORES.map((row, i) => softmax(row.slice(0, i + 1)));
    const block = (x: number, y: number, columns: number, rows: number, name: string, colour: Colour): void => {
      s.grid(x, y, cell, rows, columns, () => ({ colour, fill: 0.3 }));
      s.text(x + (columns * cell) / 2, y + rows * cell + 12, name, { italic: true });
    };
    block(14, 48, 2, 5, 'Q', 'a');
    s.text(66, 98, '·');
    block(78, 78, 5, 2, 'Kᵀ', 'b');
    s.arrow([[186, 98], [214, 98]]);
    s.grid(222, 48, cell, 5, 5, (i, j) => (j <= i ? { colour: 'a', fill: 0.15 + SCORES[i]![j]! / 3 } : { fill: 0, dash: true }));
    s.text(272, 32, t('scores, masked', '分数，加掩码'), { size: 11 });
    s.arrow([[326, 98], [380, 98]]);
    s.note(353, 86, 'softmax');
    s.grid(388, 48, cell, 5, 5, (i, j) => ({ colour: 'c', fill: j <= i ? 0.08 + 0.8 * weights[i]![j]! : 0.03 }));
    s.text(438, 32, t('weights: rows sum to 1', '权重：每行和为 1'), { size: 11 });
    s.text(500, 98, '·');
    block(512, 48, 2, 5, 'V', 'd');
    s.arrow([[556, 98], [580, 98]]);
    block(586, 48, 2, 5, t('out', '输出'), 'c');
    s.note(14, 190, t('One row per token. The score is q · k / √d; what may not be seen gets weight 0.', '每行一个 token。分数为 q · k / √d；不可见处权重为 0。'), { at: 'start' });
  }),
  'flash-attention': picture(620, 222, (s, t) => {
    const [tiles, size, row, column] = [4, 34, 1, 2];
    s.grid(92, 52, size, tiles, tiles, (i, j) => (i === row && j === column ? { colour: 'a', fill: 0.6 } : i < row || (i === row && j < column) ? { colour: 'a', fill: 0.14 } : { fill: 0, dash: true }));
    s.grid(48, 52, size, tiles, 1, (i) => ({ colour: 'b', fill: i === row ? 0.55 : 0.12, text: `Q${'₁₂₃₄'[i]!}` }));
    s.grid(92, 14, size, 1, tiles, (_i, j) => ({ colour: 'c', fill: j === column ? 0.55 : 0.12, text: `K${'₁₂₃₄'[j]!}` }));
    s.note(160, 202, t('scores: one tile at a time, never stored', '分数：每次一块，从不整体存储'));
    s.arrow([[180, 103], [270, 103]], { colour: 'a' });
    s.box(272, 40, 158, 126, '', { colour: 'a', fill: 0.05 });
    s.text(351, 56, t('fast memory on the chip', '片上高速存储'), { size: 11 });
    s.grid(288, 74, 40, 1, 3, (_i, j) => ({ colour: (['b', 'c', 'd'] as const)[j]!, fill: 0.35, text: ['Q₂', 'K₃', 'V₃'][j]! }));
    s.box(288, 124, 126, 28, 'm, ℓ, o', { colour: 'a', fill: 0.25, italic: true });
    s.arrow([[430, 138], [468, 138]], { colour: 'a' });
    s.box(470, 118, 48, 40, 'O₂', { colour: 'a', fill: 0.14, italic: true });
    s.note(494, 172, t('written once', '只写一次'));
    s.note(444, 70, t('per tile: new maximum m,\nrescale the sum ℓ\nand the output o', '每块：更新最大值 m，\n重新缩放和 ℓ\n与输出 o'), { at: 'start' });
  }),
  'kv-cache': picture(600, 222, (s, t) => {
    const tokens = 6;
    const panel = (x: number, name: string, cached: boolean): void => {
      s.title(x, 14, name, { at: 'start' });
      s.note(x + 24, 34, t('step', '步'), { at: 'end' });
      range(tokens).forEach((step) => s.note(x + 24, 54 + step * 24, String(step + 1), { at: 'end' }));
      s.grid(x + 32, 42, 24, tokens, tokens, (step, token) => (token > step ? undefined : token < step && cached ? { colour: 'a', fill: 0.16, dash: true } : { colour: 'b', fill: 0.5 }));
      const passes = cached ? tokens : (tokens * (tokens + 1)) / 2;
      s.note(x + 32, 202, t(`${passes} token passes`, `${passes} 次 token 计算`), { at: 'start', fade: 0.9 });
    };
    panel(16, t('without a cache', '无缓存'), false);
    panel(236, t('with a cache', '有缓存'), true);
    s.key(448, 74, t('computed', '本步计算'), { colour: 'b', fill: 0.5, bare: true, side: 16, gap: 8 });
    s.key(448, 102, t('K and V kept', '已存的 K 和 V'), { colour: 'a', fill: 0.16, dash: true, side: 16, gap: 8 });
    s.note(448, 134, t('grows by one column\nper token and layer', '每个 token、每层\n增加一列'), { at: 'start' });
  }),
  'grouped-query-attention': picture(630, 176, (s, t) => {
    const queries = 8;
    ([['MHA', 8], ['GQA', 2], ['MQA', 1]] as const).forEach(([name, heads], panel) => {
      const left = 66 + panel * 192;
      const x = (head: number): number => left + head * 22;
      const centre = (head: number): number => x((head * queries) / heads + (queries / heads - 1) / 2);
      s.title(left + 77, 14, name);
      for (const query of range(queries)) {
        const head = Math.floor((query * heads) / queries);
        s.line([[x(query), 58], [centre(head), 98]], { colour: 'a', width: 1.1, fade: 0.7 });
        s.box(x(query) - 8, 36, 16, 22, '', { colour: 'a', fill: 0.3, bare: true, round: 3 });
      }
      for (const head of range(heads)) s.box(centre(head) - 8, 98, 16, 30, '', { colour: 'b', fill: 0.5, bare: true, round: 3 });
      s.note(left + 77, 146, t(`g = ${heads}: cache ${short(heads / queries, 3)}`, `g = ${heads}：缓存 ${short(heads / queries, 3)}`));
    });
    s.note(50, 47, t('queries', '查询'), { at: 'end', fade: 0.9 });
    s.note(50, 113, t('K and V', 'K 和 V'), { at: 'end', fade: 0.9 });
  }),
  'latent-attention': picture(620, 226, (s, t) => {
    s.box(16, 78, 34, 84, 'xₜ', { italic: true });
    s.arrow([[50, 100], [84, 100], [84, 66], [116, 66]]);
    s.arrow([[50, 140], [84, 140], [84, 178], [116, 178]]);
    s.box(118, 48, 52, 36, 'Wₐ', { italic: true });
    s.box(118, 160, 52, 36, 'W_R', { italic: true });
    s.arrow([[170, 66], [206, 66]]);
    s.arrow([[170, 178], [206, 178]]);
    s.box(208, 46, 92, 40, t('cₜ: 512', 'cₜ：512'), { colour: 'a', fill: 0.35 });
    s.box(208, 158, 92, 40, t('kᴿ: 64', 'kᴿ：64'), { colour: 'a', fill: 0.35 });
    s.text(254, 122, t('only these are cached:\n576 per token and layer', '只缓存这两项：\n每 token 每层 576'), { size: 11, colour: 'a' });
    [0, 1, 2].forEach((head) => {
      const y = 22 + head * 64 + (head === 2 ? 6 : 0);
      s.arrow([[300, 66], [330, 66], [352, y + 16], [378, y + 16]]);
      s.arrow([[510, y + 16], [470, y + 16]], { colour: 'a' });
      s.box(380, y, 88, 32, t(`k, v: head ${head === 2 ? 128 : head + 1}`, `k, v：头 ${head === 2 ? 128 : head + 1}`), { colour: 'c', fill: 0.16, size: 11 });
    });
    s.text(424, 132, '⋮');
    s.line([[300, 178], [340, 178], [340, 212], [510, 212], [510, 38]], { colour: 'a' });
    s.note(316, 54, 'W_b');
    s.note(566, 108, t('kᴿ carries\nthe position,\nfor all heads', 'kᴿ 携带位置，\n所有头共用'));
  }),
  'multi-head-attention': picture(620, 214, (s, t) => {
    s.box(16, 60, 34, 92, 'x', { italic: true });
    s.note(33, 166, '4096');
    [['W_Q', 'a', 38], ['W_K', 'b', 106], ['W_V', 'd', 174]].forEach(([name, colour, middle]) => {
      const y = Number(middle);
      const ink = { colour: colour as Colour };
      s.arrow([[50, 106], [70, 106], [70, y], [88, y]]);
      s.box(90, y - 18, 50, 36, String(name), { ...ink, fill: 0.2, size: 11 });
      s.arrow([[140, y], [162, y]], ink);
      s.grid(166, y - 17, [16, 34], 1, 8, () => ({ ...ink, fill: 0.35 }));
      s.arrow([[296, y], [322, y], [322, 106], [346, 106]], ink);
    });
    s.note(230, 72, t('32 heads × 128', '32 个头 × 128'));
    s.box(348, 74, 122, 64, t('softmax(QKᵀ/√d) V\nin each head', '每个头各算\nsoftmax(QKᵀ/√d) V'), { colour: 'c', fill: 0.14, size: 11 });
    s.arrow([[470, 106], [490, 106]]);
    s.box(492, 88, 50, 36, 'W_O', { size: 11 });
    s.arrow([[542, 106], [566, 106]]);
    s.box(568, 60, 34, 92, t('out', '出'), { size: 11 });
    s.note(585, 166, '4096');
    s.note(517, 142, t('joins', '拼合'));
    s.note(16, 206, t('Eight of the 32 heads are drawn; each has its own part of Q, K and V.', '图中画出 32 个头中的 8 个；每个头有自己的 Q、K、V 部分。'), { at: 'start' });
  }),
};
