// The pictures of the concept pages: whole in both languages, inside their frame, free of fixed ink; their numbers against hand calculations.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { sees, softmax } from '../../server/drawing/pictures/attention.js';
import { activationBytes, linearWork, overlappedStep, scoreWork } from '../../server/drawing/pictures/costs.js';
import { beams, keptByMin, keptByP } from '../../server/drawing/pictures/decoding.js';
import { averagePrecision, focal, giou, iou, precisionRecall, suppress } from '../../server/drawing/pictures/detection.js';
import { PICTURES } from '../../server/drawing/pictures/index.js';
import { gelu, silu } from '../../server/drawing/pictures/layers.js';
import { activationsOverTime, BUDGETS } from '../../server/drawing/pictures/memory.js';
import { cosineAlpha, linearAlphas, visualTokens } from '../../server/drawing/pictures/multimodal.js';
import { messages, ringState, zeroParts, zeroTotal } from '../../server/drawing/pictures/parallel.js';
import { pipelineSlots } from '../../server/drawing/pictures/parallel-model.js';
import { alibiSlope, bucket, pairOfTurns, sinusoid, slowdown } from '../../server/drawing/pictures/positions.js';
import { even, FORMATS, NF4 } from '../../server/drawing/pictures/precision.js';
import { clipped, estimators, groupAdvantages } from '../../server/drawing/pictures/preference.js';
import { chunks, mmr } from '../../server/drawing/pictures/retrieval.js';
import { bestFit, SAMPLES, SCHEDULES, smoothedLoss } from '../../server/drawing/pictures/training.js';
import { convolve, receptiveField } from '../../server/drawing/pictures/vision.js';
import { conceptPage } from '../../server/features/pages.js';
import type { Language } from '../../server/knowledge/types.js';
import { readKnowledge, ROOT } from '../support/knowledge.js';

const LANGUAGES: readonly Language[] = ['en', 'zh-cn'];
const near = (value: number, expected: number, by = 0.005): void => assert.ok(Math.abs(value - expected) <= by, `${value} is not ${expected}`);

interface Label { readonly text: string; readonly left: number; readonly right: number; readonly y: number; readonly size: number; readonly turned: boolean }

