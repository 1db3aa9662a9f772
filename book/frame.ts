import type { Knowledge } from '../server/knowledge/knowledge.js';
import { say } from '../server/knowledge/knowledge.js';
import type { Language } from '../server/knowledge/types.js';
import { escapeHtml } from '../server/text/html.js';

/** One page of the site: its file below the language's folder, and the concept it shows, where it shows one. */
export interface Leaf { readonly file: string; readonly page?: string; readonly title: string; readonly html: string; readonly language: Language }

/** The page as a document: contents on the left, search above, the same page in the other language one click away. */
export function frame({ file, page, title, html, language }: Leaf, knowledge: Knowledge): string {
  const up = file.includes('/') ? '../' : '';
  const other: Language = language === 'en' ? 'zh-cn' : 'en';
  const word = (id: string): string => escapeHtml(knowledge.word(id, language));
  const concepts = knowledge.concepts();
  const chapters = knowledge.chapters().map((chapter) => `<details${page !== undefined && chapter.pages.includes(page) ? ' open' : ''}><summary>${escapeHtml(say(chapter.title, language))}</summary>${chapter.pages.map((id) => (
    `<a href="${up}${id}.html"${id === page ? ' aria-current="page"' : ''}>${escapeHtml(say(concepts[id]!.title, language))}</a>`
  )).join('')}</details>`).join('\n');
  return `<!DOCTYPE html>
<html lang="${language === 'en' ? 'en' : 'zh-Hans'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self' 'unsafe-inline' file:; script-src 'self' file:">
<title>${escapeHtml(title)} · ML Config Lens</title>
<link rel="stylesheet" href="${up}../style.css">
</head>
<body>
<header>
<a class="home" href="${up}index.html">ML Config Lens</a>
<div class="search"><input type="search" placeholder="${word('book-search')}" aria-label="${word('book-search')}" autocomplete="off"><ol hidden></ol></div>
<a class="language" href="${up}../${other}/${file}" hreflang="${other}">${other === 'en' ? 'English' : '中文'}</a>
</header>
<nav>${chapters}
<a class="all" href="${up}index.html#parameters">${word('book-parameters')}</a></nav>
<main>${html}</main>
<script src="${up}search.js"></script>
<script src="${up}../book.js" data-up="${up}"></script>
</body>
</html>
`;
}
