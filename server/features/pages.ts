import { formulaSvg } from '../drawing/formula.js';
import { PICTURES } from '../drawing/pictures/index.js';
import type { Knowledge } from '../knowledge/knowledge.js';
import { say } from '../knowledge/knowledge.js';
import { parameterPage } from './hover/hover.js';
import { conceptLinks } from './hover/name.js';
import type { PageLink } from './hover/page.js';
import type { Language } from '../knowledge/types.js';
import { escapeHtml } from '../text/html.js';

/** A page for the editor's reader: HTML without scripts; formulas are inline SVG in the text's colour. */
export interface Page { readonly title: string; readonly html: string }

/** A concept's page, its formulas and pictures drawn; in the editor with the way to the files that set what it is about. */
export function conceptPage(id: string, knowledge: Knowledge, language: Language, inEditor = false): Page | undefined {
  const info = knowledge.concepts()[id];
  const page = knowledge.conceptPage(id, language);
  if (!info || !page) return undefined;
  const word = (name: string): string => escapeHtml(knowledge.word(name, language));
  const related = anchors(conceptLinks(info.related, knowledge, language));
  const html = [
    `<h1>${escapeHtml(say(info.title, language))}</h1>`, `<p class="summary">${escapeHtml(say(info.summary, language))}</p>`, drawPictures(drawMath(page, knowledge), language),
    ...(related === '' ? [] : [`<p class="related"><b>${word('related')}</b> ${related}</p>`]),
    ...(inEditor ? [`<p class="places"><a href="places:${escapeHtml(id)}">${word('show-in-files')}</a></p>`] : []),
    ...sourcesOf(info.sources, knowledge, language),
  ].join('\n');
  return { title: say(info.title, language), html };
}

/** A parameter's page: what a hover says, without a file's numbers. */
export function parameterHtml(id: string, knowledge: Knowledge, language: Language): Page | undefined {
  const parameter = knowledge.parameterById(id);
  if (!parameter) return undefined;
  const page = parameterPage(parameter, knowledge, language);
  const { formula } = page;
  const facts = knowledge.doc(parameter, language)?.facts;
  const beside = (facts?.with ?? []).flatMap((other) => { const found = knowledge.parameterById(other); return found ? [`<a href="parameter:${escapeHtml(other)}"><code>${escapeHtml(found.name)}</code></a>`] : []; });
  const html = [
    `<h1><code>${escapeHtml(parameter.name)}</code></h1>`, `<p class="summary">${page.facts.map(inline).join(' · ')}</p>`, paragraph(page.does ?? ''),
    ...(formula ? [`<span class="math display" role="img">${formulaSvg(formula.layout, knowledge.glyphs(), 'currentColor', 17).svg}</span><p><code>${escapeHtml(formula.text)}</code></p>`] : []),
    ...page.remarks.map(({ label, text }) => `<p><b>${escapeHtml(label)}</b> ${inline(text)}</p>`),
    ...(page.values.length > 0 ? [`<ul>${page.values.map(({ value, text }) => `<li><code>${escapeHtml(value)}</code> ${inline(text)}</li>`).join('')}</ul>`] : []),
    ...(beside.length > 0 ? [`<p><b>${escapeHtml(knowledge.word('see-also', language))}</b> ${beside.join(' · ')}</p>`] : []),
    `<p class="related">${anchors(page.links)}</p>`,
    ...sourcesOf(facts?.sources ?? [], knowledge, language),
  ].join('\n');
  return { title: parameter.name, html };
}

