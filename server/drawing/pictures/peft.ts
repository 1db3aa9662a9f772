import { loraScale } from '../../math/lora.js';
import type { Picture, Say, Sheet } from '../sheet.js';
import { picture, range } from '../sheet.js';

/** Layers as rows, places as columns: which of the virtual places are trained, which are computed. */
function virtual(s: Sheet, t: Say, trained: (row: number) => boolean): { readonly left: number; readonly top: number } {
  const left = 190;
  const top = 34;
  const rows = [t('layer 3', '第 3 层'), t('layer 2', '第 2 层'), t('layer 1', '第 1 层'), t('embeddings', '词嵌入')];
  rows.forEach((name, row) => {
    const y = top + row * 36 + (row === 3 ? 8 : 0);
    s.note(left - 12, y + 13, name, { at: 'end', fade: 0.85 });
    for (const column of range(7)) {
      const x = left + column * 42 + (column > 2 ? 16 : 0);
      if (column > 2) s.box(x, y, 36, 26, row === 3 ? `x${'₁₂₃₄'[column - 3]!}` : '', { italic: true });
      else if (trained(row)) s.box(x, y, 36, 26, row === 3 ? `p${'₁₂₃'[column]!}` : 'K V', { colour: 'a', fill: 0.25, italic: row === 3, size: row === 3 ? 12 : 11 });
      else if (row < 3) s.box(x, y, 36, 26, '', { dash: true, fill: 0 });
    }
  });
  s.title(left + 60, 16, t('virtual tokens', '虚拟 token'), { colour: 'a' });
  s.title(left + 222, 16, t('the text', '文本'));
  return { left, top };
}

