import type { Colour, Picture } from '../sheet.js';
import { picture, range } from '../sheet.js';

/** Left, top, right, bottom. */
export type Box = readonly [number, number, number, number];
const area = ([left, top, right, bottom]: Box): number => Math.max(0, right - left) * Math.max(0, bottom - top);
const common = (a: Box, b: Box): Box => [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
const hull = (a: Box, b: Box): Box => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];

export const iou = (a: Box, b: Box): number => area(common(a, b)) / (area(a) + area(b) - area(common(a, b)));
/** IoU minus the share of the enclosing box that neither covers (arXiv:1902.09630). */
export const giou = (a: Box, b: Box): number => iou(a, b) - (area(hull(a, b)) - (area(a) + area(b) - area(common(a, b)))) / area(hull(a, b));

/** Which boxes stay: the best first, those that overlap it more than the threshold fall. */
export function suppress(boxes: readonly (readonly [Box, number])[], threshold: number): number[] {
  const kept: number[] = [];
  for (const index of range(boxes.length).sort((a, b) => boxes[b]![1] - boxes[a]![1])) {
    if (kept.every((other) => iou(boxes[index]![0], boxes[other]![0]) <= threshold)) kept.push(index);
  }
  return kept;
}

export const focal = (p: number, gamma: number): number => (1 - p) ** gamma * -Math.log(p);

/** Right and wrong detections, the surest first → recall and precision after each, of so many objects. */
export function precisionRecall(right: readonly boolean[], objects: number): (readonly [recall: number, precision: number])[] {
  let hits = 0;
  return right.map((hit, index) => { hits += hit ? 1 : 0; return [hits / objects, hits / (index + 1)]; });
}

/** The area under the precision that never rises again (all-point interpolation). */
export function averagePrecision(points: readonly (readonly [number, number])[]): number {
  let [total, before] = [0, 0];
  points.forEach(([recall], index) => { total += (recall - before) * Math.max(...points.slice(index).map(([, precision]) => precision)); before = recall; });
  return total;
}

const rect = ([left, top, right, bottom]: Box): readonly [number, number, number, number] => [left, top, right - left, bottom - top];

