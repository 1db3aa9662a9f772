import type { Colour, Picture, Sheet } from '../sheet.js';
import { picture, range, sum } from '../sheet.js';

const IMAGE = [[0, 0, 1, 2, 2], [0, 0, 1, 2, 2], [0, 0, 1, 2, 2], [0, 1, 2, 2, 2], [1, 2, 2, 2, 2]];
const KERNEL = [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]];

/** What libraries call a convolution: the kernel laid on every place, products summed; no padding, stride 1. */
export function convolve(image: readonly (readonly number[])[], kernel: readonly (readonly number[])[]): number[][] {
  const size = image.length - kernel.length + 1;
  return range(size).map((row) => range(size).map((column) => sum(kernel.flatMap((line, i) => line.map((weight, j) => weight * image[row + i]![column + j]!)))));
}

/** How many inputs an output sees after each layer of these kernels and strides. */
export function receptiveField(layers: readonly (readonly [kernel: number, stride: number])[]): number[] {
  let [field, jump] = [1, 1];
  return layers.map(([kernel, stride]) => { field += (kernel - 1) * jump; jump *= stride; return field; });
}

const minus = (value: number): string => String(value).replace('-', '−');

function numbers(s: Sheet, x: number, y: number, size: number, rows: readonly (readonly number[])[], colour: Colour, on: (row: number, column: number) => boolean): void {
  s.grid(x, y, size, rows.length, rows[0]!.length, (row, column) => ({ colour: on(row, column) ? colour : 'ink', fill: on(row, column) ? 0.35 : 0.07, text: minus(rows[row]![column]!) }));
}

/** A patch of "image": a simple animal made of two shapes, so that mixing and cropping can be seen. */
function animal(s: Sheet, x: number, y: number, size: number, kind: 'cat' | 'dog', fade = 1): void {
  const colour = kind === 'cat' ? 'a' : 'b';
  const [cx, cy, r] = [x + size / 2, y + size * 0.56, size * 0.27];
  const ears: readonly (readonly [number, number])[][] = kind === 'cat'
    ? [[[cx - r, cy - r * 0.2], [cx - r * 0.9, cy - r * 1.5], [cx - r * 0.2, cy - r * 0.9]], [[cx + r, cy - r * 0.2], [cx + r * 0.9, cy - r * 1.5], [cx + r * 0.2, cy - r * 0.9]]]
    : [[[cx - r * 0.8, cy - r * 0.7], [cx - r * 1.5, cy + r * 0.5], [cx - r * 0.9, cy + r * 0.3]], [[cx + r * 0.8, cy - r * 0.7], [cx + r * 1.5, cy + r * 0.5], [cx + r * 0.9, cy + r * 0.3]]];
  for (const ear of ears) s.shape(ear, { colour, fill: 0.6 * fade, bare: true });
  s.circle(cx, cy, r, '', { colour, fill: 0.6 * fade, bare: true });
}

