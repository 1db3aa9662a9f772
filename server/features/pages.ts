import { formulaSvg } from '../drawing/formula.js';
import { PICTURES } from '../drawing/pictures/index.js';
import type { Knowledge } from '../knowledge/knowledge.js';
import { say } from '../knowledge/knowledge.js';
import { parameterPage } from './hover/hover.js';
import type { Language } from '../knowledge/types.js';

/** A page for the editor's reader: HTML without scripts; formulas are inline SVG in the text's colour. */
export interface Page { readonly title: string; readonly html: string }

/** A concept's page, its formulas and pictures drawn. */
export function conceptPage(id: string, knowledge: Knowledge, language: Language): Page | undefined {
  const info = knowledge.concepts()[id];
  const page = knowledge.conceptPage(id, language);
  if (!info || !page) return undefined;
  const word = (name: string): string => escape(knowledge.word(name, language));
  const related = info.related.flatMap((other) => {
    const concept = knowledge.concepts()[other];
    return concept ? [`<a href="concept:${escape(other)}">${escape(say(concept.title, language))}</a>`] : [];
  });
  const html = [
    `<h1>${escape(say(info.title, language))}</h1>`, `<p class="summary">${escape(say(info.summary, language))}</p>`, drawPictures(drawMath(page, knowledge), language),
    ...(related.length > 0 ? [`<p class="related"><b>${word('related')}</b> ${related.join(' · ')}</p>`] : []),
    `<p class="places"><a href="places:${escape(id)}">${word('show-in-files')}</a></p>`,
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
  const beside = (facts?.with ?? []).flatMap((other) => { const found = knowledge.parameterById(other); return found ? [`<a href="parameter:${escape(other)}"><code>${escape(found.name)}</code></a>`] : []; });
  const html = [
    `<h1><code>${escape(parameter.name)}</code></h1>`, `<p class="summary">${page.facts.map(inline).join(' · ')}</p>`, paragraph(page.does ?? ''),
    ...(formula ? [`<span class="math display" role="img">${formulaSvg(formula.layout, knowledge.glyphs(), 'currentColor', 17).svg}</span><p><code>${escape(formula.text)}</code></p>`] : []),
    ...page.remarks.map(({ label, text }) => `<p><b>${escape(label)}</b> ${inline(text)}</p>`),
    ...(page.values.length > 0 ? [`<ul>${page.values.map(({ value, text }) => `<li><code>${escape(value)}</code> ${inline(text)}</li>`).join('')}</ul>`] : []),
    ...(beside.length > 0 ? [`<p><b>${escape(knowledge.word('see-also', language))}</b> ${beside.join(' · ')}</p>`] : []),
    `<p class="related">${page.links.map((link) => `<a href="${escape(link.to === 'concept' ? `concept:${link.id}` : link.url)}">${escape(link.text)}</a>`).join(' · ')}</p>`,
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
  const word = (id: string): string => escape(knowledge.word(id, language));
  const example = knowledge.ruleExamples(name).find((each) => check === undefined || each.check === check);
  const said = check === undefined ? undefined : rule.messages[check]?.[language].replace(/\{(\w+)\}/g, '…');
  const severity = example?.findings?.[0]?.severity ?? rule.severity;
  const section = (title: string, body: string): string => `<h2>${word(title)}</h2>\n${body}`;
  const html = [
    `<h1>${escape(text.title)} <code>${escape(code)}</code></h1>`, `<p class="summary">${word('page-severity')}: ${word(`severity-${severity}`)}</p>`,
    ...(said === undefined ? [] : [paragraph(said)]),
    section('page-what', paragraph(text.what)), section('page-why', paragraph(text.why)), section('page-repair', paragraph(text.repair)),
    ...(example ? [section('page-example', `<pre><code>${escape(example.text)}</code></pre>`)] : []),
    ...(example?.fixed !== undefined ? [section('page-fixed', `<pre><code>${escape(example.fixed)}</code></pre>`)] : []),
    ...sourcesOf(check === undefined || !rule.family ? rule.sources : [], knowledge, language),
    ...sourcesOf(example?.source === undefined || check === undefined ? [] : [example.source], knowledge, language),
  ].join('\n');
  return { title: text.title, html };
}

/** Where what a page says was read: the last thing on it. */
function sourcesOf(sources: readonly string[], knowledge: Knowledge, language: Language): readonly string[] {
  return sources.length === 0 ? [] : [`<footer><b>${escape(knowledge.word('sources', language))}</b><ul>${sources.map((source) => `<li>${linked(source)}</li>`).join('')}</ul></footer>`];
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
    const drawn = `<span class="math${display ? ' display' : ''}" role="img" aria-label="${escape(layout.tex)}" data-n="${n}"${display ? '' : ` style="vertical-align:${(-depth).toFixed(1)}px"`} data-size="${width}x${height}">${scoped}</span>`;
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
  return escape(text).replace(/`([^`]*)`/g, '<code>$1</code>');
}

/** A source as text, an arXiv id as a link. */
function linked(source: string): string {
  return escape(source).replace(/arXiv:(\d{4}\.\d{4,5})/g, '<a href="https://arxiv.org/abs/$1">arXiv:$1</a>');
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character]!);
}