export const detection: Readonly<Record<string, Picture>> = {
  'iou': picture(620, 206, (s, t) => {
    const pairs: readonly (readonly [Box, Box])[] = [[[20, 40, 120, 130], [50, 60, 150, 150]], [[230, 40, 320, 130], [240, 50, 330, 140]], [[430, 44, 490, 104], [530, 94, 590, 154]]];
    pairs.forEach(([a, b], index) => {
      s.box(...rect(hull(a, b)), '', { dash: true, fill: 0, round: 0 });
      s.box(...rect(a), '', { colour: 'a', fill: 0.18, round: 1 });
      s.box(...rect(b), '', { colour: 'b', fill: 0.18, round: 1 });
      if (iou(a, b) > 0) s.box(...rect(common(a, b)), '', { colour: 'c', fill: 0.45, round: 1 });
      const middle = [85, 280, 510][index]!;
      s.text(middle, 172, `IoU ${iou(a, b).toFixed(2)} · GIoU ${giou(a, b).toFixed(2).replace('-', '−')}`, { size: 11, bold: true });
    });
    s.note(14, 14, t('prediction blue, truth orange, intersection green, enclosing box dashed', '蓝：预测，橙：真值，绿：交集，虚线：外接框'), { at: 'start' });
    s.note(14, 196, t('Apart, IoU is 0 and gives no gradient; GIoU still says how far.', '不相交时 IoU 为 0，没有梯度；GIoU 仍能反映距离。'), { at: 'start' });
  }),
  'nms': picture(600, 220, (s, t) => {
    const found: readonly (readonly [Box, number])[] = [[[40, 50, 130, 150], 0.92], [[52, 60, 142, 156], 0.81], [[34, 66, 118, 160], 0.64], [[180, 70, 250, 166], 0.88], [[186, 80, 262, 172], 0.55]];
    const kept = suppress(found, 0.5);
    [0, 316].forEach((shift, panel) => {
      s.title(shift + 142, 14, panel === 0 ? t('before: 5 boxes', '之前：5 个框') : t(`after, threshold 0.5: ${kept.length}`, `之后，阈值 0.5：${kept.length} 个`));
      s.box(shift + 16, 28, 258, 164, '', { fill: 0.02 });
      found.forEach(([box, score], index) => {
        const on = panel === 0 || kept.includes(index);
        if (!on) return;
        const [x, y, width, height] = rect(box);
        s.box(shift + x, y, width, height, '', { colour: index < 3 ? 'a' : 'b', fill: 0.06, round: 1 });
        s.text(...([[shift + x + 16, y - 8], [shift + x + width + 18, y + 10], [shift + x + 16, y + height + 9], [shift + x + 16, y - 8], [shift + x + width - 16, y + height + 7]][index] as unknown as readonly [number, number]), String(score), { size: 11 });
      });
    });
    s.arrow([[280, 106], [326, 106]]);
    s.note(16, 208, t(`IoU of the two best of the left: ${iou(found[0]![0], found[1]![0]).toFixed(2)}, so the second falls.`, `左侧得分最高两框的 IoU 为 ${iou(found[0]![0], found[1]![0]).toFixed(2)}，故第二个被去掉。`), { at: 'start' });
  }),
  'anchors': picture(600, 216, (s, t) => {
    s.grid(20, 30, 26, 6, 6, (row, column) => ({ colour: row === 3 && column === 2 ? 'e' : 'ink', fill: row === 3 && column === 2 ? 0.4 : 0.05 }));
    s.note(98, 200, t('a cell of the feature map', '特征图的一个格'));
    s.arrow([[184, 120], [226, 120]]);
    const colours: readonly Colour[] = ['a', 'b', 'c'];
    [34, 62, 108].forEach((size, scale) => {
      const x = [262, 352, 494][scale]!;
      [0.5, 1, 2].forEach((ratio, index) => {
        const [width, height] = [size / Math.sqrt(ratio), size * Math.sqrt(ratio)];
        s.box(x - width / 2, 108 - height / 2, width, height, '', { colour: colours[index]!, fill: 0.05, round: 1 });
      });
      s.circle(x, 108, 2.5, '', { colour: 'e', fill: 1, bare: true });
    });
    s.note(402, 208, t('3 scales × 3 ratios (1 : 2, 1 : 1, 2 : 1), of equal area', '3 种尺度 × 3 种宽高比（1 : 2、1 : 1、2 : 1），面积相等'));
  }),
  'focal-loss': picture(600, 226, (s, t) => {
    const plot = s.plot(44, 34, 380, 146, [0, 1], [0, 4], { x: [0, 0.2, 0.4, 0.6, 0.8, 1].map((v) => [v, String(v)]), y: [0, 1, 2, 3, 4].map((v) => [v, String(v)]), xName: t('p of the right class', '正确类别的 p'), yName: t('loss', '损失') });
    ([[0, 'ink'], [0.5, 'e'], [1, 'c'], [2, 'a'], [5, 'd']] as const).forEach(([gamma, colour], index) => {
      plot.curve((p) => focal(p, gamma), { colour, from: 0.005, steps: 300 });
      s.text(440, 48 + index * 20, gamma === 0 ? t('γ = 0: cross-entropy', 'γ = 0：交叉熵') : `γ = ${gamma}`, { at: 'start', colour, size: 11 });
    });
    s.note(440, 168, t(`at p = 0.9 and γ = 2:\n${Math.round(focal(0.9, 0) / focal(0.9, 2))} times less`, `p = 0.9、γ = 2：\n缩小 ${Math.round(focal(0.9, 0) / focal(0.9, 2))} 倍`), { at: 'start' });
  }),
  'map': picture(600, 226, (s, t) => {
    const right = [true, true, false, true, false, true, false, false, true, false];
    const points = precisionRecall(right, 6);
    const plot = s.plot(44, 34, 300, 146, [0, 1.04], [0, 1.06], { x: [0, 0.5, 1].map((v) => [v, String(v)]), y: [0, 0.5, 1].map((v) => [v, String(v)]), xName: t('recall', '召回率'), yName: t('precision', '精确率') });
    const envelope = points.flatMap(([recall], index): (readonly [number, number])[] => { const best = Math.max(...points.slice(index).map(([, precision]) => precision)); const from = index === 0 ? 0 : points[index - 1]![0]; return [[plot.px(from), plot.py(best)], [plot.px(recall), plot.py(best)]]; });
    const last = points[points.length - 1]!;
    s.shape([[plot.px(0), plot.py(0)], ...envelope, [plot.px(last[0]), plot.py(0)]], { colour: 'a', fill: 0.14, bare: true });
    s.line(envelope, { colour: 'a', width: 2 });
    s.line(points.map(([recall, precision]) => [plot.px(recall), plot.py(precision)]), { colour: 'b', dash: true });
    points.forEach(([recall, precision], index) => s.circle(plot.px(recall), plot.py(precision), 3, '', { colour: right[index] ? 'c' : 'e', fill: 0.9, bare: true }));
    s.text(plot.px(0.4), plot.py(0.3), `AP = ${averagePrecision(points).toFixed(2)}`, { bold: true });
    s.title(480, 44, t('detections, surest first', '检测结果，按置信度排序'));
    s.grid(372, 60, 22, 1, 10, (_row, column) => ({ colour: right[column] ? 'c' : 'e', fill: 0.35, text: right[column] ? '✓' : '✗' }));
    s.note(372, 112, t('6 objects in all, 5 found', '共 6 个目标，找到 5 个'), { at: 'start' });
    s.note(372, 142, t('mAP: the mean of AP over\nclasses, and for COCO over\nIoU thresholds 0.5 … 0.95', 'mAP：AP 对各类别取平均，\nCOCO 还对 IoU 阈值\n0.5 … 0.95 取平均'), { at: 'start' });
  }),
};
