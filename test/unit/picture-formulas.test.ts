// The formulas that pictures are drawn from, against the libraries (test/truth/pictures.json) and against our formulas that were compared with them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { sees, softmax } from '../../server/drawing/pictures/attention.js';
import { keptByMin, keptByP } from '../../server/drawing/pictures/decoding.js';
import type { Box } from '../../server/drawing/pictures/detection.js';
import { focal, giou, iou } from '../../server/drawing/pictures/detection.js';
import { gelu, relu, silu } from '../../server/drawing/pictures/layers.js';
import { zeroTotal } from '../../server/drawing/pictures/parallel.js';
import { alibiSlope, bucket, pairOfTurns, sinusoid as entryOf, slowdown } from '../../server/drawing/pictures/positions.js';
import { even, NF4 } from '../../server/drawing/pictures/precision.js';
import { clipped, estimators, groupAdvantages } from '../../server/drawing/pictures/preference.js';
import { SCHEDULES, smoothedLoss } from '../../server/drawing/pictures/training.js';
import { convolve } from '../../server/drawing/pictures/vision.js';
import { isVisible } from '../../server/math/layers.js';
import { clippedLoss, grpoAdvantages, tokenKl } from '../../server/math/policy-losses.js';
import { alibiSlopes, ropeFrequencies, sinusoid, t5Bucket, yarnRange } from '../../server/math/positions.js';
import type { Schedule, ScheduleOptions } from '../../server/math/schedule.js';
import { scheduleFactor } from '../../server/math/schedule.js';
import { zeroBytesPerParameter } from '../../server/math/zero.js';
import { ROOT } from '../support/knowledge.js';
import { allNear, near } from '../support/truth.js';

interface Answers {
  readonly nf4: number[];
  readonly activations: Readonly<Record<'z' | 'gelu' | 'silu' | 'relu', number[]>>;
  readonly boxes: { readonly boxes: [number, number, number, number][]; readonly iou: number[][]; readonly giou: number[][] };
  readonly focal: readonly { p: number; gamma: number; loss: number }[];
  readonly convolution: { readonly image: number[][]; readonly kernel: number[][]; readonly output: number[][] };
  readonly rounding: { readonly values: number[]; readonly rounded: number[] };
  readonly kept: readonly { p?: number; minP?: number; count: number }[];
  readonly logits: number[];
  readonly softmax: readonly { temperature: number; chances: number[] }[];
  readonly smoothing: readonly { p: number; epsilon: number; size: number; loss: number }[];
}
const { cases } = JSON.parse(readFileSync(path.join(ROOT, 'test/truth/pictures.json'), 'utf8')) as { cases: Answers };

test('against torch, transformers and PEFT', () => {
  // NF4's published table was made in single precision.
  allNear(NF4, cases.nf4, 1e-6, 'NF4');
  allNear(cases.activations.z.map(gelu), cases.activations.gelu, 1e-6, 'GELU');
  allNear(cases.activations.z.map(silu), cases.activations.silu, 1e-12, 'SiLU');
  allNear(cases.activations.z.map(relu), cases.activations.relu, 0, 'ReLU');
  const boxes: readonly Box[] = cases.boxes.boxes;
  boxes.forEach((a, i) => {
    allNear(boxes.map((b) => iou(a, b)), cases.boxes.iou[i]!, 1e-12, 'IoU');
    allNear(boxes.map((b) => giou(a, b)), cases.boxes.giou[i]!, 1e-12, 'GIoU');
  });
  for (const { p, gamma, loss } of cases.focal) near(focal(p, gamma), loss, 1e-12, 'focal loss');
  assert.deepEqual(convolve(cases.convolution.image, cases.convolution.kernel), cases.convolution.output);
  assert.deepEqual(cases.rounding.values.map((value) => even(value) + 0), cases.rounding.rounded.map((value) => value + 0));
  for (const { temperature, chances } of cases.softmax) allNear(softmax(cases.logits, temperature), chances, 1e-12, 'softmax');
  const chances = softmax(cases.logits);
  for (const { p, minP, count } of cases.kept) assert.equal(p === undefined ? keptByMin(chances, minP!) : keptByP(chances, p), count, `${String(p)} ${String(minP)}`);
  for (const { p, epsilon, size, loss } of cases.smoothing) near(smoothedLoss(p, epsilon, size), loss, 1e-6, 'label smoothing, which transformers sums in single precision');
});

