// Our formulas against what the libraries say: test/truth/*.json, written by tools/truth/*.py. No expected number stands in this file.
import assert from 'node:assert/strict';
import test from 'node:test';
import { effectiveBatch, impliedWorldSize } from '../../server/math/batch.js';
import type { DecoderShape, MaskKind } from '../../server/math/layers.js';
import { decoderParameters, isVisible, keyHeadOf, layerNorm, rmsNorm, swiGlu } from '../../server/math/layers.js';
import { loraScale } from '../../server/math/lora.js';
import type { Matrix } from '../../server/math/peft-counts.js';
import * as counts from '../../server/math/peft-counts.js';
import type { RopeParameters } from '../../server/math/positions.js';
import { alibiSlopes, ropeFrequencies, rotate, sinusoid, t5Bucket } from '../../server/math/positions.js';
import { peftProjectedPrefixParameters, prefixParameters, projectedPrefixParameters, wideProjectedPrefixParameters } from '../../server/math/prefix.js';
import type { DeepSpeedSchedule, DeepSpeedScheduleParams, Schedule } from '../../server/math/schedule.js';
import { deepspeedRate, scheduleFactor, scheduleOptions, warmupSteps } from '../../server/math/schedule.js';
import type { ZeroSetup } from '../../server/math/zero.js';
import { zeroBytesPerParameter, zeroEstimate } from '../../server/math/zero.js';
import type { Row } from '../support/truth.js';
import { allNear, near, sum, verdicts } from '../support/truth.js';

test('learning rates of transformers and DeepSpeed, step by step', () => {
  const { cases } = verdicts('schedules') as unknown as { cases: readonly { library: string; schedule: string; peak: number; warmup: number; total: number; options: Readonly<Record<string, number | string>>; rates: readonly number[] }[] };
  assert.ok(cases.length > 60);
  for (const { library, schedule, peak, warmup, total, options, rates } of cases) {
    const ours = rates.map((_, step) => (library === 'deepspeed'
      ? deepspeedRate(schedule as DeepSpeedSchedule, step, options as DeepSpeedScheduleParams, peak)
      : peak * scheduleFactor(schedule as Schedule, step, total, warmup, { peak, ...scheduleOptions(options)! })));
    ours.forEach((rate, step) => assert.ok(Math.abs(rate - rates[step]!) <= 1e-12 * peak, `${library} ${schedule} ${JSON.stringify(options)}, step ${String(step)}: ${String(rate)}, the library says ${String(rates[step])}`));
  }
});

test('warm-up steps from a share of the run', () => {
  for (const { total, ratio, steps } of verdicts('schedules').warmups as unknown as { total: number; ratio: number; steps: number }[]) assert.equal(warmupSteps(total, ratio), steps, `${String(ratio)} of ${String(total)}`);
});

test('batch sizes: what DeepSpeed derives, and which world sizes it accepts', () => {
  const { derived, worlds } = verdicts('batch') as unknown as { derived: { micro: number; accumulation: number; world: number; total: number }[]; worlds: { total: number; micro: number; accumulation: number; accepted: number[] }[] };
  for (const { micro, accumulation, world, total } of derived) assert.equal(effectiveBatch(micro, accumulation, world), total);
  for (const { total, micro, accumulation, accepted } of worlds) assert.deepEqual([impliedWorldSize(total, micro, accumulation)].filter((world) => world !== undefined), accepted);
});

test("DeepSpeed's estimates of ZeRO memory, to the byte", () => {
  for (const row of verdicts('zero-memory').cases!) {
    const { stage, cpu, gpu } = row as unknown as { stage: 2 | 3; cpu: number; gpu: number };
    assert.deepEqual(zeroEstimate(stage, row as unknown as ZeroSetup), { cpu, gpu }, JSON.stringify(row));
  }
});

test("the paper's bytes per parameter and DeepSpeed's estimate differ by the fp32 gradients alone", () => {
  // 16 bytes in arXiv:1910.02054; DeepSpeed adds 4 for fp32 gradients in stage 2 and counts 18 in stage 3 (2 in 16 bits, 16 in fp32), with a layer of 4 bytes gathered.
  for (const row of verdicts('zero-memory').cases!) {
    const { stage, params, largest, gpus, nodes, offload, gpu } = row as unknown as { stage: 2 | 3; params: number; largest: number; gpus: number; nodes: number; offload: boolean; gpu: number };
    if (offload) continue;
    const world = gpus * nodes;
    const paper = zeroBytesPerParameter(stage, world) * params;
    const more = stage === 2 ? (4 * params) / world : (2 * params) / world + 4 * largest;
    assert.ok(Math.abs(gpu - paper - more) <= 1, JSON.stringify(row));
  }
});

