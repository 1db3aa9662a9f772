import type { Page } from '../features/pages.js';
import { describeRun, runHtml } from '../features/run-page.js';
import { conceptPage, parameterHtml, rulePage } from '../features/pages.js';
import { placesOf } from '../features/places.js';
import type { Entry, Found } from '../features/search.js';
import { search, searchEntries } from '../features/search.js';
import { LIBRARIES } from '../knowledge/catalog.js';
import type { Knowledge } from '../knowledge/knowledge.js';
import { say } from '../knowledge/knowledge.js';
import type { Language } from '../knowledge/types.js';
import type { Session } from '../session.js';

/** What the status item shows of a document: the dialects found, in the order they stand, and the releases of the libraries behind them. */
export interface Status {
  readonly uri: string;
  readonly dialects: readonly string[];
  readonly versions: readonly { readonly library: string; readonly version: string; readonly from: string }[];
}

export async function statusOf(session: Session, uri: string): Promise<Status> {
  const run = await session.run(uri);
  const blocks = run?.subject.blocks ?? [];
  const known = run?.knowledge.versions ?? {};
  // The libraries whose classes the file's keys belong to, those that classes extend included.
  const libraries = new Set(run?.blocks.flatMap((block) => [...block.schema.owners.map((owner) => releasesOf(owner)), ...block.bindings.flatMap((binding) => binding.parameter?.library ?? [])]));
  const versions = [...libraries].flatMap((library) => {
    const version = known[library];
    return version ? [{ library, version: version.text, from: version.from }] : [];
  });
  return { uri, dialects: [...new Set(blocks.map((block) => block.dialect))], versions };
}

/** The package whose releases a class follows. */
function releasesOf(owner: string): string {
  const library = owner.slice(0, owner.indexOf('/'));
  return LIBRARIES[library] ?? library;
}

export type PageKind = 'concept' | 'rule' | 'parameter' | 'run';

/** A concept's, a rule's or a parameter's page in the reader's language; a file's runs. */
export async function pageOf(session: Session, { kind, id }: { kind: PageKind; id: string }): Promise<Page | undefined> {
  const { language } = session.preferences;
  if (kind === 'run') return runPageOf(session, id);
  if (kind === 'concept') return conceptPage(id, session.knowledge, language, true);
  return (kind === 'rule' ? rulePage : parameterHtml)(id, session.knowledge, language);
}

async function runPageOf(session: Session, uri: string): Promise<Page | undefined> {
  const { language } = session.preferences;
  const run = await session.run(uri);
  const joins = run?.joins.filter((join) => join.layers.length > 0) ?? [];
  if (!run || joins.length === 0) return undefined;
  const pages = await Promise.all(joins.slice(0, 20).map((join) => describeRun(join, (file) => session.findingsOf(file), run.knowledge, language)));
  return { title: pages[0]!.title, html: runHtml(pages, session.knowledge, language) };
}

const entries = new WeakMap<Knowledge, Map<Language, readonly Entry[]>>();

/** The pages, rules and parameters that answer a query. */
export function searchPages({ knowledge, preferences: { language } }: Session, query: string): readonly Found[] {
  const known = entries.get(knowledge) ?? new Map<Language, readonly Entry[]>();
  entries.set(knowledge, known);
  if (!known.has(language)) known.set(language, searchEntries(knowledge, language));
  return search(known.get(language)!, query).map(({ kind, id, title, place, detail }) => ({ kind, id, title, place, detail }));
}

/** A chapter of the tree, its pages in reading order. */
export interface TreeChapter { readonly id: string; readonly title: string; readonly pages: readonly { readonly id: string; readonly title: string; readonly summary: string }[] }

/** The book's chapters in the reader's language. */
export function chaptersOf({ knowledge, preferences: { language } }: Session): readonly TreeChapter[] {
  const concepts = knowledge.concepts();
  return knowledge.chapters().map(({ id, title, pages }) => ({
    id, title: say(title, language),
    pages: pages.flatMap((page) => (concepts[page] ? [{ id: page, title: say(concepts[page].title, language), summary: say(concepts[page].summary, language) }] : [])),
  }));
}

/** Where the workspace sets what a page is about: places from 0 as the protocol counts. */
export async function placesOfPage(session: Session, id: string): Promise<readonly { uri: string; line: number; character: number; length: number; text: string }[]> {
  return (await placesOf(id, session.workspace, session.knowledge)).map(({ file, span, line, text }) => (
    { uri: file.uri, line: line - 1, character: span.start - (file.text.lastIndexOf('\n', span.start - 1) + 1), length: span.end - span.start, text }
  ));
}
