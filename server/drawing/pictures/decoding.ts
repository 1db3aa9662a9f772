import type { Picture, Say, Sheet } from '../sheet.js';
import { picture, range, sum } from '../sheet.js';
import { softmax } from './attention.js';

const LOGITS = [2.4, 1.8, 1.2, 0.5, -0.1, -0.8, -1.6, -2.4];
export const CHANCES = softmax(LOGITS);

/** How many of the sorted tokens stay: those before the sum reaches p, and the one that reaches it. */
export function keptByP(chances: readonly number[], p: number): number {
  let total = 0;
  for (const [index, chance] of chances.entries()) {
    total += chance;
    if (total >= p) return index + 1;
  }
  return chances.length;
}
export const keptByMin = (chances: readonly number[], share: number): number => chances.filter((chance) => chance >= share * Math.max(...chances)).length;

const percent = (chance: number): string => (chance < 0.005 ? '' : chance.toFixed(2));

/** The sorted tokens as bars; those after `kept` fall, the rest share what they had. */
function cut(s: Sheet, t: Say, kept: number, remark: string, threshold = 0): (chance: number) => number {
  const y = (chance: number): number => 170 - chance * 230;
  const rest = sum(CHANCES.slice(0, kept));
  s.title(198, 14, t('probabilities', '概率'));
  s.title(450, 14, t('sampled from', '从中采样'));
  CHANCES.forEach((chance, index) => {
    const on = index < kept;
    s.box(36 + index * 29, y(chance), 22, Math.max(1, chance * 230), '', on ? { colour: 'a', fill: 0.45, bare: true, round: 1 } : { dash: true, fill: 0.03, round: 1 });
    s.note(47 + index * 29, Math.min(y(chance), on ? 200 : y(threshold)) - 9, percent(chance));
    if (on) {
      s.box(336 + index * 29, y(chance / rest), 22, (chance / rest) * 230, '', { colour: 'a', fill: 0.6, bare: true, round: 1 });
      s.note(347 + index * 29, y(chance / rest) - 9, percent(chance / rest));
    }
  });
  s.line([[28, 170], [270, 170]], { width: 1 });
  s.line([[328, 170], [570, 170]], { width: 1 });
  s.arrow([[282, 110], [318, 110]]);
  s.note(28, 194, remark, { at: 'start' });
  return y;
}

export interface Beam { readonly step: number; readonly text: string; readonly chance: number; readonly from: number; readonly kept: boolean }

/** A small language of two continuations each: what a search of two beams keeps at every step. */
export function beams(): Beam[] {
  const next: Readonly<Record<string, readonly (readonly [string, number])[]>> = { '': [['A', 0.5], ['B', 0.4]], 'A': [['c', 0.4], ['d', 0.35]], 'B': [['e', 0.9], ['f', 0.1]], 'Ac': [['i', 0.5], ['j', 0.3]], 'Be': [['k', 0.6], ['l', 0.3]] };
  const all: Beam[] = [{ step: 0, text: '', chance: 1, from: -1, kept: true }];
  let alive = [0];
  for (const step of [1, 2, 3]) {
    const found = alive.flatMap((from) => (next[all[from]!.text] ?? []).map(([token, chance]) => ({ step, text: all[from]!.text + token, chance: all[from]!.chance * chance, from })));
    const best = [...found].sort((a, b) => b.chance - a.chance).slice(0, 2);
    const start = all.length;
    all.push(...found.map((beam) => ({ ...beam, kept: best.includes(beam) })));
    alive = range(found.length).map((index) => start + index).filter((index) => all[index]!.kept);
  }
  return all;
}

