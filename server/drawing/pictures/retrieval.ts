import type { Colour, Picture } from '../sheet.js';
import { picture, range } from '../sheet.js';

/** Where chunks of this size begin and end when each repeats `overlap` of the one before. */
export function chunks(length: number, size: number, overlap: number): (readonly [from: number, to: number])[] {
  const found: (readonly [number, number])[] = [];
  for (let from = 0; ; from += size - overlap) {
    found.push([from, Math.min(length, from + size)]);
    if (from + size >= length) return found;
  }
}

/** Points of a map, similar when near. The first is the query's place. */
const QUERY = [0, 0] as const;
const DOCUMENTS = [[0.3, 0.15], [0.36, 0.24], [0.26, 0.3], [-0.55, 0.3], [0.15, -0.62], [1.0, -0.5], [-0.9, -0.6]] as const;
const similarity = (a: readonly [number, number], b: readonly [number, number]): number => Math.exp(-((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2));

/** Maximal marginal relevance: similar to the query, unlike what is already taken. */
export function mmr(count: number, weight: number): number[] {
  const taken: number[] = [];
  while (taken.length < count) {
    const score = (index: number): number => weight * similarity(DOCUMENTS[index]!, QUERY) - (1 - weight) * Math.max(0, ...taken.map((other) => similarity(DOCUMENTS[index]!, DOCUMENTS[other]!)));
    taken.push(range(DOCUMENTS.length).filter((index) => !taken.includes(index)).sort((a, b) => score(b) - score(a))[0]!);
  }
  return taken;
}

export const retrieval: Readonly<Record<string, Picture>> = {
  'chunking': picture(620, 196, (s, t) => {
    const [length, size, overlap] = [1000, 300, 60];
    const x = (at: number): number => 70 + at * 0.52;
    s.text(58, 39, t('text', '文本'), { at: 'end' });
    s.box(x(0), 28, 0.52 * length, 22, '', { round: 2 });
    const found = chunks(length, size, overlap);
    found.forEach(([from, to], index) => {
      const y = 72 + (index % 2) * 34;
      s.box(x(from), y, 0.52 * (to - from), 24, t(`chunk ${index + 1}`, `第 ${index + 1} 块`), { colour: index % 2 === 0 ? 'a' : 'b', fill: 0.22, size: 11 });
      if (index > 0) s.box(x(from), 28, 0.52 * overlap, 110, '', { colour: 'c', fill: 0.16, bare: true, round: 0 });
      s.note(x(from), 152, String(from));
    });
    s.note(x(length), 152, String(length));
    s.note(70, 180, t(`size ${size}, overlap ${overlap} (green): each chunk starts ${size - overlap} after the last`, `块长 ${size}，重叠 ${overlap}（绿色）：相邻块起点相差 ${size - overlap}`), { at: 'start' });
  }),
  'rag': picture(636, 206, (s, t) => {
    const flow = (y: number, colour: Colour, parts: readonly (readonly [string, number])[], from: number): number => {
      let x = from;
      parts.forEach(([text, width], index) => {
        if (index > 0) { s.arrow([[x, y + 18], [x + 24, y + 18]], { colour }); x += 24; }
        s.box(x, y, width, 36, text, { colour, fill: 0.16, size: 11 });
        x += width;
      });
      return x;
    };
    s.title(16, 16, t('once', '事先一次'), { at: 'start', colour: 'b' });
    flow(30, 'b', [[t('documents', '文档'), 76], [t('chunks', '切块'), 62], [t('embedding', '向量化'), 76], [t('index', '索引'), 70]], 16);
    s.title(16, 106, t('for each question', '每个问题'), { at: 'start', colour: 'a' });
    flow(120, 'a', [[t('question', '问题'), 76], [t('embedding', '向量化'), 76]], 16);
    s.arrow([[192, 138], [305, 138]], { colour: 'a' });
    s.arrow([[337, 66], [337, 118]], { colour: 'b' });
    flow(120, 'a', [[t('search', '检索'), 62], [t('rerank', '重排'), 62], [t('prompt', '提示'), 62], ['LLM', 50]], 307);
    s.note(489, 176, t('question and\nfound chunks', '问题和\n检索到的块'));
    s.note(392, 100, t('top k', '前 k 块'));
    s.arrow([[564, 120], [564, 66]], { colour: 'a' });
    s.box(526, 30, 90, 36, t('answer', '回答'), { colour: 'c', fill: 0.2, size: 11 });
    s.note(571, 16, t('with sources', '附来源'));
  }),
  'mmr': picture(600, 216, (s, t) => {
    const panel = (left: number, name: string, chosen: readonly number[]): void => {
      s.title(left + 120, 14, name);
      s.box(left, 28, 240, 150, '', { fill: 0.02 });
      const at = ([x, y]: readonly [number, number]): readonly [number, number] => [left + 115 + x * 95, 98 - y * 95];
      const [queryX, queryY] = at(QUERY);
      for (const index of chosen) s.line([[queryX, queryY], at(DOCUMENTS[index]!)], { colour: 'a', width: 1 });
      DOCUMENTS.forEach((place, index) => {
        const [x, y] = at(place);
        const order = chosen.indexOf(index);
        s.circle(x, y, order < 0 ? 4 : 6, '', order < 0 ? { fill: 0.25, bare: true } : { colour: 'a', fill: 0.9, bare: true });
      });
      s.shape([[queryX, queryY - 8], [queryX + 8, queryY], [queryX, queryY + 8], [queryX - 8, queryY]], { colour: 'e', fill: 0.8, bare: true });
    };
    panel(30, t('the 3 most similar', '最相似的 3 块'), mmr(3, 1));
    panel(326, t('MMR, λ = 0.5', 'MMR，λ = 0.5'), mmr(3, 0.5));
    s.note(30, 196, t('Near on the map is similar; the diamond is the question. The three nearest say the same.', '图上越近越相似；菱形为问题。最近的三块内容重复。'), { at: 'start' });
  }),
};