/** A wide face: DejaVu Sans is wider than what editors use. */
function widthOf(text: string, size: number): number {
  return [...text].reduce((total, character) => total + size * (/\p{Script=Han}|[，。；：（）、！？]/u.test(character) ? 1 : /[A-Z%ΣΨ√]/.test(character) ? 0.7 : /[ .,:;'|ijl1()[\]]/.test(character) ? 0.4 : 0.6), 0);
}

function labels(svg: string): Label[] {
  return [...svg.matchAll(/<text x="([^"]+)" y="([^"]+)"(?: font-size="([^"]+)")? text-anchor="(\w+)"([^>]*)>([^<]*)<\/text>/g)].map(([, x, y, font, anchor, style, content]) => {
    const text = content!.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
    const size = Number(font ?? 12);
    const width = widthOf(text, size);
    const left = Number(x) - (anchor === 'start' ? 0 : anchor === 'end' ? width : width / 2);
    return { text, left, right: left + width, y: Number(y), size, turned: style!.includes('rotate') };
  });
}

/** Every element closed in order, every attribute quoted, no bare ampersand. */
function assertWellFormed(xml: string, name: string): void {
  const open: string[] = [];
  const rest = xml.replace(/<(\/?)([a-z]+)((?: [\w:-]+="[^"<]*")*)(\/?)>/g, (_all, close: string, tag: string, _attributes: string, empty: string) => {
    if (close) assert.equal(open.pop(), tag, name);
    else if (!empty) open.push(tag);
    return '';
  });
  assert.deepEqual(open, [], name);
  assert.doesNotMatch(rest, /[<>]|&(?!amp;|lt;|gt;)/, name);
}

test('the compiler knows every picture, and no other', () => {
  const names = JSON.parse(readFileSync(path.join(ROOT, 'server/drawing/pictures/names.json'), 'utf8')) as string[];
  assert.deepEqual(names, Object.keys(PICTURES).sort());
});

for (const [name, draw] of Object.entries(PICTURES)) {
  test(`picture ${name}`, () => {
    for (const language of LANGUAGES) {
      const svg = draw(language);
      assertWellFormed(svg, name);
      assert.doesNotMatch(svg, /NaN|undefined|Infinity|null/, name);
      assert.doesNotMatch(svg, /(?:fill|stroke)="(?:#|rgb|black|white)/, 'ink comes from the theme');
      assert.doesNotMatch(svg, / id="|href=/, 'several pictures share a page');
      const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)!;
      assert.ok(Number(width) <= 640 && svg.includes('max-width:100%'));
      for (const label of labels(svg)) {
        assert.ok(label.size >= 11, `${label.text} is too small`);
        if (label.turned) continue;
        assert.ok(label.left >= -8 && label.right <= Number(width) + 8, `${language}: "${label.text}" from ${label.left} to ${label.right} leaves the frame`);
        assert.ok(label.y >= label.size * 0.7 && label.y <= Number(height), `${language}: "${label.text}" at ${label.y} leaves the frame`);
      }
    }
    // What is said in words is said in both languages; names, code and formulas are alike.
    const sentences = (language: Language): string[] => labels(draw(language)).map(({ text }) => text);
    const alike = new Set(sentences('zh-cn').filter((text) => !/\p{Script=Han}/u.test(text)));
    const words = sentences('en').filter((text) => alike.has(text) && /[a-z]{3,} [a-z]{2,}/.test(text));
    assert.deepEqual(words, []);
    assert.equal(sentences('en').some((text) => /\p{Script=Han}/u.test(text)), false);
  });
}

test('every picture that a page shows is drawn, in the page\'s language', () => {
  const knowledge = readKnowledge();
  let seen = 0;
  for (const id of Object.keys(knowledge.concepts())) {
    for (const language of LANGUAGES) {
      const { html } = conceptPage(id, knowledge, language)!;
      assert.doesNotMatch(html, /picture-pic|picture:/, id);
      for (const [, alt] of html.matchAll(/<figure class="picture" role="img" aria-label="([^"]+)"><svg/g)) {
        seen++;
        assert.equal(/\p{Script=Han}/u.test(alt!), language === 'zh-cn', `${id}: ${alt!}`);
      }
    }
  }
  assert.ok(seen >= 90, `${seen} pictures`);
});

test('ZeRO bars: 7 billion parameters on 8 GPUs: 14 + 14 + 84; states / 8 = 10.5; gradients / 8 = 1.75', () => {
  assert.deepEqual(zeroParts(0, 7, 8), [14, 14, 84]);
  assert.deepEqual(zeroParts(2, 7, 8), [14, 1.75, 10.5]);
  assert.deepEqual(([0, 1, 2, 3] as const).map((stage) => zeroTotal(stage, 7, 8)), [112, 38.5, 26.25, 14]);
});

test('the ring: every slice is summed once after N − 1 rounds, everywhere after 2(N − 1)', () => {
  assert.deepEqual(ringState(4, 3).map((row) => row.filter((count) => count === 4).length), [1, 1, 1, 1]);
  assert.deepEqual(ringState(4, 6), Array.from({ length: 4 }, () => [4, 4, 4, 4]));
  assert.deepEqual(messages([9, 12, 15, 18], 2), [[9, 11], [12, 14], [15, 17], [18, 20]]);
  assert.deepEqual(messages([18, 18], 2), [[18, 20], [20, 22]]);
});

test('pipelines of 4 stages and 6 micro-batches: 2 · (6 + 3) = 18 slots; 1F1B keeps 4 forwards at most', () => {
  for (const schedule of ['gpipe', '1f1b'] as const) {
    const slots = pipelineSlots(4, 6, schedule);
    assert.equal(slots.length, 2 * 4 * 6);
    assert.equal(Math.max(...slots.map(({ at }) => at)), 17);
    const kept = [0, 1, 2, 3].map((stage) => { let now = 0; return Math.max(...slots.filter((slot) => slot.stage === stage).map(({ kind }) => (now += kind === 'F' ? 1 : -1))); });
    assert.equal(Math.max(...kept), schedule === 'gpipe' ? 6 : 4);
  }
});

test('masks of five tokens: 15, 18, 25 and 12 visible pairs', () => {
  const pairs = (kind: 'causal' | 'prefix' | 'bidirectional' | 'sliding'): number => [0, 1, 2, 3, 4].flatMap((i) => [0, 1, 2, 3, 4].filter((j) => sees(kind, i, j, 3))).length;
  assert.deepEqual([pairs('causal'), pairs('prefix'), pairs('bidirectional'), pairs('sliding')], [15, 18, 25, 12]);
});

test('packing by best fit: [900 100] [700 300] [200]', () => { assert.deepEqual(bestFit(SAMPLES, 1024), [[900, 100], [700, 300], [200]]); });

test('schedules start at 0 and reach 1 after 100 steps, but for the constant one', () => {
  for (const [name, factor] of SCHEDULES) { assert.equal(factor(0), name === 'constant' ? 1 : 0, name); near(factor(100), 1); }
});

test('numbers of the pages: budgets, activations, overlap, costs', () => {
  assert.deepEqual(BUDGETS.map(([, , parts]) => Number(parts.reduce((total, part) => total + part, 0).toFixed(1))), [109.8, 28.3, 18.5, 15.5, 5.9]);
  assert.deepEqual([true, false].map((checkpointed) => activationsOverTime(8, 2 / 114, checkpointed).at(-1)!.map((value) => Math.round(value) + 0)), [[32, 0], [24, 0]]);
  assert.deepEqual(activationBytes(2048), { rest: 34, scores: 80 });
  near(linearWork(8192), 3.3, 0.05); near(scoreWork(8192), 0.55);
  near(overlappedStep(1e9), 0.635, 0.01); near(overlappedStep(14e9), 1.09, 0.01);
});

test('formats: NF4 has 16 rising levels, the bits add up, ties round to even', () => {
  assert.ok(NF4.length === 16 && NF4.every((level, k) => k === 0 || level > NF4[k - 1]!));
  assert.deepEqual([-3.5, 2.5, 1.75].map(even), [-4, 2, 2]);
  assert.deepEqual(FORMATS.map(([, exponent, mantissa, unused]) => 1 + exponent + mantissa + unused), [32, 32, 16, 16, 8, 8]);
});

test('positions: T5 buckets of its table, ALiBi slopes, YaRN pairs 20 and 46, a sinusoid', () => {
  assert.deepEqual([7, 8, 12, 16, 23, 32, 46, 64, 90, 91, 500].map((n) => bucket(n, 16)), [7, 8, 9, 10, 11, 12, 13, 14, 14, 15, 15]);
  assert.deepEqual([1, 4, 8].map((head) => alibiSlope(head, 8)), [1 / 2, 1 / 16, 1 / 256]);
  assert.deepEqual([Math.floor(pairOfTurns(32, 4096, 128, 10_000)), Math.ceil(pairOfTurns(1, 4096, 128, 10_000))], [20, 46]);
  near(slowdown('ntk', 63, 4, 128, 20, 46), 4); assert.equal(slowdown('yarn', 20, 4, 128, 20, 46), 1); near(slowdown('yarn', 46, 4, 128, 20, 46), 4);
  near(sinusoid(1, 0, 4), 0.841); near(sinusoid(2, 1, 4), -0.416); near(sinusoid(1, 2, 4), 0.01);
});

test('activations at −1 and 2: the table of the page "feed-forward"', () => { near(gelu(-1), -0.1587, 1e-4); near(gelu(2), 1.9545, 1e-4); near(silu(-1), -0.2689, 1e-4); });

test('preference: clipping at 1.2 and 0.8, ±0.99 and ±1.32 of a group, three estimators at r = 2', () => {
  assert.equal(clipped(1.5, 1, 0.2), 1.2); assert.equal(clipped(0.5, 1, 0.2), 0.5); assert.equal(clipped(0.5, -1, 0.2), -0.8); assert.equal(clipped(1.5, -1, 0.2), -1.5);
  // mean 0.5; squares 0.09 + 0.16 + 0 + 0.16 + 0.04 + 0.01 = 0.46, / 5 = 0.092, root 0.3033
  assert.deepEqual(groupAdvantages([0.2, 0.9, 0.5, 0.1, 0.7, 0.6]).map((value) => Number(value.toFixed(2)) + 0), [-0.99, 1.32, 0, -1.32, 0.66, 0.33]);
  near(estimators[0](2), -0.6931); near(estimators[1](2), 0.2402); near(estimators[2](2), 0.3069);
});

test('decoding: what stays, and the beam that wins: 0.4 · 0.9 · 0.6 = 0.216', () => {
  assert.equal(keptByP([0.5, 0.3, 0.15, 0.05], 0.9), 3); assert.equal(keptByMin([0.5, 0.3, 0.15, 0.05], 0.3), 3);
  near(softmax([1, 0, 2])[2]!, 0.665); near(softmax([0, 2], 2)[1]!, 0.731);
  const best = beams().filter(({ step }) => step === 3).sort((a, b) => b.chance - a.chance)[0]!;
  assert.equal(best.text, 'Bek'); near(best.chance, 0.216, 1e-9);
});

test('retrieval: chunks start every 240; relevance alone takes near duplicates, MMR does not', () => {
  assert.deepEqual(chunks(1000, 300, 60), [[0, 300], [240, 540], [480, 780], [720, 1000]]);
  assert.deepEqual([...mmr(3, 1)].sort(), [0, 1, 2]);
  assert.deepEqual(mmr(3, 0.5).filter((index) => index < 3).length, 1);
});

test('vision: an edge, fields 3 5 7, boxes 10 × 10 shifted by 5: 25 / 175, NMS, AP', () => {
  assert.deepEqual(convolve([[0, 0, 1], [0, 0, 1], [0, 0, 1]], [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]), [[3]]);
  assert.deepEqual(receptiveField([[3, 1], [3, 1], [3, 1]]), [3, 5, 7]);
  assert.deepEqual(receptiveField([[7, 2], [3, 2], [3, 1]]), [7, 11, 19]);
  near(iou([0, 0, 10, 10], [5, 5, 15, 15]), 25 / 175); near(giou([0, 0, 10, 10], [5, 5, 15, 15]), 25 / 175 - 50 / 225);
  assert.deepEqual(suppress([[[0, 0, 10, 10], 0.9], [[1, 0, 11, 10], 0.8], [[20, 0, 30, 10], 0.7]], 0.5), [0, 2]);
  near(focal(0.9, 0) / focal(0.9, 2), 100, 1e-6);
  // hits at 1, 2, 4 of 4 objects: precision 1, 1, 3/4 at recall 1/4, 1/2, 3/4
  near(averagePrecision(precisionRecall([true, true, false, true], 4)), 0.25 + 0.25 + 0.25 * 0.75);
});

test('label smoothing is lowest at 1 − ε + ε / V, noise schedules end near 0, image tokens', () => {
  const losses = Array.from({ length: 999 }, (_none, k) => smoothedLoss((k + 1) / 1000, 0.1, 5));
  assert.equal((losses.indexOf(Math.min(...losses)) + 1) / 1000, 0.92);
  const alphas = linearAlphas();
  near(alphas[0]!, 0.9999, 1e-6); near(alphas[999]!, 4.0e-5, 1e-5); near(cosineAlpha(0.5), 0.494, 0.01);
  assert.deepEqual([visualTokens(224, 16, 1), visualTokens(336, 14, 1), visualTokens(448, 14, 2)], [196, 576, 256]);
});
