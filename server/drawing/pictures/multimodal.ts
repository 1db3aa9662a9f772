import type { Colour, Picture, Sheet } from '../sheet.js';
import { picture, range } from '../sheet.js';

/** ᾱ after each of `steps` steps: the linear schedule of DDPM (arXiv:2006.11239), and the cosine of arXiv:2102.09672. */
export function linearAlphas(steps = 1000): number[] {
  let product = 1;
  return range(steps).map((step) => (product *= 1 - (1e-4 + ((0.02 - 1e-4) * step) / (steps - 1))));
}
export function cosineAlpha(share: number): number {
  const f = (at: number): number => Math.cos((((at + 0.008) / 1.008) * Math.PI) / 2) ** 2;
  return f(share) / f(0);
}

/** Tokens of an image: its patches, after so many on a side are merged into one. */
export const visualTokens = (pixels: number, patch: number, merge: number): number => (pixels / patch / merge) ** 2;

function tokens(s: Sheet, x: number, y: number, count: number, colour: Colour): void {
  s.grid(x, y, [22, 26], 1, count, () => ({ colour, fill: 0.35 }));
}

export const multimodal: Readonly<Record<string, Picture>> = {
  'vit': picture(630, 216, (s, t) => {
    s.grid(16, 40, 36, 3, 3, (row, column) => ({ colour: (['a', 'b', 'c'] as const)[(row + column) % 3]!, fill: 0.15 + 0.1 * ((row * 2 + column) % 4), text: String(row * 3 + column + 1) }));
    s.title(70, 22, t('patches', '图像块'));
    s.arrow([[130, 94], [162, 94]]);
    s.box(164, 66, 66, 56, t('linear', '线性层'), { colour: 'ink' });
    s.arrow([[230, 94], [258, 94]]);
    s.grid(262, 80, [26, 28], 1, 10, (_row, column) => (column === 0 ? { colour: 'e', fill: 0.35, text: 'cls' } : { colour: (['a', 'b', 'c'] as const)[(Math.floor((column - 1) / 3) + ((column - 1) % 3)) % 3]!, fill: 0.3, text: String(column) }));
    range(10).forEach((place) => s.note(275 + place * 26, 122, String(place)));
    s.note(392, 142, t('+ position embeddings', '+ 位置嵌入'));
    s.arrow([[392, 78], [392, 58]]);
    s.box(262, 24, 260, 34, t('Transformer encoder, no mask', 'Transformer 编码器，无掩码'), { colour: 'a', fill: 0.12 });
    s.arrow([[522, 41], [550, 41]]);
    s.box(552, 24, 66, 34, t('class', '类别'), { colour: 'e', fill: 0.16 });
    s.note(16, 190, t('ViT-B/16 at 224 pixels: (224 / 16)² = 196 patches of 16 · 16 · 3 = 768 numbers, and one class token.', 'ViT-B/16，224 像素：(224 / 16)² = 196 块，每块 16 · 16 · 3 = 768 个数，外加一个类别 token。'), { at: 'start' });
  }),
  'u-net': picture(600, 230, (s, t) => {
    // Channels and drawn height of each level; the size halves downwards.
    ([['64', 50], ['128', 36], ['256', 24]] as const).forEach(([channels, tall], index) => {
      const y = 32 + index * 60;
      const width = 22 + index * 14;
      const [left, right] = [60 + index * 74, 500 - index * 74 - width];
      for (const [x, colour] of [[left, 'a'], [right, 'c']] as const) {
        s.box(x, y, width, tall, '', { colour, fill: 0.28 });
        s.note(x + width / 2, y - 9, channels);
      }
      s.arrow([[left + width + 6, y + tall / 2], [right - 6, y + tall / 2]], { colour: 'b', dash: true });
      const [turn, deeper] = index === 2 ? [203, 246] : [y + 75, left + 70];
      s.arrow([[left + width / 2, y + tall + 2], [left + width / 2, turn], [deeper, turn]]);
      s.arrow([[560 - deeper, turn], [right + width / 2, turn], [right + width / 2, y + tall + 2]]);
    });
    s.box(250, 190, 60, 26, '512', { colour: 'd', fill: 0.25, size: 11 });
    s.text(280, 42, t('skip: joined by channels', '跳连：按通道拼接'), { size: 11, colour: 'b' });
    s.note(20, 130, t('halve the size,\ndouble the channels', '尺寸减半，\n通道加倍'), { at: 'start' });
    s.note(580, 130, t('back to\nfull size', '恢复\n原尺寸'), { at: 'end' });
  }),
  'diffusion-loss': picture(620, 226, (s, t) => {
    const linear = linearAlphas();
    const plot = s.plot(40, 34, 260, 140, [0, 1000], [0, 1], { x: [[0, '0'], [500, '500'], [1000, '1000']], y: [[0, '0'], [1, '1']], xName: t('step t', '步 t'), yName: t('ᾱ: what is left of the image', 'ᾱ：图像还剩多少') });
    plot.curve((step) => (step === 0 ? 1 : linear[Math.min(999, Math.round(step) - 1)]!), { steps: 200 });
    plot.curve((step) => cosineAlpha(step / 1000), { colour: 'b', steps: 200 });
    s.text(plot.px(500), plot.py(0.62), t('cosine', '余弦'), { at: 'start', colour: 'b', size: 11 });
    s.text(plot.px(60), plot.py(0.3), t('linear β', '线性 β'), { at: 'start', colour: 'a', size: 11 });
    s.box(344, 40, 56, 34, 'x₀', { italic: true });
    s.box(344, 100, 56, 34, 'ε', { colour: 'e', fill: 0.2, italic: true });
    s.arrow([[400, 57], [424, 57], [424, 80], [446, 80]]);
    s.arrow([[400, 117], [424, 117], [424, 94], [446, 94]], { colour: 'e' });
    s.box(448, 66, 44, 42, 'xₜ', { italic: true });
    s.arrow([[492, 87], [518, 87]]);
    s.box(520, 66, 84, 42, t('network', '网络'), { colour: 'a', fill: 0.2 });
    s.arrow([[562, 108], [562, 146]]);
    s.box(536, 148, 52, 30, 'ε̂', { colour: 'a', fill: 0.08, italic: true });
    s.arrow([[372, 134], [372, 163], [428, 163]], { colour: 'e' });
    s.arrow([[536, 163], [508, 163]], { colour: 'a' });
    s.text(468, 163, '‖ε − ε̂‖²', { bold: true });
    s.note(344, 208, t('xₜ = √ᾱ · x₀ + √(1 − ᾱ) · ε', 'xₜ = √ᾱ · x₀ + √(1 − ᾱ) · ε'), { at: 'start' });
  }),
  'clip': picture(600, 232, (s, t) => {
    const count = 5;
    s.box(16, 92, 96, 46, t('image\nencoder', '图像\n编码器'), { colour: 'a', fill: 0.18, size: 11 });
    s.box(248, 4, 96, 26, t('text encoder', '文本编码器'), { colour: 'b', fill: 0.18, size: 11 });
    s.arrow([[112, 115], [184, 115]], { colour: 'a' });
    s.arrow([[296, 30], [296, 43]], { colour: 'b' });
    range(count).forEach((index) => {
      s.box(192, 68 + index * 28, 26, 24, `I${'₁₂₃₄₅'[index]!}`, { colour: 'a', fill: 0.25, size: 11, round: 2 });
      s.box(228 + index * 28, 44, 24, 20, `T${'₁₂₃₄₅'[index]!}`, { colour: 'b', fill: 0.25, size: 11, round: 2 });
    });
    s.grid(226, 67, 28, count, count, (row, column) => ({ colour: row === column ? 'c' : 'ink', fill: row === column ? 0.5 : 0.06 }));
    s.text(400, 110, t('diagonal: the pairs that\nbelong together', '对角线：真正的\n图文对'), { at: 'start', size: 11, colour: 'c' });
    s.note(400, 158, t('cross-entropy along each row\nand along each column', '对每一行、每一列\n各算一次交叉熵'), { at: 'start' });
    s.note(226, 222, t('N images × N texts: cosine of each pair over a temperature', 'N 张图 × N 段文本：每对的余弦除以温度'), { at: 'middle' });
  }),
  'llava-projector': picture(630, 206, (s, t) => {
    s.grid(16, 40, 26, 3, 3, () => ({ colour: 'a', fill: 0.22 }));
    s.arrow([[98, 80], [120, 80]]);
    s.box(122, 50, 92, 58, t('vision encoder\n(frozen)', '视觉编码器\n（冻结）'), { size: 11 });
    s.arrow([[214, 80], [240, 80]]);
    s.box(242, 50, 84, 58, t('projector:\ntwo layers', '投影层：\n两层'), { colour: 'c', fill: 0.25, size: 11 });
    s.arrow([[326, 80], [352, 80]], { colour: 'c' });
    tokens(s, 356, 67, 5, 'c');
    tokens(s, 474, 67, 5, 'b');
    s.note(410, 108, t('576 image tokens', '576 个图像 token'));
    s.note(530, 108, t('the question', '问题'));
    s.line([[354, 128], [590, 128]], {});
    s.arrow([[472, 128], [472, 148]]);
    s.box(400, 150, 144, 36, t('language model', '语言模型'), { colour: 'b', fill: 0.15 });
    s.note(16, 170, t('stage 1: train the projector alone\nstage 2: projector and language model', '阶段 1：只训练投影层\n阶段 2：投影层与语言模型'), { at: 'start' });
    s.note(16, 22, t('336 / 14 = 24 a side', '边长 336 / 14 = 24'), { at: 'start' });
  }),
  'q-former': picture(620, 216, (s, t) => {
    tokens(s, 28, 40, 8, 'a');
    s.note(116, 26, t('image features, 257', '图像特征 257 个'));
    s.box(250, 26, 170, 130, '', { fill: 0.02, dash: true });
    s.title(335, 14, 'Q-Former');
    s.arrow([[206, 53], [262, 53]], { colour: 'a' });
    s.box(264, 38, 142, 30, t('cross-attention', '交叉注意力'), { colour: 'a', fill: 0.18, size: 11 });
    s.arrow([[335, 114], [335, 70]]);
    s.box(264, 114, 142, 30, t('self-attention', '自注意力'), { colour: 'c', fill: 0.18, size: 11 });
    tokens(s, 116, 116, 4, 'c');
    s.note(160, 156, t('32 learnt queries', '32 个可学习查询'));
    s.arrow([[206, 129], [262, 129]], { colour: 'c' });
    s.arrow([[406, 53], [446, 53]], { colour: 'c' });
    tokens(s, 450, 40, 4, 'c');
    s.note(494, 26, t('always 32', '总是 32 个'));
    s.arrow([[494, 68], [494, 112]]);
    s.box(434, 114, 120, 30, t('language model', '语言模型'), { colour: 'b', fill: 0.15, size: 11 });
    s.note(28, 194, t('However many patches there are, the language model gets as many tokens as there are queries.', '无论有多少图像块，语言模型得到的 token 数都等于查询数。'), { at: 'start' });
  }),
  'visual-tokens': picture(620, 226, (s, t) => {
    s.title(92, 14, t('patches', '图像块'));
    s.grid(20, 30, 18, 8, 8, (row, column) => ({ colour: ((row >> 1) + (column >> 1)) % 2 === 0 ? 'a' : 'b', fill: 0.3 }));
    s.arrow([[176, 102], [220, 102]]);
    s.note(198, 88, '2 × 2');
    s.title(272, 14, t('merged', '合并后'));
    s.grid(228, 58, 22, 4, 4, (row, column) => ({ colour: (row + column) % 2 === 0 ? 'a' : 'b', fill: 0.45 }));
    s.title(372, 34, t('image', '图像'), { at: 'start' });
    s.title(452, 34, t('patch', '块'), { at: 'start' });
    s.title(530, 34, t('tokens', 'token'), { at: 'start' });
    ([[224, 16, 1], [336, 14, 1], [448, 14, 2], [896, 14, 2]] as const).forEach(([pixels, patch, merge], row) => {
      s.text(372, 60 + row * 26, `${pixels}²`, { at: 'start' });
      s.text(452, 60 + row * 26, merge === 1 ? `${patch}²` : `${patch}², 2 × 2`, { at: 'start' });
      s.text(530, 60 + row * 26, String(visualTokens(pixels, patch, merge)), { at: 'start', bold: true });
    });
    s.note(20, 204, t('Twice the side of an image is four times the tokens; merging 2 × 2 patches divides by four.', '边长加倍，token 变为四倍；2 × 2 合并则除以四。'), { at: 'start' });
  }),
  'cross-attention-fusion': picture(600, 226, (s, t) => {
    ([[t('gated cross-attention', '门控交叉注意力'), 'c', 186], [t('language layer', '语言层'), 'ink', 136], [t('gated cross-attention', '门控交叉注意力'), 'c', 86], [t('language layer', '语言层'), 'ink', 36]] as const).forEach(([name, colour, y], index) => {
      s.box(290, y - 16, 170, 34, name, { colour, fill: colour === 'c' ? 0.22 : 0.08, size: 11 });
      if (index > 0) s.arrow([[375, y + 34], [375, y + 20]]);
      if (colour === 'c') s.arrow([[170, 137], [232, 137], [232, y + 1], [288, y + 1]], { colour: 'a' });
    });
    s.box(30, 111, 140, 52, t('image features:\nkeys and values', '图像特征：\n作为键和值'), { colour: 'a', fill: 0.22, size: 11 });
    s.arrow([[375, 222], [375, 206]]);
    s.text(388, 216, t('text: the queries', '文本：作为查询'), { at: 'start', size: 11, fade: 0.8 });
    s.note(474, 88, t('× tanh(α), α starts\nat 0: nothing changes\nat first', '× tanh(α)，α 从 0\n开始：起初不改变\n模型'), { at: 'start' });
    s.note(474, 38, t('frozen', '冻结'), { at: 'start' });
    s.note(30, 188, t('the text grows by no token', '文本不增加任何 token'), { at: 'start' });
  }),
  'multimodal': picture(630, 220, (s, t) => {
    const column = (x: number, name: string, remark: string): void => { s.title(x + 90, 14, name); s.note(x + 90, 206, remark); };
    column(10, t('shared space', '共享空间'), t('CLIP: compare', 'CLIP：比较'));
    s.box(20, 130, 70, 40, t('image', '图像'), { colour: 'a', fill: 0.18 });
    s.box(110, 130, 70, 40, t('text', '文本'), { colour: 'b', fill: 0.18 });
    s.arrow([[55, 130], [55, 96], [90, 70]], { colour: 'a' });
    s.arrow([[145, 130], [145, 96], [110, 70]], { colour: 'b' });
    s.circle(100, 56, 18, 'cos', { colour: 'c', fill: 0.2, size: 11 });
    column(222, t('tokens in the prompt', '作为提示中的 token'), t('LLaVA, Qwen-VL: project', 'LLaVA、Qwen-VL：投影'));
    s.box(232, 130, 70, 40, t('image', '图像'), { colour: 'a', fill: 0.18 });
    s.box(322, 130, 70, 40, t('text', '文本'), { colour: 'b', fill: 0.18 });
    s.arrow([[267, 130], [267, 108]], { colour: 'a' });
    s.arrow([[357, 130], [357, 108]], { colour: 'b' });
    tokens(s, 236, 80, 3, 'a'); tokens(s, 324, 80, 3, 'b');
    s.arrow([[312, 78], [312, 66]]);
    s.box(242, 34, 140, 30, t('language model', '语言模型'), { fill: 0.1, size: 11 });
    column(434, t('looking aside', '旁路查看'), t('Flamingo: cross-attention', 'Flamingo：交叉注意力'));
    s.box(444, 130, 70, 40, t('image', '图像'), { colour: 'a', fill: 0.18 });
    s.box(534, 130, 70, 40, t('text', '文本'), { colour: 'b', fill: 0.18 });
    s.arrow([[569, 130], [569, 66]], { colour: 'b' });
    s.arrow([[479, 130], [479, 49], [502, 49]], { colour: 'a' });
    s.box(504, 34, 110, 30, t('language model', '语言模型'), { fill: 0.1, size: 11 });
  }),
};
