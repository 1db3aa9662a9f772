// Runs in the site's pages: the search box. The same search as in the editor, over the entries that stand beside the page.
import type { Entry } from '../server/features/search.js';
import { search } from '../server/features/search.js';

interface Answer extends Entry { readonly href: string }

const up = (document.currentScript as HTMLScriptElement | null)?.dataset.up ?? '';
const box = document.querySelector<HTMLInputElement>('.search input')!;
const list = document.querySelector<HTMLOListElement>('.search ol')!;
const entries = (globalThis as unknown as { readonly bookEntries: readonly Answer[] }).bookEntries;
let chosen = 0;

function show(): void {
  const query = box.value.trim();
  const found = query === '' ? [] : search(entries, query, 20) as readonly Answer[];
  list.hidden = query === '';
  list.replaceChildren(...found.map((entry, index) => {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = up + entry.href;
    const title = document.createElement('b');
    title.textContent = entry.title;
    const place = document.createElement('small');
    place.textContent = entry.place;
    const detail = document.createElement('span');
    detail.textContent = entry.detail.replaceAll('`', '');
    link.append(title, place, detail);
    item.append(link);
    item.className = index === chosen ? 'chosen' : '';
    return item;
  }));
}

box.addEventListener('input', () => { chosen = 0; show(); });
box.addEventListener('keydown', (event) => {
  // Enter that ends the spelling of a Chinese word chooses the word and no page.
  if (event.isComposing) return;
  const links = list.querySelectorAll('a');
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    chosen = Math.max(0, Math.min(links.length - 1, chosen + (event.key === 'ArrowDown' ? 1 : -1)));
    show();
    list.querySelector('.chosen')?.scrollIntoView({ block: 'nearest' });
  } else if (event.key === 'Enter') links[chosen]?.click();
  else if (event.key === 'Escape') { box.value = ''; show(); }
});
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && document.activeElement !== box) { event.preventDefault(); box.focus(); }
});
document.addEventListener('click', (event) => { if (!(event.target as Element).closest('.search')) list.hidden = true; });
document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'center' });
