// The chapters of the book, and what a page is found by: its words in both languages, and the initials of the Chinese ones.
import { pinyin } from 'pinyin-pro';
import { hasHan, readYaml } from './files.mjs';

/** @returns the chapters in order: id, title in both languages, ids of the pages */
export function compileChapters(index, report) {
  const chapters = readYaml('concepts', 'chapters.yaml');
  const placed = new Map();
  for (const { id, en, 'zh-cn': zh, pages } of chapters) {
    if (!en || !zh) report(`concepts/chapters.yaml ${id}`, 'the title is not in both languages');
    for (const page of pages) {
      if (!index[page]) report(`concepts/chapters.yaml ${id}`, `page ${page} does not exist`);
      if (placed.has(page)) report(`concepts/chapters.yaml ${id}`, `page ${page} stands in ${placed.get(page)} too`);
      placed.set(page, id);
    }
  }
  for (const page of Object.keys(index)) if (!placed.has(page)) report(`concepts/${page}`, 'stands in no chapter of chapters.yaml');
  return chapters.map(({ id, en, 'zh-cn': zh, pages }) => ({ id, title: { en, 'zh-cn': zh }, pages }));
}

/** The pinyin initials by which Chinese words are typed: 梯度累积 → `tdlj`. Words that hold no Chinese have none. */
export function initialsOf(words) {
  const letters = (word) => pinyin(word, { pattern: 'first', toneType: 'none', type: 'array', nonZh: 'consecutive' }).join('').toLowerCase().replace(/[^a-z0-9]/g, '');
  return [...new Set(words.filter(hasHan).map(letters).filter((text) => text.length > 1))];
}
