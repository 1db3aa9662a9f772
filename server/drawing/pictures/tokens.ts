import type { Picture } from '../sheet.js';
import { picture } from '../sheet.js';

/** Byte-pair encoding step by step: the pair that was learnt first is joined first, and of equals the leftmost. */
export function joins(word: string, ranks: Readonly<Record<string, number>>): string[][] {
  const steps = [[...word]];
  for (;;) {
    const parts = steps[steps.length - 1]!;
    const pairs = parts.slice(1).map((part, index) => ranks[`${parts[index]!} ${part}`] ?? Infinity);
    const best = Math.min(Infinity, ...pairs);
    if (best === Infinity) return steps;
    const at = pairs.indexOf(best);
    steps.push([...parts.slice(0, at), parts[at]! + parts[at + 1]!, ...parts.slice(at + 2)]);
  }
}

export const tokens: Readonly<Record<string, Picture>> = {
  'tokenization': picture(560, 216, (s, t) => {
    const ranks = { 'l o': 0, 'lo w': 1, 'e s': 2, 'es t': 3 };
    const steps = joins('lowest', ranks);
    const learnt = Object.keys(ranks);
    steps.forEach((parts, step) => {
      let x = 190;
      const y = 14 + step * 38;
      s.note(178, y + 13, step === 0 ? t('characters', '字符') : t(`join ${step}: ${learnt[step - 1]!.replace(' ', ' + ')}`, `第 ${step} 次合并：${learnt[step - 1]!.replace(' ', ' + ')}`), { at: 'end', fade: 0.9 });
      for (const part of parts) {
        const fresh = step > 0 && part === learnt[step - 1]!.replace(' ', '');
        s.box(x, y, part.length * 36 - 6, 26, part, part.length === 1 ? { fill: 0.05 } : { colour: fresh ? 'b' : 'a', fill: 0.28 });
        x += part.length * 36;
      }
    });
    s.text(420, 14 + 4 * 38 + 13, t('two tokens', '两个 token'), { at: 'start', bold: true });
    s.note(190, 204, t('orange: joined in this step', '橙色：本步合并'), { at: 'start' });
  }),
};