export const vision: Readonly<Record<string, Picture>> = {
  'convolution': picture(600, 196, (s, t) => {
    const out = convolve(IMAGE, KERNEL);
    const [row, column] = [1, 1];
    numbers(s, 20, 34, 26, IMAGE, 'a', (i, j) => i >= row && i < row + 3 && j >= column && j < column + 3);
    s.title(85, 16, t('input 5 × 5', '输入 5 × 5'));
    s.text(186, 99, '∗');
    numbers(s, 212, 60, 26, KERNEL, 'b', () => true);
    s.title(251, 16, t('kernel 3 × 3', '卷积核 3 × 3'));
    s.text(318, 99, '=');
    numbers(s, 344, 60, 26, out, 'a', (i, j) => i === row && j === column);
    s.title(383, 16, t('output 3 × 3', '输出 3 × 3'));
    s.note(446, 84, t('products of the nine\nblue and orange cells,\nsummed:', '蓝格与橙格逐一相乘\n再求和：'), { at: 'start' });
    s.text(446, 122, `= ${minus(out[row]![column]!)}`, { at: 'start', bold: true });
    s.note(20, 182, t('The kernel answers where the image grows brighter to the right: an edge.', '该卷积核在图像向右变亮处有响应：即边缘。'), { at: 'start' });
  }),
  'receptive-field': picture(600, 206, (s, t) => {
    const fields = [1, ...receptiveField([[3, 1], [3, 1], [3, 1]])];
    const x = (place: number): number => 130 + place * 34;
    for (const layer of range(4)) {
      const y = 156 - layer * 44;
      const half = (fields[3 - layer]! - 1) / 2;
      s.note(104, y, layer === 0 ? t('input', '输入') : t(`layer ${layer}`, `第 ${layer} 层`), { at: 'end', fade: 0.9 });
      for (const place of range(11)) {
        const inside = Math.abs(place - 5) <= half;
        if (layer > 0 && inside) for (const step of [-1, 0, 1]) s.line([[x(place), y + 9], [x(place + step), y + 35]], { colour: 'a', width: 1, fade: 0.45 });
        s.box(x(place) - 9, y - 9, 18, 18, '', inside ? { colour: 'a', fill: 0.45, bare: true, round: 3 } : { fill: 0.06, bare: true, round: 3 });
      }
      s.note(520, y, layer === 0 ? '' : t(`sees ${fields[layer]!}`, `看到 ${fields[layer]!}`), { at: 'start' });
    }
    s.brace(x(5 - (fields[3]! - 1) / 2) - 9, x(5 + (fields[3]! - 1) / 2) + 9, 170, t(`${fields[3]!} inputs after three 3 × 3 layers`, `三层 3 × 3 之后：${fields[3]!} 个输入`), { up: false, colour: 'a' });
  }),
  'resnet': picture(620, 216, (s, t) => {
    const block = (y: number, name: string, parts: readonly (readonly [string, number])[], remark: string): void => {
      s.title(14, y, name, { at: 'start' });
      s.text(112, y, 'x', { italic: true });
      let x = 120;
      for (const [part, width] of parts) { s.arrow([[x, y], [x + 24, y]]); s.box(x + 24, y - 15, width, 30, part, { colour: part === 'ReLU' ? 'ink' : 'a', fill: part === 'ReLU' ? 0.06 : 0.2, size: 11 }); x += 24 + width; }
      s.arrow([[x, y], [x + 26, y]]);
      s.circle(x + 38, y, 12, '+', { colour: 'b', fill: 0.2 });
      s.line([[130, y], [130, y - 34], [x + 38, y - 34]], { colour: 'b' });
      s.arrow([[x + 38, y - 34], [x + 38, y - 13]], { colour: 'b' });
      s.arrow([[x + 50, y], [x + 74, y]]);
      s.note(136, y + 30, remark, { at: 'start' });
    };
    block(54, t('basic', '基本块'), [['3 × 3, 64', 72], ['ReLU', 46], ['3 × 3, 64', 72]], t('ResNet-18, 34: 18 · 64² = 73 728 weights', 'ResNet-18、34：18 · 64² = 73 728 个权重'));
    block(148, t('bottleneck', '瓶颈块'), [['1 × 1, 64', 68], ['ReLU', 46], ['3 × 3, 64', 68], ['ReLU', 46], ['1 × 1, 256', 74]], t('ResNet-50 and deeper: 256 channels pass, 64 are worked on: 69 632 weights', 'ResNet-50 及更深：通过 256 通道，只在 64 通道上计算：69 632 个权重'));
    s.text(320, 204, t('the straight path carries x and the gradient unchanged; a ReLU follows (batch norms not drawn)', '直通路径让 x 与梯度原样通过；相加之后再接 ReLU（未画批归一化）'), { size: 11, colour: 'b' });
  }),
  'mixup': picture(600, 190, (s, t) => {
    const tile = (x: number, name: string, label: string, draw: () => void): void => { s.box(x, 34, 110, 110, '', { fill: 0.03 }); draw(); s.title(x + 55, 16, name); s.note(x + 55, 160, label, { fade: 0.9 }); };
    tile(20, t('image A', '图像 A'), t('cat 1', '猫 1'), () => animal(s, 20, 34, 110, 'cat'));
    s.text(146, 89, '+');
    tile(162, t('image B', '图像 B'), t('dog 1', '狗 1'), () => animal(s, 162, 34, 110, 'dog'));
    s.arrow([[280, 89], [314, 89]]);
    tile(322, 'Mixup, λ = 0.7', t('cat 0.7, dog 0.3', '猫 0.7，狗 0.3'), () => { animal(s, 322, 34, 110, 'cat', 0.7); animal(s, 322, 34, 110, 'dog', 0.3); });
    tile(466, 'CutMix, λ = 0.75', t('cat 0.75, dog 0.25', '猫 0.75，狗 0.25'), () => { animal(s, 466, 34, 110, 'cat'); s.box(521, 89, 55, 55, '', { colour: 'b', fill: 0.22 }); animal(s, 524, 90, 50, 'dog'); });
    s.note(20, 182, t('Pixels and labels are mixed by the same share; λ comes from a Beta distribution.', '像素与标签按同一比例混合；λ 取自 Beta 分布。'), { at: 'start' });
  }),
  'augmentation': picture(600, 226, (s, t) => {
    const small = (x: number, y: number, kind: 'cat' | 'dog'): void => { s.box(x, y, 76, 76, '', { fill: 0.03 }); animal(s, x, y, 76, kind); s.box(x + 12, y + 10, 52, 56, '', { colour: kind === 'cat' ? 'a' : 'b', fill: 0, round: 1 }); };
    s.title(96, 14, t('four images with boxes', '四张带框的图像'));
    small(14, 30, 'cat'); small(102, 30, 'dog'); small(14, 118, 'dog'); small(102, 118, 'cat');
    s.arrow([[190, 112], [230, 112]]);
    s.title(332, 14, t('mosaic', 'Mosaic 拼图'));
    s.box(248, 30, 168, 168, '', { fill: 0.02 });
    const [cx, cy] = [248 + 96, 30 + 72];
    s.line([[cx, 30], [cx, 198]], { dash: true });
    s.line([[248, cy], [416, cy]], { dash: true });
    const scaled = (x: number, y: number, size: number, kind: 'cat' | 'dog'): void => { animal(s, x, y, size, kind); s.box(x + size * 0.16, y + size * 0.13, size * 0.68, size * 0.74, '', { colour: kind === 'cat' ? 'a' : 'b', fill: 0, round: 1 }); };
    scaled(256, 32, 70, 'cat'); scaled(cx + 6, 36, 60, 'dog'); scaled(254, cy + 4, 86, 'dog'); scaled(cx + 4, cy + 10, 64, 'cat');
    s.note(436, 72, t('random meeting point,\nrandom scale;\nboxes move along', '交点随机，\n缩放随机；\n框一起变换'), { at: 'start' });
    s.note(436, 140, t('small objects and many\ncontexts in one sample', '一个样本里有小目标\n和多种背景'), { at: 'start' });
    s.note(14, 214, t('Off in the last epochs (close_mosaic), so that training ends on real images.', '最后若干轮关闭（close_mosaic），以真实图像收尾。'), { at: 'start' });
  }),
};
