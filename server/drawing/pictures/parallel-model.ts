import type { Colour, Picture, Sheet } from '../sheet.js';
import { picture, range } from '../sheet.js';

export interface Slot { readonly stage: number; readonly kind: 'F' | 'B'; readonly micro: number; readonly at: number }

/** The slots of a pipeline in which a forward and a backward take one each; a stage does its list in order, as early as its neighbours allow. */
export function pipelineSlots(stages: number, micros: number, schedule: 'gpipe' | '1f1b'): Slot[] {
  const lists = range(stages).map((stage) => {
    const ahead = schedule === 'gpipe' ? micros : Math.min(stages - 1 - stage, micros);
    const list = range(ahead).map((micro) => ({ kind: 'F' as 'F' | 'B', micro }));
    for (const micro of range(micros)) {
      if (micro + ahead < micros) list.push({ kind: 'F', micro: micro + ahead });
      list.push({ kind: 'B', micro });
    }
    return list;
  });
  const done = new Map<string, number>();
  const slots: Slot[] = [];
  for (let at = 0; lists.some((list) => list.length > 0); at++) {
    const now: [string, Slot][] = [];
    lists.forEach((list, stage) => {
      const next = list[0];
      if (!next) return;
      const needs = next.kind === 'F' ? (stage === 0 ? [] : [`F${stage - 1}.${next.micro}`]) : [`F${stage}.${next.micro}`, ...(stage === stages - 1 ? [] : [`B${stage + 1}.${next.micro}`])];
      if (needs.every((need) => (done.get(need) ?? Infinity) < at)) { now.push([`${next.kind}${stage}.${next.micro}`, { stage, ...next, at }]); list.shift(); }
    });
    for (const [id, slot] of now) { done.set(id, at); slots.push(slot); }
  }
  return slots;
}

const GPUS: readonly Colour[] = ['a', 'b', 'c', 'd'];

function timeline(s: Sheet, left: number, top: number, slots: readonly Slot[], stages: number, name: (stage: number) => string): void {
  const end = Math.max(...slots.map(({ at }) => at)) + 1;
  for (const stage of range(stages)) {
    s.note(left - 8, top + 11 + stage * 23, name(stage), { at: 'end', fade: 0.9 });
    s.box(left, top + stage * 23, end * 28, 22, '', { bare: true, fill: 0.04, round: 2 });
  }
  for (const { stage, kind, micro, at } of slots) s.box(left + at * 28 + 1, top + stage * 23 + 1, 26, 20, `${kind}${micro + 1}`, { colour: kind === 'F' ? 'a' : 'b', fill: 0.28, bare: true, round: 2, size: 11 });
}