export const decoding: Readonly<Record<string, Picture>> = {
  'temperature': picture(620, 206, (s, t) => {
    [0.5, 1, 2].forEach((temperature, panel) => {
      const left = 24 + panel * 202;
      s.title(left + 88, 14, `T = ${temperature}`);
      softmax(LOGITS.slice(0, 6), temperature).forEach((chance, index) => {
        s.box(left + index * 30, 164 - chance * 165, 22, Math.max(1, chance * 165), '', { colour: 'a', fill: 0.5, bare: true, round: 1 });
        s.note(left + 11 + index * 30, 155 - chance * 165, percent(chance));
      });
      s.line([[left - 6, 164], [left + 182, 164]], { width: 1 });
    });
    s.note(18, 190, t('The same six logits: below 1 the favourite gains, above 1 the tail does.', '同样六个 logits：小于 1 时强者更强，大于 1 时尾部得利。'), { at: 'start' });
  }),
  'top-p': picture(600, 206, (s, t) => {
    const p = 0.9;
    const kept = keptByP(CHANCES, p);
    cut(s, t, kept, t(`p = ${p}: ${sum(CHANCES.slice(0, kept - 1)).toFixed(2)} is too little, with the next ${sum(CHANCES.slice(0, kept)).toFixed(2)}: ${kept} tokens stay`, `p = ${p}：前 ${kept - 1} 个之和 ${sum(CHANCES.slice(0, kept - 1)).toFixed(2)} 不够，加上下一个为 ${sum(CHANCES.slice(0, kept)).toFixed(2)}：保留 ${kept} 个`));
    s.brace(34, 60 + (kept - 1) * 29, 40, `Σ = ${sum(CHANCES.slice(0, kept)).toFixed(2)}`, { colour: 'a' });
  }),
  'top-k': picture(600, 206, (s, t) => {
    cut(s, t, 3, t('k = 3: always three, however flat or steep', 'k = 3：总是三个，不论分布平坦或陡峭'));
    s.brace(34, 118, 40, 'k = 3', { colour: 'a' });
  }),
  'min-p': picture(600, 206, (s, t) => {
    const share = 0.2;
    const y = cut(s, t, keptByMin(CHANCES, share), t(`min_p = ${share}: at least ${share} · ${CHANCES[0]!.toFixed(2)} = ${(share * CHANCES[0]!).toFixed(2)}`, `min_p = ${share}：至少 ${share} · ${CHANCES[0]!.toFixed(2)} = ${(share * CHANCES[0]!).toFixed(2)}`), share * CHANCES[0]!);
    s.line([[28, y(share * CHANCES[0]!)], [270, y(share * CHANCES[0]!)]], { colour: 'e', dash: true });
  }),
  'beam-search': picture(620, 232, (s, t) => {
    const all = beams();
    const place = all.map((beam, index) => {
      const level = all.filter(({ step }) => step === beam.step);
      const row = level.indexOf(all[index]!);
      return [34 + beam.step * 152, level.length === 1 ? 110 : level.length === 2 ? 62 + row * 96 : 32 + row * 52] as const;
    });
    all.forEach((beam, index) => {
      const [x, y] = place[index]!;
      if (beam.from >= 0) {
        const [fromX, fromY] = place[beam.from]!;
        s.line([[fromX + (beam.from === 0 ? 24 : 92), fromY], [x - 2, y]], beam.kept ? { colour: 'a', width: 1.8 } : { dash: true, fade: 0.4 });
      }
      if (index === 0) s.box(x - 24, y - 15, 48, 30, t('start', '开始'), { size: 11 });
      else s.box(x, y - 15, 90, 30, `${beam.text}  ${beam.chance.toFixed(3)}`, beam.kept ? { colour: 'a', fill: 0.25, size: 11 } : { dash: true, fill: 0, size: 11 });
    });
    s.note(10, 222, t('Two beams. Greedy search would take A and end at Aci, 0.100; Bek has 0.216.', '两个束。贪心会选 A，止于 Aci，0.100；Bek 为 0.216。'), { at: 'start' });
  }),
  'speculative-decoding': picture(630, 214, (s, t) => {
    // Probabilities of the proposed tokens: p of the large model, q of the draft.
    const proposed: readonly (readonly [string, number, number])[] = [['the', 0.6, 0.5], ['cat', 0.7, 0.8], ['sat', 0.1, 0.5], ['on', 0.4, 0.6]];
    const words = [t('draft: 4 tokens, one by one', '草稿模型：逐个生成 4 个'), t('large model: one pass for all', '大模型：一次前向全部核对'), t('kept', '保留')];
    words.forEach((word, row) => s.note(16, 40 + row * 56, word, { at: 'start', fade: 0.9 }));
    proposed.forEach(([token, p, q], index) => {
      const x = 216 + index * 90;
      s.box(x, 24, 64, 30, token, { colour: 'b', fill: 0.2, dash: index === 3 });
      if (index < 3) s.arrow([[x + 64, 39], [x + 88, 39]], { colour: 'b' });
      s.arrow([[x + 32, 54], [x + 32, 78]]);
      const accept = Math.min(1, p / q);
      const verdict = index < 2 ? 'c' : 'e';
      s.box(x - 6, 80, 76, 32, `p / q = ${(p / q).toFixed(2)}`, index === 3 ? { dash: true, fill: 0, size: 11 } : { colour: verdict, fill: 0.16, size: 11 });
      s.note(x + 32, 122, index === 3 ? t('not used', '不用') : t(`accept: ${Math.round(100 * accept)} %`, `接受率 ${Math.round(100 * accept)} %`));
      if (index < 2) s.box(x, 138, 64, 30, token, { colour: 'c', fill: 0.3 });
      if (index === 2) s.box(x, 138, 64, 30, 'slept', { colour: 'a', fill: 0.3 });
    });
    s.note(16, 200, t('The third was rejected and drawn anew where p exceeds q: three tokens for one large pass.', '第三个被拒：按 p 超出 q 的部分重新采样。一次大模型前向得到三个 token。'), { at: 'start' });
  }),
};