export const peft: Readonly<Record<string, Picture>> = {
  'lora': picture(560, 236, (s, t) => {
    s.box(20, 88, 30, 74, 'x', { italic: true });
    s.arrow([[50, 125], [84, 125], [84, 66], [128, 66]]);
    s.arrow([[84, 125], [84, 184], [128, 184]]);
    s.box(130, 16, 210, 100, 'W₀', { italic: true });
    s.note(235, 92, t('frozen, out × in', '冻结，out × in'));
    s.shape([[130, 144], [190, 170], [190, 198], [130, 224]], { colour: 'a', fill: 0.22 });
    s.shape([[222, 170], [282, 144], [282, 224], [222, 198]], { colour: 'a', fill: 0.22 });
    s.arrow([[190, 184], [220, 184]], { colour: 'a' });
    s.text(158, 184, 'A', { italic: true });
    s.text(254, 184, 'B', { italic: true });
    s.note(206, 157, 'r', { italic: true });
    s.note(206, 222, t('trained', '训练'), { colour: 'a', fade: 1 });
    s.arrow([[282, 184], [318, 184]], { colour: 'a' });
    s.box(320, 169, 52, 30, 'α / r', { colour: 'a', italic: true });
    s.arrow([[372, 184], [430, 184], [430, 139]], { colour: 'a' });
    s.arrow([[340, 66], [430, 66], [430, 111]]);
    s.circle(430, 125, 12, '+');
    s.arrow([[442, 125], [478, 125]]);
    s.box(480, 88, 30, 74, 'h', { italic: true });
  }),
  'lora-scaling': picture(480, 226, (s, t) => {
    const plot = s.plot(56, 34, 280, 150, [2, 8], [0, 8], { x: range(7).map((k) => [k + 2, String(2 ** (k + 2))]), y: [0, 2, 4, 6, 8].map((v) => [v, String(v)]), xName: t('rank r', '秩 r'), yName: t('factor on BA', 'BA 的系数') });
    plot.curve((x) => loraScale(16, 2 ** x, false));
    plot.curve((x) => loraScale(16, 2 ** x, true), { colour: 'b' });
    plot.curve((x) => loraScale(2 * 2 ** x, 2 ** x, false), { colour: 'c', dash: true });
    s.text(348, plot.py(0.1), t('α / r with α = 16', 'α / r，α = 16'), { at: 'start', colour: 'a', size: 11 });
    s.text(348, plot.py(1.05), t('α / √r (rsLoRA)', 'α / √r（rsLoRA）'), { at: 'start', colour: 'b', size: 11 });
    s.text(348, plot.py(2), t('α / r with α = 2r', 'α / r，α = 2r'), { at: 'start', colour: 'c', size: 11 });
  }),
  'prompt-tuning': picture(600, 210, (s, t) => {
    const { left } = virtual(s, t, (row) => row === 3);
    for (const column of range(7)) s.arrow([[left + 18 + column * 42 + (column > 2 ? 16 : 0), 148], [left + 18 + column * 42 + (column > 2 ? 16 : 0), 134]]);
    s.text(62, 83, t('dashed:\ncomputed by the\nfrozen model', '虚线：由冻结的\n模型计算'), { size: 11, fade: 0.75 });
    s.text(546, 163, t('only these\nare trained', '只训练这一行\n的前几格'), { size: 11, colour: 'a' });
  }),
  'prefix-tuning': picture(600, 210, (s, t) => {
    virtual(s, t, (row) => row < 3);
    s.box(8, 40, 74, 88, t('small\nnetwork', '小型\n网络'), { colour: 'b' });
    s.arrow([[82, 84], [108, 84], [126, 84]], { colour: 'b' });
    s.line([[126, 36], [126, 130]], { colour: 'b' });
    s.text(45, 150, t('dropped\nafter training', '训练后丢弃'), { size: 11, colour: 'b' });
    s.text(546, 84, t('keys and values\nin every layer', '每一层的\n键和值'), { size: 11, colour: 'a' });
    s.note(253, 170, t('no tokens here', '这里没有 token'));
  }),
  'p-tuning-v2': picture(600, 210, (s, t) => {
    virtual(s, t, (row) => row < 3);
    s.brace(190, 310, 144, 'l = pre_seq_len', { up: false, colour: 'a' });
    s.text(550, 84, t('trained directly:\nl · 2 · L · dₖ\nvalues', '直接训练：\nl · 2 · L · dₖ\n个值'), { size: 11, colour: 'a' });
    s.note(62, 84, t('no network\n(prefix_projection\nadds one)', '没有网络\n（prefix_projection\n会加上）'));
  }),
  'adapters': picture(620, 236, (s, t) => {
    const row = (y: number, name: string, parts: readonly string[]): void => {
      s.title(14, y + 15, name, { at: 'start' });
      let x = 92;
      for (const part of parts) {
        const width = part === '+' ? 22 : part === 'A' ? 62 : 68;
        s.arrow([[x, y + 15], [x + 18, y + 15]]);
        x += 18;
        if (part === '+') s.circle(x + 11, y + 15, 10, '+');
        else s.box(x, y, width, 30, part === 'A' ? t('adapter', '适配器') : part, part === 'A' ? { colour: 'a', fill: 0.22, size: 11 } : { size: 11 });
        x += width;
      }
      s.arrow([[x, y + 15], [x + 18, y + 15]]);
    };
    const [attention, ffn] = [t('attention', '注意力'), t('ffn', '前馈层')];
    row(10, 'Houlsby', [attention, 'A', '+', ffn, 'A', '+']);
    row(58, 'Pfeiffer', [attention, '+', ffn, 'A', '+']);
    s.title(14, 168, t('inside', '内部'), { at: 'start' });
    s.title(90, 168, 'h', { italic: true });
    s.arrow([[100, 168], [138, 168]]);
    s.shape([[140, 128], [210, 150], [210, 186], [140, 208]], { colour: 'a', fill: 0.22 });
    s.text(172, 168, 'W down', { size: 11 });
    s.arrow([[210, 168], [238, 168]]);
    s.circle(254, 168, 15, 'σ');
    s.arrow([[269, 168], [298, 168]]);
    s.shape([[300, 150], [370, 128], [370, 208], [300, 186]], { colour: 'a', fill: 0.22 });
    s.text(338, 168, 'W up', { size: 11 });
    s.arrow([[370, 168], [408, 168]]);
    s.circle(420, 168, 11, '+');
    s.arrow([[431, 168], [466, 168]]);
    s.line([[118, 168], [118, 222], [420, 222]]);
    s.arrow([[420, 222], [420, 180]]);
    s.note(254, 136, t('m ≪ d channels', 'm ≪ d 个通道'));
    s.note(540, 168, t('starts near zero:\nthe model is unchanged', '初始接近零：\n模型不变'));
  }),
  'lora-placement': picture(636, 226, (s, t) => {
    const linear = (x: number, y: number, name: string, count: string): void => {
      s.box(x, y, 84, 30, name, { colour: 'a', fill: 0.2, size: 11 });
      s.note(x + 42, y + 39, count);
    };
    const kilo = (outputs: number, inputs: number): string => `${(8 * (outputs + inputs)).toLocaleString('en').replace(/,/g, ' ')}`;
    s.arrow([[8, 78], [34, 78]]);
    s.box(36, 62, 44, 32, t('norm', '归一化'), { size: 11 });
    s.arrow([[80, 78], [94, 78], [94, 33], [106, 33]]);
    s.arrow([[94, 78], [106, 78]]);
    s.arrow([[94, 78], [94, 129], [106, 129]]);
    linear(108, 16, 'q_proj', kilo(4096, 4096));
    linear(108, 64, 'k_proj', kilo(4096, 4096));
    linear(108, 114, 'v_proj', kilo(4096, 4096));
    s.box(206, 44, 48, 70, t('atten-\ntion', '注意\n力'), { size: 11 });
    s.arrow([[192, 31], [198, 31], [198, 60], [204, 60]]);
    s.arrow([[192, 79], [204, 79]]);
    s.arrow([[192, 129], [198, 129], [198, 100], [204, 100]]);
    s.arrow([[254, 79], [266, 79]]);
    linear(268, 64, 'o_proj', kilo(4096, 4096));
    s.arrow([[352, 79], [364, 79]]);
    s.circle(374, 79, 10, '+');
    s.line([[20, 78], [20, 178], [374, 178]]);
    s.arrow([[374, 178], [374, 90]]);
    s.arrow([[384, 79], [396, 79]]);
    s.box(398, 63, 44, 32, t('norm', '归一化'), { size: 11 });
    s.arrow([[442, 79], [450, 79], [450, 41], [456, 41]]);
    s.arrow([[442, 79], [450, 79], [450, 113], [456, 113]]);
    linear(458, 26, 'gate_proj', kilo(11_008, 4096));
    linear(458, 98, 'up_proj', kilo(11_008, 4096));
    s.arrow([[542, 41], [582, 41], [582, 62]]);
    s.text(568, 30, 'SiLU', { size: 11, fade: 0.75 });
    s.arrow([[542, 113], [582, 113], [582, 94]]);
    s.circle(582, 78, 12, '⊙');
    s.arrow([[594, 78], [616, 78], [616, 168], [546, 168]]);
    linear(460, 153, 'down_proj', kilo(4096, 11_008));
    s.circle(412, 168, 10, '+');
    s.arrow([[460, 168], [424, 168]]);
    s.line([[390, 79], [390, 144], [412, 144]]);
    s.arrow([[412, 144], [412, 156]]);
    s.arrow([[412, 178], [412, 200]]);
    s.note(16, 214, t('A LLaMA-7B layer; under each linear layer what LoRA with r = 8 trains in it: r (in + out).', 'LLaMA-7B 的一层；各线性层下方为 r = 8 的 LoRA 在其中训练的参数量：r (in + out)。'), { at: 'start' });
  }),
};
