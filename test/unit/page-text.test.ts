// Pages in the terminal: formulas as a line of text, tables in columns, and nothing of the HTML left.
import assert from 'node:assert/strict';
import test from 'node:test';
import { pageText } from '../../cli/page-text.js';
import { texText } from '../../cli/tex.js';
import { readKnowledge } from '../support/knowledge.js';

const knowledge = readKnowledge();

const ROWS: readonly (readonly [tex: string, text: string])[] = [
  ['h = W_0 x + \\frac{\\alpha}{r}\\, B A x', 'h = W₀ x + α/r B A x'],
  ['M_1 = \\Bigl(2 + \\frac{2 + K}{N}\\Bigr)\\Psi', 'M₁ = (2 + (2 + K)/N)Ψ'],
  ['\\Psi = 7\\times10^9', 'Ψ = 7 × 10⁹'],
  ['\\mathrm{softmax}\\!\\left(\\frac{Q_i K_{j}^{\\top}}{\\sqrt d}\\right) V_{j}', 'softmax((Qᵢ Kⱼᵀ)/(√d)) Vⱼ'],
  ['W_{\\mathrm{gate}}\\,x \\odot W_{\\mathrm{up}}', 'W_gate x ⊙ W_up'],
  ['e^{-\\beta x}', 'e^(-βx)'],
  ['\\begin{aligned} a &= 1 \\\\ b &= 2 \\end{aligned}', 'a = 1\nb = 2'],
];

for (const [tex, text] of ROWS) test(`TeX as text: ${text.replace('\n', '; ')}`, () => { assert.equal(texText(tex), text); });

test('every page prints in both languages: no tag, no TeX command, no placeholder', () => {
  for (const id of Object.keys(knowledge.concepts())) {
    for (const language of ['en', 'zh-cn'] as const) {
      const text = pageText('concept', id, knowledge, language);
      assert.ok(text.length > 300, `${id} ${language}`);
      const prose = text.split('\n').filter((line) => !line.startsWith('    ')).join('\n');
      assert.doesNotMatch(prose, /<\/?(p|ul|ol|li|table|td|th|tr|h[1-3]|span|svg|figure|math-pic|picture-pic)\b/, `${id} ${language}`);
      assert.doesNotMatch(text, /\\(frac|mathrm|left|right|text|begin|sum|alpha)\b|[\u0001-\u0003]/, `${id} ${language}`);
    }
  }
});
