// Concept pages: Markdown with TeX → HTML with formula placeholders, in both languages.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Marked } from 'marked';
import { parse } from 'yaml';
import { compileChapters, initialsOf } from './chapters.mjs';
import { hasHan, languages, list, readText, root } from './files.mjs';

const pictures = new Set(JSON.parse(readFileSync(path.join(root, 'server/drawing/pictures/names.json'), 'utf8')));

export function compileConcepts(math, catalog, architectures, report) {
  const ids = [...new Set(list('concepts', '.md').map((name) => name.replace(/\.(en|zh-cn)\.md$/, '')))];
  const index = {};
  const pages = { en: {}, 'zh-cn': {} };
  for (const id of ids) {
    const versions = {};
    for (const language of languages) {
      const where = `concepts/${id}.${language}.md`;
      const read = readPage(`${id}.${language}.md`, where, report);
      if (!read) continue;
      versions[language] = read.front;
      pages[language][id] = renderPage(architectures.fill(read.body, id, language, where), where, { math, catalog, ids, report });
      if (language === 'zh-cn' && !hasHan(read.body)) report(where, 'the Chinese page holds no Chinese');
    }
    const { en, 'zh-cn': zh } = versions;
    if (!en || !zh) continue;
    if (String(pictured(pages.en[id])) !== String(pictured(pages['zh-cn'][id]))) report(`concepts/${id}`, 'the two languages show different pictures');
    for (const other of en.related ?? []) if (!ids.includes(other)) report(`concepts/${id}`, `related concept ${other} does not exist`);
    index[id] = {
      title: { en: en.title, 'zh-cn': zh.title }, summary: { en: en.summary, 'zh-cn': zh.summary },
      aliases: [...new Set([...(en.aliases ?? []), ...(zh.aliases ?? [])].map(String))], initials: initialsOf([zh.title, ...(zh.aliases ?? []).map(String)]), related: en.related ?? [], sources: (en.sources ?? []).map(String),
    };
  }
  // A name leads to one page: which of two would be meant, nobody knows.
  const named = {};
  for (const [id, { aliases }] of Object.entries(index)) for (const alias of new Set(aliases.map((each) => each.toLowerCase()))) {
    if (named[alias]) report(`concepts/${id}`, `the alias "${alias}" is ${named[alias]}'s`);
    named[alias] = id;
  }
  for (const id of architectures.ids) if (!ids.includes(id)) report(`architectures/${id}.yaml`, 'has no concept page of that id');
  const linked = (id) => [...new Set(languages.flatMap((language) => [...(pages[language][id] ?? '').matchAll(/href="parameter:([^"]+)"/g)].map(([, target]) => target)))];
  return {
    files: { 'concepts-index': index, 'concepts': Object.fromEntries(Object.keys(pages.en).map((id) => [id, { en: pages.en[id], 'zh-cn': pages['zh-cn'][id] ?? '' }])), 'chapters': compileChapters(index, report) },
    /** The parameters that a page names. */
    parametersOf: Object.fromEntries(Object.keys(index).map((id) => [id, linked(id)])),
    count: Object.keys(index).length, has: (id) => ids.includes(id),
  };
}

function readPage(name, where, report) {
  let text;
  try { text = readText('concepts', name); } catch { report(where, 'missing'); return undefined; }
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text);
  if (!match) { report(where, 'no front matter'); return undefined; }
  let front;
  try { front = parse(match[1]); } catch (error) { report(where, `front matter: ${error.message}`); return undefined; }
  for (const key of ['title', 'summary', 'sources']) if (!front[key]) report(where, `front matter has no ${key}`);
  return { front, body: match[2] };
}

const pictured = (html) => [...html.matchAll(/<picture-pic name="([\w-]+)"/g)].map((match) => match[1]);

function renderPage(markdown, where, { math, catalog, ids, report }) {
  const place = (tex, display) => {
    const number = math.number(tex.trim(), where, display);
    return number === undefined ? '' : `<math-pic n="${number}"${display ? ' display' : ''}></math-pic>`;
  };
  // Formulas are lifted out before Markdown sees them, code before formulas.
  const kept = [];
  const keep = (html) => `\u0001${kept.push(html) - 1}\u0002`;
  const lifted = markdown
    .replace(/^```[\s\S]*?^```|`[^`\n]+`/gm, (code) => keep(code))
    .replace(/\$\$([\s\S]+?)\$\$/g, (_all, tex) => keep(place(tex, true)))
    .replace(/\$([^$\n]+?)\$/g, (_all, tex) => keep(place(tex, false)));
  const restore = (text) => text.replace(/\u0001(\d+)\u0002/g, (_all, n) => restore(kept[Number(n)]));
  const code = lifted.replace(/\u0001(\d+)\u0002/g, (all, n) => (kept[Number(n)].startsWith('<math-pic') || kept[Number(n)] === '' ? all : kept[Number(n)]));
  const html = restore(new Marked({ gfm: true }).parse(code)).replace(/<p><img src="picture:([\w-]+)" alt="([^"]+)"><\/p>/g, '<picture-pic name="$1" alt="$2"></picture-pic>');
  for (const name of pictured(html)) if (!pictures.has(name)) report(where, `there is no picture called ${name}`);
  if (html.includes('src="picture:')) report(where, 'a picture stands alone in its paragraph and says in words, without formulas, what it shows');
  for (const [, kind, target] of html.matchAll(/href="(concept|parameter):([^"]+)"/g)) {
    const known = kind === 'concept' ? ids.includes(target) : catalog.knows(target);
    if (!known) report(where, `link to ${kind}:${target} leads nowhere`);
  }
  return html;
}
