import { zeroBytesPerParameter } from '../../math/zero.js';
import type { Colour, Picture, Point, Sheet } from '../sheet.js';
import { picture, range, short, sum } from '../sheet.js';

/** Gigabytes of weights, gradients and optimizer states on one GPU (2Ψ, 2Ψ and 12Ψ bytes; the stage says what is divided). */
export function zeroParts(stage: 0 | 1 | 2 | 3, billions: number, gpus: number): number[] {
  return [[2, 3], [2, 2], [12, 1]].map(([bytes, from]) => (bytes! * billions) / (stage >= from! ? gpus : 1));
}

/** How many ranks' values stand in slice `slice` of rank `rank` after so many rounds of the ring. */
export function ringState(ranks: number, rounds: number): number[][] {
  const state = range(ranks).map(() => range(ranks).map(() => 1));
  for (let round = 0; round < rounds; round++) {
    const scatter = round < ranks - 1;
    const shift = scatter ? round : round - (ranks - 1) - 1;
    const sent = range(ranks).map((rank) => { const slice = (((rank - shift) % ranks) + ranks) % ranks; return [slice, state[rank]![slice]!] as const; });
    sent.forEach(([slice, count], rank) => { const next = state[(rank + 1) % ranks]!; next[slice] = scatter ? next[slice]! + count : count; });
  }
  return state;
}

/** When each bucket's message starts and ends: a message waits for its bucket and for the message before. */
export function messages(ready: readonly number[], duration: number): Point[] {
  let free = 0;
  return ready.map((at) => { const start = Math.max(at, free); free = start + duration; return [start, free]; });
}

const STATES: readonly Colour[] = ['a', 'b', 'c'];

function key(s: Sheet, y: number, entries: readonly (readonly [Colour, string])[], step: number): void {
  entries.forEach(([colour, text], index) => s.key(16 + index * step, y, text, { colour, fill: 0.55, bare: true }));
}

