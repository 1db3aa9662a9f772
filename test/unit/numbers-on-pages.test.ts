// Numbers that concept pages work out, against our formulas, which test/unit/truth*.test.ts hold against the libraries. Both languages must show them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { decoderParameters } from '../../server/math/layers.js';
import * as counts from '../../server/math/peft-counts.js';
import { alibiSlopes, ropeFrequencies, t5Bucket, yarnRange } from '../../server/math/positions.js';
import { prefixParameters, projectedPrefixParameters, wideProjectedPrefixParameters } from '../../server/math/prefix.js';
import { scheduleFactor, warmupSteps } from '../../server/math/schedule.js';
import { zeroBytesPerParameter } from '../../server/math/zero.js';
import { ROOT } from '../support/knowledge.js';

/** The page without separators inside numbers. */
function page(id: string, language: 'en' | 'zh-cn'): string {
  return readFileSync(path.join(ROOT, 'knowledge/concepts', `${id}.${language}.md`), 'utf8').replace(/(?<=\d)(?:\{,\}|\\,|[,\s\u00a0\u2009\u202f])(?=\d{3}(?!\d))/g, '');
}

const square = { inputs: 4096, outputs: 4096 };
const seven = { vocabulary: 32_000, hidden: 4096, layers: 32, width: 11_008, heads: 32, keyHeads: 32 };
const eight = { vocabulary: 128_256, hidden: 4096, layers: 32, width: 14_336, heads: 32, keyHeads: 8 };
const glm = { layers: 28, hidden: 4096, keyWidth: 4096 };
const glm2 = { layers: 28, hidden: 4096, keyWidth: 256 };
const yarn = { rope_type: 'yarn', factor: 4, original_max_position_embeddings: 4096 } as const;
const llama3 = ropeFrequencies(128, 500_000, { rope_type: 'llama3', factor: 8, low_freq_factor: 1, high_freq_factor: 4, original_max_position_embeddings: 8192 }, 131_072);
const plain = ropeFrequencies(128, 500_000, { rope_type: 'default' }, 8192).frequencies;
const slowed = llama3.frequencies.map((angle, i) => plain[i]! / angle);
const visible = (length: number, window: number): number => (window * (window + 1)) / 2 + (length - window) * window;

const NUMBERS: Readonly<Record<string, readonly (number | string)[]>> = {
  'oft-boft': [counts.oftCount(32, square), counts.oftCount(64, square), counts.oftCount(512, square), counts.boftCount(4, square)],
  'loha-lokr': [counts.loraCount(8, square), counts.loHaCount(8, square), counts.loKrCount(8, square)],
  'vera': [64 * counts.loraCount(16, square), 64 * counts.veraCount(256, square)],
  'ia3': [32 * (counts.ia3Count(square, false) * 2 + counts.ia3Count({ inputs: 11_008, outputs: 4096 }, true)), 64 * counts.loraCount(8, square)],
  'dora': [counts.loraCount(8, square), counts.doraCount(8, square)],
  'p-tuning-v2': [prefixParameters(128, glm), projectedPrefixParameters(128, glm), prefixParameters(128, glm2), wideProjectedPrefixParameters(128, glm2)],
  'prefix-tuning': [prefixParameters(30, { layers: 32, hidden: 4096, keyWidth: 4096 })],
  'p-tuning': [counts.promptEncoderCount(20, 4096, 4096), counts.promptCount(20, 4096)],
  'prompt-tuning': [counts.promptCount(20, 4096)],
  'parameter-count': [decoderParameters(seven), decoderParameters(eight), decoderParameters({ vocabulary: 128_256, hidden: 8192, layers: 80, width: 28_672, heads: 64, keyHeads: 8 }), 64 * counts.loraCount(8, square)],
  'lr-schedules': [325, 550, 775].flatMap((step) => [scheduleFactor('linear', step, 1000, 100), ...[scheduleFactor('cosine', step, 1000, 100), scheduleFactor('cosine_with_min_lr', step, 1000, 100, { minRatio: 0.1 })].map((factor) => Number(factor.toFixed(2)))]),
  'warmup': [warmupSteps(1001, 0.03)],
  'zero': [0, 1, 2, 3].map((stage) => zeroBytesPerParameter(stage as 0 | 1 | 2 | 3, 8) * 7),
  'rope-scaling': [...yarnRange(128, 10_000, yarn), ropeFrequencies(128, 10_000, yarn, 16_384).attention.toFixed(3), slowed.filter((by) => by === 1).length, slowed.filter((by) => by > 1 && by < 8).length],
  'alibi': alibiSlopes(8).filter((_, head) => [0, 3, 7].includes(head)).map((slope) => `1/${String(1 / slope)}`),
  'sliding-window': [Math.round((100 * visible(32_768, 4096)) / ((32_768 * 32_769) / 2))],
};

for (const [id, numbers] of Object.entries(NUMBERS)) {
  test(`the numbers of ${id}`, () => {
    for (const language of ['en', 'zh-cn'] as const) {
      const text = page(id, language);
      for (const number of numbers) {
        const wanted = typeof number === 'number' ? new RegExp(`(?<![\\d.])${String(number).replace('.', '\\.')}(?!\\d)`) : number;
        assert.ok(typeof wanted === 'string' ? text.includes(wanted.trim()) : wanted.test(text), `${id}.${language}: ${String(number)} is not there`);
      }
    }
  });
}

test("the table of T5's buckets", () => {
  const text = page('t5-bias', 'en');
  for (const [bucket, from, to] of [[8, 8, 11], [9, 12, 15], [10, 16, 22], [11, 23, 31], [12, 32, 45], [13, 46, 63], [14, 64, 90]] as const) {
    for (const language of ['en', 'zh-cn'] as const) assert.ok(page('t5-bias', language).includes(`${String(from)}–${String(to)}`), language);
    for (let distance = from; distance <= to; distance++) assert.equal(t5Bucket(-distance, true), bucket, String(distance));
  }
  assert.ok(text.includes('91'));
  assert.equal(t5Bucket(-91, true), 15);
  assert.equal(t5Bucket(91, true), 31);
});