test('trained values of adapters, counted by PEFT', () => {
  const { layers } = verdicts('peft-counts') as unknown as { layers: readonly { method: string; options: Readonly<Record<string, number & boolean>>; matrices: readonly (readonly [number, number])[]; inputScaled?: readonly boolean[]; scaling?: number; trained: number }[] };
  const methods = new Set<string>();
  for (const { method, options, matrices, inputScaled, scaling, trained } of layers) {
    methods.add(method + (options.use_dora ? ' dora' : options.use_rslora ? ' rslora' : ''));
    const { r = 8 } = options;
    if (scaling !== undefined) assert.equal(loraScale(options.lora_alpha ?? 8, r, options.use_rslora === true), scaling);
    const one = (matrix: Matrix, i: number): number => {
      switch (method) {
        case 'LoraConfig': return options.use_dora ? counts.doraCount(r, matrix) : counts.loraCount(r, matrix, options.lora_bias);
        case 'AdaLoraConfig': return counts.adaLoraCount(options.init_r!, matrix);
        case 'LoHaConfig': return counts.loHaCount(r, matrix);
        case 'LoKrConfig': return counts.loKrCount(r, matrix, options.decompose_factor, options.decompose_both);
        case 'OFTConfig': return counts.oftCount(options.oft_block_size || matrix.inputs / r, matrix, options.block_share);
        case 'BOFTConfig': return counts.boftCount(options.boft_block_size!, matrix, options.boft_n_butterfly_factor);
        case 'IA3Config': return counts.ia3Count(matrix, inputScaled![i]!);
        case 'VeraConfig': return counts.veraCount(r, matrix);
        case 'HRAConfig': return counts.hraCount(r, matrix);
        default: throw new Error(method);
      }
    };
    assert.equal(sum(matrices.map(([inputs, outputs], i) => one({ inputs, outputs }, i))), trained, `${method} ${JSON.stringify(options)}`);
  }
  assert.equal(methods.size, 11);
});

test('trained values of prompt methods, counted by PEFT', () => {
  const { prompts } = verdicts('peft-counts') as unknown as { prompts: readonly { method: string; tokens: number; options: Row; layers: number; hidden: number; tokenDim: number; encoderHidden: number; encoderLayers: number; trained: number }[] };
  for (const { method, tokens, options, layers, hidden, tokenDim, encoderHidden, encoderLayers, trained } of prompts) {
    const shape = { layers, hidden, keyWidth: tokenDim };
    const ours = method === 'PromptTuningConfig' ? counts.promptCount(tokens, hidden)
      : method === 'PrefixTuningConfig' ? (options.prefix_projection === true ? peftProjectedPrefixParameters(tokens, shape, encoderHidden) : prefixParameters(tokens, shape))
        : options.encoder_reparameterization_type === 'LSTM' ? counts.lstmPromptEncoderCount(tokens, hidden, encoderHidden, encoderLayers) : counts.promptEncoderCount(tokens, hidden, encoderHidden);
    assert.equal(ours, trained, `${method} ${String(tokens)} ${JSON.stringify(options)}`);
  }
});

test("prefixes of ChatGLM's three generations, counted on their PrefixEncoder", () => {
  for (const { model, length, projection, trained, ...shape } of verdicts('chatglm-prefix').cases as unknown as { model: string; length: number; projection: boolean; trained: number; layers: number; hidden: number; keyWidth: number }[]) {
    const ours = !projection ? prefixParameters : model === 'chatglm-6b' ? projectedPrefixParameters : wideProjectedPrefixParameters;
    assert.equal(ours(length, shape), trained, model);
  }
});

test('parameters of named decoders, counted by transformers', () => {
  const decoders = new Set(['LlamaForCausalLM', 'MistralForCausalLM', 'Qwen2ForCausalLM', 'MixtralForCausalLM', 'GemmaForCausalLM', 'Phi3ForCausalLM']);
  let compared = 0;
  for (const row of verdicts('model-facts').cases!) {
    if (!decoders.has(row.class as string)) continue;
    const experts = row.num_local_experts as number | null;
    const shape: DecoderShape = {
      vocabulary: row.vocab_size as number, hidden: row.hidden_size as number, layers: row.num_hidden_layers as number, width: row.intermediate_size as number, heads: row.num_attention_heads as number,
      keyHeads: row.num_key_value_heads as number, tied: row.tie_word_embeddings as boolean, attentionBias: row.class === 'Qwen2ForCausalLM', ...(experts === null ? {} : { experts }), ...(typeof row.head_dim === 'number' ? { headSize: row.head_dim } : {}),
    };
    assert.equal(decoderParameters(shape), row.parameters, row.model as string);
    compared++;
  }
  assert.equal(compared, 11);
});

