// The sums in the concept pages: wherever both sides of "=" or "≈" hold nothing but numbers, they are worked out.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { ROOT } from '../support/knowledge.js';

/** A side of an equation as JavaScript, or undefined when it holds anything but numbers. */
function expression(tex: string): string | undefined {
  let text = tex.replace(/\\(?:left|right|bigl|bigr|Bigl|Bigr|big|Big)(?![a-z])/g, '').replace(/\{,\}|\\,|\\;|\\!|\\ |~/g, '').replace(/(?<=\d)[, \u00a0\u2009\u202f](?=\d{3}(?!\d))/g, '');
  text = text.replace(/\\(?:text|mathrm)\{[^}]*\}/g, '').replace(/\\(?:cdot|times)(?![a-z])|[×·]/g, '*').replace(/−/g, '-').replace(/\\%|%/g, '*0.01').replace(/\\(?:qquad|quad)/g, ' ');
  text = text.replace(/\\[td]?frac\s*(\d)\s*(\d)(?!\d)/g, '($1/$2)');
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replace(/\\[td]?frac\{([^{}]*)\}\{([^{}]*)\}/g, '(($1)/($2))').replace(/\\sqrt\{([^{}]*)\}/g, 'Math.sqrt($1)').replace(/\^\{([^{}]*)\}/g, '**($1)');
  }
  text = text.replace(/\\lceil/g, 'Math.ceil(').replace(/\\lfloor/g, 'Math.floor(').replace(/\\r(?:ceil|floor)/g, ')').replace(/\\ln(?![a-z])\s*(\d+(?:\.\d+)?)/g, 'Math.log($1)').replace(/\\sqrt\s*(\d)/g, 'Math.sqrt($1)');
  text = text.replace(/\^(\d)/g, '**$1').replace(/(?<=[\d)])\s*(?=\(|Math\.)/g, '*').replace(/(?<=\))\s*(?=\d)/g, '*').trim().replace(/[,.;:]$/, '');
  const numeric = /^(?:Math\.(?:sqrt|ceil|floor|log)|[\d.+\-*/()\s])+$/;
  if (!numeric.test(text) || !/\d/.test(text) || /\d\s+\d|\d\.\d+\.\d/.test(text)) return undefined;
  try {
    new Function(`return ${text.replace(/(?<![\d*)])-(\d[\d.]*)\*\*/g, '-1*$1**')}`);
    return text;
  } catch {
    return undefined;
  }
}

const value = (text: string): number => Number(new Function(`return ${text}`)());

/** Half a unit of the last digit a number is written with: of 5 that is 0.5, of 5 % half a percent, of 1.2·10⁻⁴ half of 10⁻⁵. An expression is exact. */
function rounding(text: string): number {
  const match = /^\s*(\d+)(?:\.(\d+))?\s*(?:\*\s*(0\.01|10\s*\*\*\s*\(?-?\d+\)?))?\s*$/.exec(text);
  return match ? 0.5000001 * 10 ** -(match[2] ?? '').length * (match[3] === undefined ? 1 : value(match[3])) : 0;
}

/** How far a side may be off because its decimals were rounded before. */
function spread(text: string): number {
  const exact = value(text);
  return [...text.matchAll(/\d+\.(\d+)/g)].reduce((sum, match) => {
    const moved = `${text.slice(0, match.index)}(${match[0]}+${String(0.5 * 10 ** -match[1]!.length)})${text.slice(match.index + match[0].length)}`;
    return sum + Math.abs(value(moved) - exact);
  }, 0);
}

/** What a number is counted in, where words near by say so. */
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/\bKB|thousand|千/, 1e3], [/万/, 1e4], [/\bM\b|MB|million|百万|兆/, 1e6], [/亿/, 1e8], [/\bB\b|GB|billion|十亿/, 1e9], [/TB|trillion|TFLOP|万亿/, 1e12], [/PFLOP/, 1e15], [/KiB/, 2 ** 10], [/MiB/, 2 ** 20], [/GiB/, 2 ** 30],
  [/\bms\b|毫秒/, 1e-3], [/day|天/, 86_400], [/hour|小时/, 3600],
];

interface Sum { readonly page: string; readonly text: string; readonly ok: boolean; readonly values: readonly number[] }

function sums(page: string, text: string): readonly Sum[] {
  return text.replace(/^```[\s\S]*?^```/gm, '').replace(/\$\$[\s\S]+?\$\$/g, (display) => display.replaceAll('\n', ' ')).split('\n').flatMap((line) => lineSums(page, line));
}

function lineSums(page: string, line: string): readonly Sum[] {
  const pieces = [...line.matchAll(/\$\$([\s\S]+?)\$\$|\$([^$]+)\$/g)].map((match) => match[1] ?? match[2]!);
  // And the sums that stand in plain words: digits and signs around an equals sign.
  const words = line.replace(/\$\$[\s\S]+?\$\$|\$[^$]*\$/g, ' $ ');
  pieces.push(...[...words.matchAll(/(?<![\d×·+/−*^)]\s*)[\d(][\d\s,.()+×·/−\u00a0]*[×·+/−][\d\s,.()+×·/−\u00a0]*[=≈]\s*\d[\d,. \u00a0]*/g)].map((match) => match[0].replace(/[\s,.]+$/, '')));
  const units = [1, ...UNITS.filter(([word]) => word.test(line)).map(([, factor]) => factor)];
  const found: Sum[] = [];
  for (const part of pieces.flatMap((piece) => piece.split(/\\\\|&|\\q?quad|;(?!\\)|\\to(?![a-z])|\\Rightarrow|→|,\s(?!\d{3}\b)|，/))) {
    const sides = part.split(/(=|\\approx(?![a-z])|≈)/);
    for (let i = 0; i + 2 < sides.length; i += 2) {
      const [left, sign, right] = [expression(sides[i]!), sides[i + 1]!, expression(sides[i + 2]!)];
      if (left === undefined || right === undefined || !/[-+*/]|Math/.test(left)) continue;
      const [a, b] = [value(left), value(right)];
      const near = (unit: number): boolean => {
        const slack = spread(left) + unit * (rounding(right) + spread(right)) + (sign === '=' ? 0 : Math.abs(a) * 0.03);
        return Math.abs(a - b * unit) <= slack + 1e-9 * Math.abs(a);
      };
      found.push({ page, text: `${sides[i]!.trim()} ${sign} ${sides[i + 2]!.trim()}`, ok: units.some(near), values: [a, b] });
    }
  }
  return found;
}

test('every sum on a page is right', () => {
  const folder = path.join(ROOT, 'knowledge/concepts');
  const all = readdirSync(folder).filter((name) => name.endsWith('.md')).flatMap((name) => sums(name, readFileSync(path.join(folder, name), 'utf8')));
  assert.deepEqual(all.filter(({ ok }) => !ok).map(({ page, text, values }) => `${page}: ${text} (${values.join(' and ')})`), []);
  assert.ok(all.length > 100, `${String(all.length)} sums were found`);
});
