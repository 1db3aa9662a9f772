import { formulaSvg, inkOf, svgUri } from '../../drawing/formula.js';
import type { Knowledge } from '../../knowledge/knowledge.js';
import type { Language } from '../../knowledge/types.js';
import type { HoverManner, HoverPage, PageLink } from './page.js';
import { fewLinks } from './page.js';

/** The page as Markdown for an editor's hover. */
export function renderMarkdown(page: HoverPage, manner: HoverManner, knowledge: Knowledge, language: Language): string {
  const parts: string[] = [`**${page.heading ? prose(page.title) : `\`${page.title}\``}**${page.facts.length > 0 ? ` · ${page.facts.map(prose).join(' · ')}` : ''}`];
  if (page.alert) parts.push(`⚠ ${prose(page.alert)}`);
  if (page.own) parts.push(`*${prose(page.own)}*`);
  if (page.does) parts.push(prose(page.does));
  if (page.formula) parts.push(formulaPart(page, manner, knowledge));
  if (page.drawing && manner.pictures) parts.push(image(page.title, formulaSvg(page.drawing, knowledge.glyphs(), inkOf(manner.theme))));
  if (page.here.length > 0) parts.push([`**${knowledge.word('here', language)}** ${prose(page.here[0]!)}`, ...page.here.slice(1).map(prose)].join('  \n'));
  if (page.picture && manner.pictures) parts.push(image(page.picture.alt, page.picture));
  if (page.remarks.length > 0) parts.push(page.remarks.map(({ label, text }) => `**${label}** ${prose(text)}`).join('  \n'));
  if (page.values.length > 0) parts.push(page.values.map(({ value, text, current }) => `- \`${value}\`${current ? ' ←' : ''} ${prose(text)}`).join('\n'));
  if (page.preview) parts.push(`**${prose(page.preview.name)}**\n\n\`\`\`${page.preview.language}\n${page.preview.text.replace(/```/g, "'''")}\n\`\`\``);
  if (page.links.length > 0) parts.push(fewLinks(page.links).map((link) => renderLink(link, manner)).join(' · '));
  return parts.join('\n\n');
}

function formulaPart(page: HoverPage, manner: HoverManner, knowledge: Knowledge): string {
  const { formula } = page;
  if (!formula) return '';
  const text = `\`${formula.text}\`${page.formulaWhere ? `  \n${prose(page.formulaWhere)}` : ''}`;
  if (!manner.pictures) return text;
  return `${image(formula.text, formulaSvg(formula.layout, knowledge.glyphs(), inkOf(manner.theme)))}  \n${text}`;
}

function image(alt: string, picture: { readonly svg: string; readonly width: number; readonly height: number }): string {
  return `![${alt.replace(/[[\]\\]/g, ' ')}](${svgUri(picture.svg)}|width=${picture.width},height=${picture.height})`;
}

function renderLink(link: PageLink, manner: HoverManner): string {
  if (link.to === 'web') return `[${prose(link.text)}](${link.url})`;
  if (!manner.commands) return prose(link.text);
  return `[${prose(link.text)}](command:mlConfigLens.openConcept?${encodeURIComponent(JSON.stringify([link.id]))})`;
}

/** Text with its `code` kept and everything else that Markdown would take for a sign escaped. */
export function prose(text: string): string {
  return text.split(/(`[^`]*`)/).map((part) => (part.startsWith('`') ? part : part.replace(/[\\*_{}[\]<>#|~]/g, '\\$&'))).join('');
}