const rope = (row: Row): ReturnType<typeof ropeFrequencies> => ropeFrequencies(row.dim as number, row.base as number, row.parameters as RopeParameters, row.longest as number, (row.length as number | null) ?? (isLongRope(row) ? 0 : row.longest as number));
const isLongRope = (row: Row): boolean => (row.parameters as RopeParameters).rope_type === 'longrope';

test('rotary frequencies with every scaling, and a rotation', () => {
  const { rope: rows, rotation } = verdicts('modules');
  for (const row of rows!) {
    const { frequencies, attention } = rope(row);
    // float32 there: seven digits of each frequency
    frequencies.forEach((frequency, i) => assert.ok(Math.abs(frequency / (row.frequencies as number[])[i]! - 1) < 2e-6, `${JSON.stringify(row.parameters)} pair ${String(i)}: ${String(frequency)}, the library says ${String((row.frequencies as number[])[i])}`));
    assert.equal(frequencies.length, (row.frequencies as number[]).length);
    near(attention, row.attention as number, 1e-12, JSON.stringify(row.parameters));
  }
  for (const { base, positions, input, output } of rotation as unknown as { base: number; positions: number[]; input: number[][]; output: number[][] }[]) {
    positions.forEach((position, i) => allNear(rotate(input[i]!, position, ropeFrequencies(input[i]!.length, base, { rope_type: 'default' }, 0)), output[i]!, 2e-5, `position ${String(position)}`));
  }
});

test('ALiBi of BLOOM, also with padding on the left and heads that are no power of two', () => {
  for (const { heads, mask, bias } of verdicts('modules').alibi as unknown as { heads: number; mask: number[][]; bias: number[][][] }[]) {
    const slopes = alibiSlopes(heads);
    mask.forEach((row, batch) => slopes.forEach((slope, head) => {
      const places = row.map((visible, i) => (sum(row.slice(0, i + 1)) - 1) * visible);
      allNear(places.map((place) => slope * place), bias[batch]![head]!, 1e-6, `${String(heads)} heads, head ${String(head)}`);
    }));
  }
});

test("T5's buckets for distances from −300 to 300", () => {
  for (const { bidirectional, buckets, maxDistance, from, values } of verdicts('modules').buckets as unknown as { bidirectional: boolean; buckets: number; maxDistance: number; from: number; values: number[] }[]) {
    assert.deepEqual(values.map((_, i) => t5Bucket(from + i, bidirectional, buckets, maxDistance)), values);
  }
});

test('sinusoidal positions', () => {
  for (const { dim, values } of verdicts('modules').sinusoids as unknown as { dim: number; values: number[][] }[]) {
    values.forEach((row, position) => {
      const ours = sinusoid(position, dim);
      // the module stores the sines first, then the cosines
      allNear([...ours.filter((_, j) => j % 2 === 0), ...ours.filter((_, j) => j % 2 === 1)], row, 1e-6, `position ${String(position)}`);
    });
  }
});

test('norms, the gated feed-forward layer, repeated key heads', () => {
  for (const row of verdicts('modules').layers!) {
    const { kind, eps, weight, bias, input, output, gate, up, down } = row as unknown as { kind: string; eps: number; weight: number[]; bias: number[]; input: number[][]; output: number[][] & number[]; gate: number[][]; up: number[][]; down: number[][] };
    if (kind === 'repeat') {
      assert.deepEqual(output.map((_, queryHead) => keyHeadOf(queryHead, row.repeat as number)), output);
      continue;
    }
    input.forEach((x, i) => allNear(kind === 'rms' ? rmsNorm(x, weight, eps) : kind === 'layer' ? layerNorm(x, weight, bias, eps) : swiGlu(x, gate, up, down), output[i]!, 2e-6, kind));
  }
});

test('masks: who sees whom', () => {
  for (const row of verdicts('modules').masks!) {
    const { length, visible } = row as unknown as { length: number; visible: string[] };
    const ours = Array.from({ length }, (_, query) => Array.from({ length }, (_, key) => Number(isVisible(query, key, row as unknown as MaskKind))).join(''));
    assert.deepEqual(ours, visible, row.kind as string);
  }
});