/** A rule's page: what, why, repair, and its first example before and after; of a check (`family/check`) its own words and example. */
export function rulePage(code: string, knowledge: Knowledge, language: Language): Page | undefined {
  const [name = '', check] = code.split('/');
  const rule = knowledge.rule(name);
  if (!rule) return undefined;
  const text = rule[language];
  const word = (id: string): string => escapeHtml(knowledge.word(id, language));
  const example = knowledge.ruleExamples(name).find((each) => check === undefined || each.check === check);
  const said = check === undefined ? undefined : rule.messages[check]?.[language].replace(/\{(\w+)\}/g, '…');
  const severity = example?.findings?.[0]?.severity ?? rule.severity;
  const section = (title: string, body: string): string => `<h2>${word(title)}</h2>\n${body}`;
  const html = [
    `<h1>${escapeHtml(text.title)} <code>${escapeHtml(code)}</code></h1>`, `<p class="summary">${word('page-severity')}: ${word(`severity-${severity}`)}</p>`,
    ...(said === undefined ? [] : [paragraph(said)]),
    section('page-what', paragraph(text.what)), section('page-why', paragraph(text.why)), section('page-repair', paragraph(text.repair)),
    ...(example ? [section('page-example', `<pre><code>${escapeHtml(example.text)}</code></pre>`)] : []),
    ...(example?.fixed !== undefined ? [section('page-fixed', `<pre><code>${escapeHtml(example.fixed)}</code></pre>`)] : []),
    ...sourcesOf(check === undefined || !rule.family ? rule.sources : [], knowledge, language),
    ...sourcesOf(example?.source === undefined || check === undefined ? [] : [example.source], knowledge, language),
  ].join('\n');
  return { title: text.title, html };
}

/** Links in one line, to pages of the book as the reader knows them. */
function anchors(links: readonly PageLink[]): string {
  return links.map((link) => `<a href="${escapeHtml(link.to === 'concept' ? `concept:${link.id}` : link.url)}">${escapeHtml(link.text)}</a>`).join(' · ');
}

/** Where what a page says was read: the last thing on it. */
function sourcesOf(sources: readonly string[], knowledge: Knowledge, language: Language): readonly string[] {
  return sources.length === 0 ? [] : [`<footer><b>${escapeHtml(knowledge.word('sources', language))}</b><ul>${sources.map((source) => `<li>${linked(source)}</li>`).join('')}</ul></footer>`];
}

function drawMath(html: string, knowledge: Knowledge): string {
  // What closes a sentence or a bracket stays on the line of the formula before it.
  return html.replace(/<math-pic n="(\d+)"( display)?><\/math-pic>([,.;:!?)\]，。；：！？）、」』”]*)/g, (_all, n: string, display: string | undefined, mark: string) => {
    const layout = knowledge.pageFormula(Number(n));
    if (!layout) return mark;
    const { svg, width, height } = formulaSvg(layout, knowledge.glyphs(), 'currentColor', 17);
    // The part below the baseline hangs below the line of text.
    const depth = ((layout.box[1] + layout.box[3]) / 1000) * 17;
    const scoped = svg.replace(/ id="/g, ` id="m${n}-`).replace(/href="#/g, `href="#m${n}-`);
    const drawn = `<span class="math${display ? ' display' : ''}" role="img" aria-label="${escapeHtml(layout.tex)}" data-n="${n}"${display ? '' : ` style="vertical-align:${(-depth).toFixed(1)}px"`} data-size="${width}x${height}">${scoped}</span>`;
    return mark === '' || display ? `${drawn}${mark}` : `<span class="whole">${drawn}${mark}</span>`;
  });
}

function drawPictures(html: string, language: Language): string {
  return html.replace(/<picture-pic name="([\w-]+)" alt="([^"]*)"><\/picture-pic>/g, (_all, name: string, alt: string) => {
    const draw = PICTURES[name];
    return draw ? `<figure class="picture" role="img" aria-label="${alt}">${draw(language)}</figure>` : '';
  });
}

function paragraph(text: string): string {
  return `<p>${inline(text)}</p>`;
}

function inline(text: string): string {
  return escapeHtml(text).replace(/`([^`]*)`/g, '<code>$1</code>');
}

/** A source as text, an arXiv id as a link. */
function linked(source: string): string {
  return escapeHtml(source).replace(/arXiv:(\d{4}\.\d{4,5})/g, '<a href="https://arxiv.org/abs/$1">arXiv:$1</a>');
}
