import type { Knowledge } from '../knowledge/knowledge.js';
import { say } from '../knowledge/knowledge.js';
import type { Language } from '../knowledge/types.js';

/** What can be looked up: a page of the book, a parameter, a rule. */
export interface Found {
  readonly kind: 'concept' | 'parameter' | 'rule';
  readonly id: string;
  readonly title: string;
  /** Where it stands: its chapter, its class. */
  readonly place: string;
  readonly detail: string;
}

/** The words one thing is found by, the strongest first: its names, what it is also called, its summary. */
export interface Entry extends Found {
  readonly names: readonly string[];
  readonly aliases: readonly string[];
  readonly initials: readonly string[];
}

/** Everything there is to find, in the reader's language. Parameters that share a page are listed once, by their first class. */
export function searchEntries(knowledge: Knowledge, language: Language): readonly Entry[] {
  const concepts = knowledge.concepts();
  const pages = knowledge.chapters().flatMap((chapter) => chapter.pages.flatMap((id): Entry[] => {
    const info = concepts[id];
    if (!info) return [];
    const { title, summary, aliases, initials } = info;
    return [{ kind: 'concept', id, title: say(title, language), place: say(chapter.title, language), detail: say(summary, language), names: [id, title.en, title['zh-cn']].map(fold), aliases: aliases.map(fold), initials }];
  }));
  const rules = Object.entries(knowledge.rules()).map(([id, rule]): Entry => ({
    kind: 'rule', id, title: rule[language].title, place: id, detail: rule[language].what, names: [id, rule.en.title, rule['zh-cn'].title].map(fold), aliases: [], initials: [],
  }));
  const parameters = knowledge.documented(language).map(({ id, name, owner, does }): Entry => ({
    kind: 'parameter', id, title: name, place: owner, detail: does, names: [name].map(fold), aliases: [], initials: [],
  }));
  return [...pages, ...rules, ...parameters];
}

/**
 * The entries that answer a query, the best first: by name, by a word of it, by another name, by pinyin initials, by what the summary says.
 * Every word of the query has to be met. Without a query the book itself, in reading order.
 */
export function search(entries: readonly Entry[], query: string, most = 60): readonly Entry[] {
  const words = fold(query).split(' ').filter((word) => word !== '');
  if (words.length === 0) return entries.filter((entry) => entry.kind === 'concept');
  const whole = words.join(' ');
  const ranked = entries.flatMap((entry, order) => {
    const ranks = words.map((word) => rankOf(entry, word));
    const rank = Math.min(rankOf(entry, whole), Math.max(...ranks));
    return Number.isFinite(rank) ? [{ entry, rank: rank + KINDS[entry.kind], order }] : [];
  });
  return ranked.sort((a, b) => a.rank - b.rank || a.order - b.order).slice(0, most).map(({ entry }) => entry);
}

/** Among equals an idea comes before a rule and a rule before a parameter. */
const KINDS: Readonly<Record<Found['kind'], number>> = { concept: 0, rule: 0.3, parameter: 0.4 };

/** 0 is the very name; infinite where the word is not met at all. */
function rankOf(entry: Entry, word: string): number {
  const { names, aliases, initials } = entry;
  if (names.includes(word)) return 0;
  // Two pages may have the same other name: the one whose title holds it is meant.
  const titled = names.some((name) => beginsWord(name, word));
  if (aliases.includes(word)) return titled ? 0.5 : 1;
  if (names.some((name) => name.startsWith(word))) return 2;
  if (initials.includes(word)) return 2.2;
  if (titled) return 3;
  if (aliases.some((alias) => beginsWord(alias, word))) return 4;
  if (word.length > 1 && initials.some((letters) => letters.startsWith(word))) return 4.5;
  if (word.length > 2 && names.some((name) => name.includes(word))) return 5;
  if (word.length > 2 && foldedDetail(entry).includes(word)) return 6;
  return Infinity;
}

/** Whether a word of the text begins with it. Chinese has no gaps: there any place begins a word. */
function beginsWord(text: string, word: string): boolean {
  return text.startsWith(word) || (text.includes(word) && (text.includes(` ${word}`) || HAN.test(word)));
}

const HAN = /\p{Script=Han}/u;
const folded = new WeakMap<Entry, string>();

/** The sentence as it is searched, folded once: there are thousands, and a search at every key. */
function foldedDetail(entry: Entry): string {
  let detail = folded.get(entry);
  if (detail === undefined) folded.set(entry, detail = fold(entry.detail));
  return detail;
}

/** Small letters; dashes, underscores and the like are gaps, so that `lora alpha`, `lora_alpha` and `--lora-alpha` are the same. */
export function fold(text: string): string {
  return text.toLowerCase().replace(/[\s_\-‑–·:：/、，,()（）.]+/g, ' ').trim();
}
