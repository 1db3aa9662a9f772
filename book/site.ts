// npm run book : the whole book as a static site below dist/book. A page per concept and a page per class of parameters, in both languages,
// a search that runs in the page, formulas and pictures as SVG: nothing is fetched, files may be opened from disk.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { conceptPage, parameterHtml } from '../server/features/pages.js';
import { searchEntries } from '../server/features/search.js';
import type { DocumentedName, Knowledge } from '../server/knowledge/knowledge.js';
import { openKnowledge, say } from '../server/knowledge/knowledge.js';
import type { Language } from '../server/knowledge/types.js';
import type { Leaf } from './frame.js';
import { escapeHtml } from '../server/text/html.js';
import { frame } from './frame.js';

const root = process.cwd();
const out = path.join(root, 'dist/book');
const LANGUAGES: readonly Language[] = ['en', 'zh-cn'];

const knowledge = openKnowledge((name) => JSON.parse(readFileSync(path.join(root, 'dist/knowledge', `${name}.json`), 'utf8')) as unknown);
rmSync(out, { recursive: true, force: true });
for (const language of LANGUAGES) writeLanguage(language);
for (const name of ['style.css', 'redirect.html']) writeFileSync(path.join(out, name === 'redirect.html' ? 'index.html' : name), readFileSync(path.join(root, 'book', name)));
const count = readdirSync(path.join(out, 'en'), { recursive: true }).filter((name) => String(name).endsWith('.html')).length;
console.log(`book: ${count} pages in each of ${LANGUAGES.length} languages, dist/book/index.html`);

function writeLanguage(language: Language): void {
  const folder = path.join(out, language);
  mkdirSync(path.join(folder, 'parameters'), { recursive: true });
  const documented = knowledge.documented(language);
  const places = new Map(documented.map((each) => [`${each.number} ${each.name}`, each]));
  const write = (leaf: Omit<Leaf, 'language'>): void => {
    writeFileSync(path.join(folder, leaf.file), frame({ ...leaf, language, html: linked(leaf.html, leaf.file, places) }, knowledge));
  };
  write({ file: 'index.html', title: knowledge.word('book-title', language), html: contents(language, documented) });
  for (const chapter of knowledge.chapters()) {
    for (const id of chapter.pages) {
      const page = conceptPage(id, knowledge, language);
      if (page) write({ file: `${id}.html`, page: id, title: page.title, html: page.html });
    }
  }
  for (const [owner, names] of byOwner(documented)) {
    const sections = names.map(({ id, name }) => `<section id="${name}">${parameterHtml(id, knowledge, language)!.html.replace('<h1>', '<h2>').replace('</h1>', '</h2>')}</section>`);
    write({ file: fileOf(owner), title: owner.replace(/\/$/, ''), html: `<h1>${owner.replace(/\/$/, '')}</h1>\n${sections.join('\n')}` });
  }
  const entries = searchEntries(knowledge, language).filter((entry) => entry.kind !== 'rule');
  const found = entries.map((entry) => ({ ...entry, href: entry.kind === 'concept' ? `${entry.id}.html` : `${fileOf(entry.place)}#${entry.title}` }));
  writeFileSync(path.join(folder, 'search.js'), `globalThis.bookEntries = ${JSON.stringify(found)};`);
}

/** The first page: chapters with their pages and what each says, then the classes of parameters. */
function contents(language: Language, documented: readonly DocumentedName[]): string {
  const concepts = knowledge.concepts();
  const chapters = knowledge.chapters().map(({ id, title, pages }) => `<h2 id="${id}">${escapeHtml(say(title, language))}</h2>\n<ul class="pages">${pages.map((page) => (
    `<li><a href="${page}.html">${escapeHtml(say(concepts[page]!.title, language))}</a> <span>${escapeHtml(say(concepts[page]!.summary, language))}</span></li>`
  )).join('\n')}</ul>`);
  const owners = byOwner(documented).map(([owner, names]) => `<li><a href="${fileOf(owner)}">${owner.replace(/\/$/, '')}</a> <span>${names.length}</span></li>`);
  return `<h1>${knowledge.word('book-title', language)}</h1>\n<p class="summary">${knowledge.word('book-about', language, { pages: Object.keys(concepts).length, names: documented.length })}</p>\n${chapters.join('\n')}\n<h2 id="parameters">${knowledge.word('book-parameters', language)}</h2>\n<ul class="classes">${owners.join('\n')}</ul>`;
}

function byOwner(documented: readonly DocumentedName[]): readonly (readonly [owner: string, names: readonly DocumentedName[]])[] {
  const owners = new Map<string, DocumentedName[]>();
  for (const each of documented) owners.set(each.owner, [...owners.get(each.owner) ?? [], each]);
  return [...owners].sort(([a], [b]) => a.localeCompare(b, 'en'));
}

function fileOf(owner: string): string {
  return `parameters/${owner.replace(/\/$/, '').replaceAll('/', '.')}.html`;
}

/** Links between pages as addresses of files; one to a parameter leads to the class under which its page stands. */
function linked(html: string, file: string, places: ReadonlyMap<string, DocumentedName>): string {
  const up = file.includes('/') ? '../' : '';
  return html
    .replace(/href="concept:([^"]+)"/g, (_all, id: string) => `href="${up}${id}.html"`)
    .replace(/<a href="parameter:([^"]+)">([^]*?)<\/a>/g, (_all, id: string, text: string) => {
      const address = addressOf(id, knowledge, places);
      return address === undefined ? text : `<a href="${up}${address}">${text}</a>`;
    });
}

function addressOf(id: string, from: Knowledge, places: ReadonlyMap<string, DocumentedName>): string | undefined {
  const parameter = from.parameterById(id);
  const number = parameter && from.docNumber(parameter);
  const place = number === undefined ? undefined : places.get(`${number} ${parameter!.name}`) ?? [...places.values()].find((each) => each.number === number);
  return place && `${fileOf(place.owner)}#${place.name}`;
}