export const parallel: Readonly<Record<string, Picture>> = {
  'zero': picture(620, 212, (s, t) => {
    key(s, 14, [['a', t('weights, 2Ψ', '权重 2Ψ')], ['b', t('gradients, 2Ψ', '梯度 2Ψ')], ['c', t('optimizer states, 12Ψ', '优化器状态 12Ψ')]], 130);
    ([0, 1, 2, 3] as const).forEach((stage) => {
      const y = 36 + stage * 36;
      s.text(16, y + 13, stage === 0 ? t('stage 0 (plain)', '阶段 0（普通）') : t(`stage ${stage}`, `阶段 ${stage}`), { at: 'start' });
      let x = 122;
      zeroParts(stage, 7, 8).forEach((part, index) => { s.box(x, y, part * 3.75, 26, '', { colour: STATES[index]!, fill: 0.55, bare: true, round: 1 }); x += part * 3.75; });
      s.text(x + 8, y + 13, `${short(zeroBytesPerParameter(stage, 8) * 7)} GB`, { at: 'start', bold: true });
    });
    s.note(16, 200, t('Model states on one of N = 8 GPUs, Ψ = 7 · 10⁹ parameters.', 'N = 8 张卡中一张上的模型状态，Ψ = 7 · 10⁹ 个参数。'), { at: 'start' });
  }),
  'zero-communication': picture(630, 236, (s, t) => {
    key(s, 14, [['ink', t('computing', '计算')], ['a', t('all-gather of weights, Ψ', 'all-gather 权重，Ψ')], ['b', t('reduce-scatter of gradients, Ψ', 'reduce-scatter 梯度，Ψ')]], 172);
    const plans: readonly (readonly [number, readonly string[]])[] = [[1, ['F1', 'B1', 'F2', 'B2', 'R', '', 'G']], [2, ['F1', 'B1', 'R', 'F2', 'B2', 'R', '', 'G']], [3, ['G', 'F1', 'G', 'B1', 'R', 'G', 'F2', 'G', 'B2', 'R', '']]];
    plans.forEach(([stage, plan], row) => {
      const y = 44 + row * 52;
      s.text(16, y + 14, t(`stage ${stage}`, `阶段 ${stage}`), { at: 'start' });
      let x = 74;
      for (const part of plan) {
        if (part === '') { s.box(x, y, 46, 28, 'Adam', { dash: true, fill: 0, size: 11 }); x += 50; continue; }
        const colour: Colour = part === 'G' ? 'a' : part === 'R' ? 'b' : 'ink';
        const width = part.startsWith('B') ? 46 : part.length === 2 ? 34 : 26;
        s.box(x, y, width, 28, part.length === 2 ? part : 'Ψ', { colour, fill: colour === 'ink' ? 0.08 : 0.3, size: 11 });
        x += width + 4;
      }
      s.text(x + 8, y + 14, `= ${plan.filter((part) => part === 'G' || part === 'R').length}Ψ`, { at: 'start', bold: true });
    });
    s.note(16, 214, t('One optimizer step of k = 2 micro-batches: F forward, B backward. V = 2Ψ, (k + 1)Ψ, 3kΨ.', '一次更新含 k = 2 个微批次：F 前向，B 反向。V = 2Ψ，(k + 1)Ψ，3kΨ。'), { at: 'start' });
  }),
  'all-reduce': picture(630, 214, (s, t) => {
    const ranks = 4;
    const at = (rank: number): Point => [[42, 52], [118, 52], [118, 128], [42, 128]][rank] as unknown as Point;
    for (const rank of range(ranks)) {
      const [[x, y], [toX, toY]] = [at(rank), at((rank + 1) % ranks)];
      const [dx, dy] = [Math.sign(toX - x), Math.sign(toY - y)];
      s.arrow([[x + dx * 19, y + dy * 19], [toX - dx * 19, toY - dy * 19]]);
      s.circle(x, y, 17, String(rank), { colour: 'a', fill: 0.18 });
    }
    s.note(80, 90, t('the ring', '环'));
    const shown: readonly (readonly [number, string])[] = [[0, t('start', '开始')], [1, t('round 1', '第 1 轮')], [2, t('round 2', '第 2 轮')], [3, t('round 3', '第 3 轮')], [6, t('round 6', '第 6 轮')]];
    shown.forEach(([rounds, name], panel) => {
      const x = 176 + panel * 90;
      s.text(x + 39, 32, name, { size: 11 });
      const state = ringState(ranks, rounds);
      s.grid(x, 44, 19.5, ranks, ranks, (rank, slice) => ({ colour: state[rank]![slice] === ranks ? 'c' : 'a', fill: 0.06 + 0.12 * state[rank]![slice]!, text: String(state[rank]![slice]) }));
    });
    range(ranks).forEach((rank) => s.note(170, 54 + rank * 19.5, String(rank), { at: 'end' }));
    s.brace(176, 524, 128, t('reduce-scatter: N − 1 rounds', 'reduce-scatter：N − 1 轮'), { up: false });
    s.brace(534, 616, 128, 'all-gather', { up: false });
    s.note(176, 176, t('Rows are GPUs, columns slices; a number says how many GPUs are summed in it.', '行为 GPU，列为切片；数字表示已有几张卡的值累加其中。'), { at: 'start' });
    s.note(176, 194, t('In each round every GPU sends one slice to the next.', '每一轮，每张卡向下一张发送一个切片。'), { at: 'start' });
  }),
  'data-parallel': picture(620, 226, (s, t) => {
    s.title(135, 14, 'DataParallel');
    s.title(450, 14, 'DistributedDataParallel');
    s.box(81, 44, 108, 34, t('GPU 0', 'GPU 0'), { colour: 'e', fill: 0.18 });
    [40, 135, 230].forEach((x, index) => {
      s.box(x - 30, 138, 60, 34, `GPU ${index + 1}`);
      const top = 115 + (x - 135) * 0.2;
      s.arrow([[top - 4 + 16, 80], [x - 5, 136]], { colour: 'a' });
      s.arrow([[x + 7, 136], [top + 28, 80]], { colour: 'b' });
    });
    s.text(44, 94, t('weights', '权重'), { size: 11, colour: 'a' });
    s.text(232, 94, t('gradients', '梯度'), { size: 11, colour: 'b' });
    s.note(135, 194, t('one process; GPU 0 moves 2(N − 1)Ψ', '一个进程；GPU 0 要传 2(N − 1)Ψ'));
    [[380, 40], [520, 40], [520, 138], [380, 138]].forEach(([x, y], index, all) => {
      s.box(x! - 34, y!, 68, 34, `GPU ${index}`, { colour: 'a', fill: 0.14 });
      const next = all[(index + 1) % 4]!;
      if (next[1] === y) s.arrow([[x! + Math.sign(next[0]! - x!) * 36, y! + 17], [next[0]! - Math.sign(next[0]! - x!) * 36, y! + 17]], { colour: 'b' });
      else s.arrow([[x!, next[1]! > y! ? y! + 36 : y! - 2], [x!, next[1]! > y! ? next[1]! - 2 : next[1]! + 36]], { colour: 'b' });
    });
    s.text(450, 106, t('gradients on a ring', '梯度沿环传递'), { size: 11, colour: 'b' });
    s.note(450, 194, t('a process per GPU; each sends 2Ψ(N − 1)/N', '每卡一个进程；各发送 2Ψ(N − 1)/N'));
  }),
  'ddp': picture(630, 210, (s, t) => {
    // Times of forward, backward and each of four messages, in the same unit.
    const [forward, backward, buckets, message, scale] = [6, 12, 4, 2, 18];
    const draw = (y: number, name: string, overlap: boolean): void => {
      const x = (time: number): number => 112 + time * scale;
      s.title(14, y + 13, name, { at: 'start' });
      s.box(x(0), y, forward * scale - 2, 26, t('forward', '前向'), { size: 11 });
      for (const bucket of range(buckets)) s.box(x(forward + (bucket * backward) / buckets), y, (backward / buckets) * scale - 2, 26, t(`bwd ${bucket + 1}`, `反向 ${bucket + 1}`), { colour: 'a', fill: 0.18, size: 11 });
      const ready = range(buckets).map((bucket) => (overlap ? forward + ((bucket + 1) * backward) / buckets : forward + backward));
      const sent = messages(ready, message);
      sent.forEach(([from, to], bucket) => s.box(x(from), y + 32, (to - from) * scale - 2, 26, String(bucket + 1), { colour: 'b', fill: 0.22, size: 11 }));
      s.text(x(sent[0]![0]) - 8, y + 45, t('sending bucket', '发送桶'), { at: 'end', size: 11, colour: 'b' });
      s.box(x(sent[buckets - 1]![1]), y, 36, 26, t('step', '更新'), { size: 11 });
    };
    draw(24, 'DDP', true);
    draw(108, t('no overlap', '无重叠'), false);
    s.note(112, 10, t('time →', '时间 →'), { at: 'start' });
    s.note(112, 192, t('A bucket is sent while earlier layers still compute; only the last one is waited for.', '一个桶发送时，靠前的层仍在计算；只需等最后一个桶。'), { at: 'start' });
  }),
  'three-d-parallelism': picture(560, 252, (s, t) => {
    // DeepSpeed's order: pipe, data, model; the last changes fastest.
    const at = (pipe: number, data: number, model: number): Point => [64 + model * 150 + data * 75, 84 - data * 44 + pipe * 100];
    const edge = ([x, y]: Point, [toX, toY]: Point, colour: Colour): void => {
      const part = 16 / Math.hypot(toX - x, toY - y);
      s.line([[x + part * (toX - x), y + part * (toY - y)], [toX - part * (toX - x), toY - part * (toY - y)]], { colour, width: 2, fade: 0.8 });
    };
    for (const i of range(2)) {
      for (const j of range(2)) {
        edge(at(i, j, 0), at(i, j, 1), 'a');
        edge(at(0, i, j), at(1, i, j), 'b');
        edge(at(i, 0, j), at(i, 1, j), 'c');
      }
    }
    for (const rank of range(8)) {
      const [x, y] = at(rank >> 2, (rank >> 1) & 1, rank & 1);
      s.circle(x, y, 15, String(rank));
    }
    const lines: readonly (readonly [Colour, string])[] = [['a', t('tensor: 01 23 45 67\nevery layer, inside the node', '张量：01 23 45 67\n每层通信，在节点内')], ['b', t('pipeline: 04 15 26 37\nper micro-batch', '流水线：04 15 26 37\n每个微批次一次')], ['c', t('data: 02 13 46 57\nonce per step', '数据：02 13 46 57\n每步一次')]];
    lines.forEach(([colour, text], index) => s.text(356, 62 + index * 52, text, { at: 'start', colour, size: 11 }));
    s.note(16, 238, t('N = t · p · d = 2 · 2 · 2 = 8 GPUs', 'N = t · p · d = 2 · 2 · 2 = 8 张卡'), { at: 'start' });
  }),
  'zero-3': picture(630, 218, (s, t) => {
    const [layers, width] = [4, 54];
    s.note(78, 47, t('weights', '权重'), { at: 'end', fade: 0.9 });
    s.note(78, 83, t('computing', '计算'), { at: 'end', fade: 0.9 });
    s.note(78, 119, t('gradients', '梯度'), { at: 'end', fade: 0.9 });
    s.note(78, 165, t('live', '在用'), { at: 'end', fade: 0.9 });
    const order = [...range(layers), ...range(layers).reverse()];
    order.forEach((layer, slot) => {
      const x = 88 + slot * width;
      const back = slot >= layers;
      if (slot === layers) s.box(x, 34, width - 6, 26, t('kept', '保留'), { colour: 'a', fill: 0, dash: true, size: 11 });
      else s.box(x, 34, width - 6, 26, t(`get ${layer + 1}`, `取 ${layer + 1}`), { colour: 'a', fill: 0.22, size: 11 });
      s.box(x + width, 70, width - 6, 26, `${back ? 'B' : 'F'}${layer + 1}`, { fill: back ? 0.16 : 0.08, size: 11 });
      if (back) s.box(x + width + 27, 106, width - 6, 26, t(`send ${layer + 1}`, `发 ${layer + 1}`), { colour: 'b', fill: 0.22, size: 11 });
    });
    for (const slot of range(layers * 2 + 1)) {
      // The layer that computes, and the one that is fetched meanwhile.
      const live = new Set([order[slot - 1], order[slot]].filter((layer) => layer !== undefined)).size;
      s.box(88 + slot * width, 178 - live * 13, width - 6, live * 13, '', { colour: 'c', fill: 0.35, bare: true, round: 1 });
    }
    s.title(88 + width * 2, 16, t('forward', '前向'));
    s.title(88 + width * 6, 16, t('backward', '反向'));
    s.note(16, 204, t('A layer is fetched while the one before computes and dropped when done: at most two are live.', '一层在前一层计算时取来，用完即丢：同时最多两层在用。'), { at: 'start' });
  }),
  'offload': picture(600, 206, (s, t) => {
    const place = (x: number, name: string, colour: Colour, parts: readonly string[], speed: string): void => {
      s.box(x, 30, 150, 128, '', { colour, fill: 0.05 });
      s.title(x + 75, 16, name);
      parts.forEach((part, index) => s.box(x + 14, 42 + index * 38, 122, 28, part, { colour, fill: 0.22, size: 11 }));
      s.note(x + 75, 174, speed);
    };
    place(16, 'GPU', 'a', [t('16-bit weights', '16 位权重'), t('activations', '激活值'), t('forward, backward', '前向、反向')], t('small and fast', '小而快'));
    place(226, t('host memory', '主机内存'), 'c', [t('Adam: 12 B each', 'Adam：每个 12 字节'), t('gradients', '梯度'), t('the step, on CPU', 'CPU 上更新')], t('large, behind PCIe', '大，隔着 PCIe'));
    place(436, 'NVMe', 'd', [t('optimizer states', '优化器状态'), t('weights (stage 3)', '权重（阶段 3）')], t('huge and slow', '极大而慢'));
    s.arrow([[168, 80], [224, 80]], { colour: 'b' });
    s.arrow([[224, 118], [168, 118]], { colour: 'a' });
    s.text(196, 68, t('gradients', '梯度'), { size: 11, colour: 'b' });
    s.text(196, 131, t('weights', '权重'), { size: 11, colour: 'a' });
    s.arrow([[378, 90], [434, 90]]);
    s.arrow([[434, 108], [378, 108]]);
    s.note(16, 196, t('Each step and GPU: 2Ψ / N bytes down, 2Ψ / N bytes up.', '每步每卡：下行 2Ψ / N 字节，上行 2Ψ / N 字节。'), { at: 'start' });
  }),
};

/** The total of the stacked bars, for the tests. */
export const zeroTotal = (stage: 0 | 1 | 2 | 3, billions: number, gpus: number): number => sum(zeroParts(stage, billions, gpus));
