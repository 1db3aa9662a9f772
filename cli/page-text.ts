import { conceptPage, rulePage } from '../server/features/pages.js';
import type { Knowledge } from '../server/knowledge/knowledge.js';
import type { Language } from '../server/knowledge/types.js';
import { texText } from './tex.js';
import { escapeHtml } from '../server/text/html.js';

/** A page as plain text for the terminal: formulas in Unicode, tables in columns, code as it stands, pictures by what they show. */
export function pageText(kind: 'concept' | 'rule', id: string, knowledge: Knowledge, language: Language): string {
  const page = kind === 'concept' ? conceptPage(id, knowledge, language) : rulePage(id, knowledge, language);
  if (!page) return '';
  return htmlText(page.html.replace(/<span class="math( display)?"[^>]*data-n="(\d+)"[^]*?<\/svg><\/span>/g, (_all, display: string | undefined, n: string) => {
    const text = escapeHtml(texText(knowledge.pageFormula(Number(n))?.tex ?? ''));
    return display === undefined ? text.replaceAll('\n', '; ') : `<pre>${text}</pre>`;
  }));
}

/** Our pages' HTML as text. Blocks of code and tables are set aside first: their lines are not to be touched. */
export function htmlText(html: string): string {
  const kept: string[] = [];
  const keep = (text: string): string => `\n\n\u0001${kept.push(text) - 1}\u0002\n\n`;
  const text = html
    .replace(/<pre>(?:<code[^>]*>)?([^]*?)(?:<\/code>)?<\/pre>/g, (_all, code: string) => keep(plain(code).replace(/\n$/, '').split('\n').map((line) => `    ${line}`).join('\n')))
    .replace(/<figure class="picture" role="img" aria-label="([^"]*)">[^]*?<\/figure>/g, (_all, alt: string) => keep(`[${plain(alt)}]`))
    .replace(/<table[^>]*>([^]*?)<\/table>/g, (_all, rows: string) => keep(table(rows)))
    // What stood on several lines of the source is one paragraph.
    .replace(/\n(?!\n|\u0001|<(?:\/|p\b|ul|ol|li|h\d|footer))/g, ' ')
    .replace(/<li>/g, '\n  - ').replace(/<h1>([^]*?)<\/h1>/g, (_all, title: string) => underlined(plain(title), '=')).replace(/<h2>([^]*?)<\/h2>/g, (_all, title: string) => underlined(plain(title), '-'))
    .replace(/<\/(p|ul|ol|footer|h\d)>/g, '\n\n').replace(/<br\/?>/g, '\n');
  return plain(text).split('\n').map((line) => line.trimEnd()).join('\n').replace(/\n{3,}/g, '\n\n').replace(/\n\n( {2}- )/g, '\n$1')
    .replace(/\u0001(\d+)\u0002/g, (_all, n: string) => kept[Number(n)]!).trim();
}

function table(rows: string): string {
  const cells = [...rows.matchAll(/<tr>([^]*?)<\/tr>/g)].map(([, row]) => [...row!.matchAll(/<t[dh][^>]*>([^]*?)<\/t[dh]>/g)].map(([, cell]) => plain(cell!).replace(/\s+/g, ' ').trim()));
  const widths = cells[0]?.map((_cell, column) => Math.max(...cells.map((row) => width(row[column] ?? '')))) ?? [];
  const line = (row: readonly string[]): string => `    ${row.map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(cell)))).join('  ')}`.trimEnd();
  const [head, ...body] = cells;
  return head ? [line(head), line(widths.map((each) => '─'.repeat(each))), ...body.map(line)].join('\n') : '';
}

function underlined(title: string, sign: string): string {
  return `\n\n${title}\n${sign.repeat(width(title))}\n\n`;
}

/** Columns of a terminal: a Chinese character takes two. */
function width(text: string): number {
  return [...text].reduce((sum, letter) => sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(letter) ? 2 : /\p{Mn}/u.test(letter) ? 0 : 1), 0);
}

function plain(html: string): string {
  return html.replace(/<[^>]+>/g, '').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&');
}
