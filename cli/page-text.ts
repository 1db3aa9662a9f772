import { conceptPage, rulePage } from '../server/features/pages.js';
import type { Knowledge } from '../server/knowledge/knowledge.js';
import type { Language } from '../server/knowledge/types.js';

/** A page as plain text for the terminal: its HTML without the marks, formulas as the TeX they were written in, pictures as what they show. */
export function pageText(kind: 'concept' | 'rule', id: string, knowledge: Knowledge, language: Language): string {
  const page = kind === 'concept' ? conceptPage(id, knowledge, language) : rulePage(id, knowledge, language);
  if (!page) return '';
  return page.html
    .replace(/<span class="math[^>]*data-n="(\d+)"[^]*?<\/svg><\/span>/g, (_all, n: string) => knowledge.pageFormula(Number(n))?.tex ?? '')
    .replace(/<figure class="picture" role="img" aria-label="([^"]*)">[^]*?<\/figure>/g, '[$1]')
    .replace(/<li>/g, '- ').replace(/<t[dh][^>]*>/g, '').replace(/<\/t[dh]>\s*(?=<t)/g, ' | ').replace(/<h[1-6]>/g, '\n').replace(/<[^>]+>/g, '')
    .replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&').replace(/\n{3,}/g, '\n\n').trim();
}