export const parallelModel: Readonly<Record<string, Picture>> = {
  'pipeline-parallel': picture(620, 274, (s, t) => {
    const name = (stage: number): string => t(`stage ${stage}`, `阶段 ${stage}`);
    s.title(16, 14, t('GPipe: all forwards, then all backwards', 'GPipe：先全部前向，再全部反向'), { at: 'start' });
    timeline(s, 72, 28, pipelineSlots(4, 6, 'gpipe'), 4, name);
    s.title(16, 140, t('1F1B: one forward, one backward', '1F1B：一次前向，一次反向'), { at: 'start' });
    timeline(s, 72, 154, pipelineSlots(4, 6, '1f1b'), 4, name);
    s.text(576, 14, t('6 sets of activations kept', '保留 6 份激活值'), { at: 'end', size: 11, colour: 'e' });
    s.text(576, 140, t('at most 4 kept', '最多保留 4 份'), { at: 'end', size: 11, colour: 'c' });
    s.note(16, 262, t('Idle in both: (p − 1) / (m + p − 1) = 3 / 9 = 33 %. F forward, B backward of a micro-batch.', '两者的空闲：(p − 1) / (m + p − 1) = 3 / 9 = 33 %。F、B 为微批次的前向、反向。'), { at: 'start' });
  }),
  'tensor-parallel': picture(620, 216, (s, t) => {
    s.box(16, 70, 44, 80, 'X', { italic: true });
    [0, 1].forEach((gpu) => {
      const y = 20 + gpu * 106;
      const colour = GPUS[gpu]!;
      const mark = '₁₂'[gpu]!;
      s.arrow([[60, 110], [82, 110], [82, y + 37], [106, y + 37]]);
      s.box(108, y, 46, 74, `A${mark}`, { colour, fill: 0.2, italic: true });
      s.arrow([[154, y + 37], [186, y + 37]], { colour });
      s.box(188, y, 44, 74, `Y${mark}`, { colour, fill: 0.08, italic: true });
      s.arrow([[232, y + 37], [264, y + 37]], { colour });
      s.box(266, y + 14, 84, 46, `B${mark}`, { colour, fill: 0.2, italic: true });
      s.arrow([[350, y + 37], [400, y + 37], [400, gpu === 0 ? 94 : 126]], { colour });
      s.text(308, y + (gpu === 0 ? 0 : 74), `GPU ${gpu}`, { size: 11, colour });
    });
    s.circle(400, 110, 14, '+');
    s.arrow([[414, 110], [486, 110]]);
    s.box(488, 70, 44, 80, 'Z', { italic: true });
    s.note(450, 98, 'all-reduce');
    s.note(131, 110, t('by columns', '按列切'));
    s.note(308, 110, t('by rows', '按行切'));
    s.note(576, 110, t('whole again\non both GPUs', '两卡上\n又都完整'));
  }),
  'sequence-parallel': picture(630, 240, (s, t) => {
    const [size, tokens, heads] = [19, 8, 4];
    const tile = (x: number, name: string, owner: (token: number, head: number) => number): void => {
      s.text(x + (heads * size) / 2, 52, name, { size: 11 });
      s.grid(x, 64, size, tokens, heads, (token, head) => ({ colour: GPUS[owner(token, head)]!, fill: 0.45 }));
    };
    s.title(22, 14, 'Ulysses', { at: 'start' });
    const byToken = (token: number): number => Math.floor(token / 2);
    tile(44, t('rest of the layer', '层的其余部分'), byToken);
    s.arrow([[126, 134], [196, 134]]);
    s.note(161, 120, 'all-to-all');
    tile(202, t('attention', '注意力'), (_token, head) => head);
    s.text(32, 140, t('tokens', 'token'), { size: 11, turn: -90, fade: 0.75 });
    s.note(240, 228, t('heads', '头'));
    s.note(82, 228, t('heads', '头'));
    s.title(342, 14, t('ring (context parallel)', '环（上下文并行）'), { at: 'start' });
    for (const gpu of range(4)) {
      const y = 42 + gpu * 46;
      s.box(350, y, 74, 34, t(`Q of GPU ${gpu}`, `GPU ${gpu} 的 Q`), { colour: GPUS[gpu]!, fill: 0.3, size: 11 });
      range(4).forEach((hop) => s.box(450 + hop * 42, y, 38, 34, 'K V', { colour: GPUS[(gpu - hop + 4) % 4]!, fill: 0.3, bare: true, size: 11 }));
    }
    range(4).forEach((hop) => s.note(469 + hop * 42, 228, hop === 0 ? t('own', '自己的') : t(`hop ${hop}`, `第 ${hop} 跳`)));
    s.note(534, 30, t('blocks travel from GPU to GPU', '键值块逐卡传递'));
  }),
  'expert-parallel': picture(620, 246, (s, t) => {
    // Which expert each of the eight tokens chose: an example.
    const choice = [0, 5, 3, 2, 6, 1, 4, 7];
    const x = (place: number): number => 150 + (place >> 1) * 118 + (place & 1) * 42;
    s.note(100, 45, 'token', { at: 'end', fade: 0.9 });
    s.note(100, 124, t('experts', '专家'), { at: 'end', fade: 0.9 });
    s.note(100, 204, 'token', { at: 'end', fade: 0.9 });
    for (const gpu of range(4)) {
      s.title(171 + gpu * 118, 14, `GPU ${gpu}`, { colour: GPUS[gpu]! });
      s.box(120 + gpu * 118, 24, 102, 212, '', { colour: GPUS[gpu]!, fill: 0.03, dash: true });
    }
    choice.forEach((expert, token) => {
      const colour = GPUS[token >> 1]!;
      s.line([[x(token), 60], [x(expert), 106]], { colour, width: 1.2, fade: 0.8 });
      s.line([[x(expert), 142], [x(token), 190]], { colour, width: 1.2, fade: 0.8 });
      s.circle(x(token), 46, 13, 'abcdefgh'[token]!, { colour, fill: 0.3 });
      s.circle(x(token), 204, 13, 'abcdefgh'[token]!, { colour, fill: 0.3 });
    });
    for (const expert of range(8)) s.box(x(expert) - 18, 108, 36, 32, `E${expert}`, { colour: GPUS[expert >> 1]!, fill: 0.16 });
    s.note(100, 84, t('dispatch', '分发'), { at: 'end' });
    s.note(100, 166, t('combine', '合并'), { at: 'end' });
  }),
};
