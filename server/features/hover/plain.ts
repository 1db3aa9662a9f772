import type { Knowledge } from '../../knowledge/knowledge.js';
import type { Language } from '../../knowledge/types.js';
import type { HoverPage } from './page.js';
import { fewLinks } from './page.js';

/** The page as plain text: for editors without Markdown, screen readers and the terminal. */
export function renderPlain(page: HoverPage, knowledge: Knowledge, language: Language): string {
  const plain = (text: string): string => text.replaceAll('`', '');
  const lines: string[] = [[page.title, ...page.facts.map(plain)].join(' · ')];
  if (page.alert) lines.push('', plain(page.alert));
  if (page.own) lines.push('', plain(page.own));
  if (page.does) lines.push('', plain(page.does));
  if (page.formula) lines.push('', `    ${page.formula.text}`, ...(page.formulaWhere ? [`    ${plain(page.formulaWhere)}`] : []));
  if (page.here.length > 0) lines.push('', `${knowledge.word('here', language)} ${plain(page.here[0]!)}`, ...page.here.slice(1).map((line) => `  ${plain(line)}`));
  if (page.remarks.length > 0) lines.push('', ...page.remarks.map(({ label, text }) => `${label} ${plain(text)}`));
  if (page.values.length > 0) lines.push('', ...page.values.map(({ value, text, current }) => `${current ? '>' : ' '} ${value}: ${plain(text)}`));
  if (page.preview) lines.push('', page.preview.name, ...page.preview.text.split('\n').map((line) => `    ${line}`));
  if (page.links.length > 0) lines.push('', fewLinks(page.links).map((link) => (link.to === 'web' ? `${link.text}: ${link.url}` : link.text)).join(' · '));
  return lines.join('\n');
}