test('the drawn schedules are the compared ones', () => {
  const meant: Readonly<Record<string, readonly [Schedule, ScheduleOptions]>> = {
    'polynomial, power 2': ['polynomial', { power: 2, endRate: 0, peak: 1 }], 'cosine_with_restarts, 3': ['cosine_with_restarts', { cycles: 3 }], 'cosine_with_min_lr, 0.1': ['cosine_with_min_lr', { minRatio: 0.1 }],
    'warmup_stable_decay': ['warmup_stable_decay', { decaySteps: 200 }],
  };
  for (const [name, factor] of SCHEDULES) {
    const [schedule, options] = meant[name] ?? [name as Schedule, {}];
    for (let step = 0; step < 1000; step++) near(factor(step), scheduleFactor(schedule, step, 1000, 100, options), 1e-12, `${name} ${String(step)}`);
  }
});

test('positions', () => {
  const [entries, base, trained, factor] = [128, 10_000, 4096, 4];
  const plain = ropeFrequencies(entries, base, { rope_type: 'default' }, trained).frequencies;
  const yarn = { rope_type: 'yarn', factor, original_max_position_embeddings: trained } as const;
  const [fast, slow] = yarnRange(entries, base, yarn);
  assert.deepEqual([Math.floor(pairOfTurns(32, trained, entries, base)), Math.ceil(pairOfTurns(1, trained, entries, base))], [fast, slow]);
  // What NTK at a fixed factor is: transformers' dynamic scaling of a sequence so long that the base grows by factor^(d/(d − 2)).
  const ways = { linear: ropeFrequencies(entries, base, { rope_type: 'linear', factor }, trained), ntk: ropeFrequencies(entries, base, { rope_type: 'dynamic', factor: 1 }, trained, factor * trained), yarn: ropeFrequencies(entries, base, yarn, factor * trained) };
  for (const way of ['linear', 'ntk', 'yarn'] as const) plain.forEach((angle, pair) => near(slowdown(way, pair, factor, entries, fast, slow), angle / ways[way].frequencies[pair]!, 1e-9, `${way}, pair ${String(pair)}`));
  for (let distance = 0; distance < 200; distance++) assert.equal(bucket(distance, 32), t5Bucket(-distance, false), String(distance));
  alibiSlopes(8).forEach((slope, head) => near(alibiSlope(head + 1, 8), slope, 1e-15, 'ALiBi'));
  for (const position of [0, 1, 17]) allNear(Array.from({ length: 8 }, (_, entry) => entryOf(position, entry, 8)), sinusoid(position, 8), 1e-12, 'sinusoid');
});

test('masks, ZeRO, preferences', () => {
  for (const [kind, mask] of [['causal', { kind: 'causal' }], ['bidirectional', { kind: 'bidirectional' }], ['prefix', { kind: 'prefix', prompt: 3 }], ['sliding', { kind: 'sliding', window: 3 }]] as const) {
    for (let i = 0; i < 7; i++) for (let j = 0; j < 7; j++) assert.equal(sees(kind, i, j, 3), isVisible(i, j, mask), `${kind} ${String(i)} ${String(j)}`);
  }
  for (const stage of [0, 1, 2, 3] as const) near(zeroTotal(stage, 7, 8), 7 * zeroBytesPerParameter(stage, 8), 1e-12, `stage ${String(stage)}`);
  for (const ratio of [0.3, 0.8, 1, 1.2, 1.9]) for (const advantage of [-1, 1]) near(clipped(ratio, advantage, 0.2), -clippedLoss(ratio, advantage, 0.2, 0.2), 1e-12, 'PPO');
  // TRL adds 1e-4 to the deviation.
  allNear(groupAdvantages([1, 0, 0.5, 0.25]), grpoAdvantages([1, 0, 0.5, 0.25], 4), 1e-3, 'GRPO');
  for (const ratio of [0.2, 1, 3]) {
    near(estimators[0](ratio), tokenKl(0, Math.log(ratio), 'k1'), 1e-12, 'k1');
    near(estimators[2](ratio), tokenKl(0, Math.log(ratio), 'k3'), 1e-12, 'k3');
  }
});
