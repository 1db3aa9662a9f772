import type { Knowledge } from '../../knowledge/knowledge.js';
import { say } from '../../knowledge/knowledge.js';
import { bookNames } from '../../knowledge/names.js';
import type { Language } from '../../knowledge/types.js';
import type { Run } from '../../run/run.js';
import type { Span } from '../../text/span.js';
import type { HoverPage, PageLink } from './page.js';

/** Code that has nothing to do with models keeps its own hovers. */
const MODELLING = /\b(torch|transformers|peft|trl|deepspeed|accelerate|paddle|mindspore|jax|flax|tensorflow|ultralytics|diffusers|langchain\w*)\b/;

/** The page that a class or function name in modelling code leads to, or a name of the book inside one of our files. */
export function namePage(run: Run, offset: number, language: Language): { readonly span: Span; readonly page: HoverPage } | undefined {
  const { text, syntax } = run.subject;
  if (syntax === 'markdown' || (syntax === 'python' ? !MODELLING.test(text) : run.blocks.length === 0)) return undefined;
  const span = identifierAt(text, offset);
  const [first, ...others] = span ? bookNames(run.knowledge).ofCode(text.slice(span.start, span.end)) : [];
  return span && first !== undefined ? { span, page: conceptHover(first, others, run.knowledge, language) } : undefined;
}

/** The page that a phrase in the prose of a Markdown file leads to; fenced blocks are code and have hovers of their own. */
export function prosePage(run: Run, offset: number, language: Language): { readonly span: Span; readonly page: HoverPage } | undefined {
  const { text } = run.subject;
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const line = text.slice(start, end < 0 ? text.length : end);
  if (isFenced(text.slice(0, offset))) return undefined;
  const found = bookNames(run.knowledge).inProse(line, offset - start);
  return found && { span: { start: start + found.start, end: start + found.end }, page: conceptHover(found.page, [], run.knowledge, language) };
}

/** Whether the end of the text stands in a fenced block: a fence is closed by one of its own sign that is as long. */
function isFenced(text: string): boolean {
  let open: string | undefined;
  for (const [, fence] of text.matchAll(/^[ \t>]*(`{3,}(?=[^`\n]*$)|~{3,})/gm)) {
    if (open === undefined) open = fence;
    else if (fence!.startsWith(open)) open = undefined;
  }
  return open !== undefined;
}

/** A concept in a hover: its title and chapter, the sentence it begins with, its first formula. */
export function conceptHover(id: string, others: readonly string[], knowledge: Knowledge, language: Language): HoverPage {
  const info = knowledge.concepts()[id];
  const chapter = knowledge.chapters().find(({ pages }) => pages.includes(id));
  const number = /<math-pic n="(\d+)" display>/.exec(knowledge.conceptPage(id, language) ?? '')?.[1];
  const formula = number === undefined ? undefined : knowledge.pageFormula(Number(number));
  return {
    title: info ? say(info.title, language) : id, heading: true,
    facts: chapter ? [say(chapter.title, language)] : [],
    does: info ? say(info.summary, language) : '',
    ...(formula ? { drawing: formula } : {}),
    here: [], remarks: [], values: [], links: conceptLinks([id, ...others], knowledge, language),
  };
}

/** Links to pages, by their titles. */
export function conceptLinks(ids: readonly string[], knowledge: Knowledge, language: Language): readonly PageLink[] {
  return ids.flatMap((id) => {
    const info = knowledge.concepts()[id];
    return info ? [{ to: 'concept' as const, id, text: say(info.title, language) }] : [];
  });
}

function identifierAt(text: string, offset: number): Span | undefined {
  let [start, end] = [offset, offset];
  while (start > 0 && /\w/.test(text[start - 1]!)) start--;
  while (end < text.length && /\w/.test(text[end]!)) end++;
  return end > start ? { start, end } : undefined;
}
