// Expected numbers come from a paper's table or a hand calculation shown here.
import assert from 'node:assert/strict';
import test from 'node:test';
import { effectiveBatch, impliedWorldSize } from '../../../server/math/batch.js';
import { loraParameters, loraScale } from '../../../server/math/lora.js';
import { prefixParameters, projectedPrefixParameters } from '../../../server/math/prefix.js';
import { scheduleFactor, warmupSteps } from '../../../server/math/schedule.js';
import { zeroBytesPerParameter } from '../../../server/math/zero.js';

test('ZeRO: figure 1 of arXiv:1910.02054, 7.5 billion parameters on 64 GPUs: 120, 31.4, 16.6 and 1.9 GB', () => {
  const gigabytes = ([0, 1, 2, 3] as const).map((stage) => Number((zeroBytesPerParameter(stage, 64) * 7.5).toFixed(1)));
  assert.deepEqual(gigabytes, [120, 31.4, 16.6, 1.9]);
});

test('LoRA: GPT-3 175B in arXiv:2106.09685 table 5, "18M": r_q = r_v = 4: 96 layers × 2 matrices × 4 × (12288 + 12288) = 18,874,368', () => {
  assert.equal(96 * 2 * loraParameters(4, 12288, 12288), 18_874_368);
});

test('LoRA scale: 32/8 = 4; with rsLoRA 32/√16 = 8', () => {
  assert.equal(loraScale(32, 8, false), 4);
  assert.equal(loraScale(32, 16, true), 8);
});

test('batch: 4 × 8 × 8 = 256, and backwards', () => {
  assert.equal(effectiveBatch(4, 8, 8), 256);
  assert.equal(impliedWorldSize(256, 4, 8), 8);
  assert.equal(impliedWorldSize(100, 4, 8), undefined);
});

test('prefix of ChatGLM-6B (28 layers, hidden 4096), length 128: 128·2·28·4096 = 29,360,128', () => {
  assert.equal(prefixParameters(128, { layers: 28, hidden: 4096, keyWidth: 4096 }), 29_360_128);
});

test('the same with projection: 128·4096 + (4096² + 4096) + (4096 + 1)·229,376 = 957,059,072', () => {
  // 524,288 + 16,781,312 + 939,753,472 = 957,059,072; the output width is 2·28·4096 = 229,376
  assert.equal(projectedPrefixParameters(128, { layers: 28, hidden: 4096, keyWidth: 4096 }), 957_059_072);
});

test('schedules at their ends and in the middle', () => {
  assert.equal(scheduleFactor('linear', 5, 110, 10), 0.5);
  assert.equal(scheduleFactor('linear', 60, 110, 10), 0.5);
  assert.equal(scheduleFactor('cosine', 10, 110, 10), 1);
  assert.ok(Math.abs(scheduleFactor('cosine', 60, 110, 10) - 0.5) < 1e-12);
  assert.equal(scheduleFactor('constant', 0, 100, 10), 1);
  assert.equal(scheduleFactor('constant_with_warmup', 5, 100, 10), 0.5);
  // inverse square root: at step 40 with 10 warm-up steps 1/√(40/10) = 0.5
  assert.equal(scheduleFactor('inverse_sqrt', 40, 100, 10), 0.5);
  assert.equal(warmupSteps(1001, 0.03), 31);
});
