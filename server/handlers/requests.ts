import type { Page } from '../features/pages.js';
import { describeRun, runHtml } from '../features/run-page.js';
import { conceptPage, parameterHtml, rulePage } from '../features/pages.js';
import { LIBRARIES } from '../knowledge/catalog.js';
import { say } from '../knowledge/knowledge.js';
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
  const show = { concept: conceptPage, rule: rulePage, parameter: parameterHtml }[kind];
  return show(id, session.knowledge, language);
}

async function runPageOf(session: Session, uri: string): Promise<Page | undefined> {
  const { language } = session.preferences;
  const run = await session.run(uri);
  const joins = run?.joins.filter((join) => join.layers.length > 0) ?? [];
  if (!run || joins.length === 0) return undefined;
  const pages = await Promise.all(joins.slice(0, 20).map((join) => describeRun(join, (file) => session.findingsOf(file), run.knowledge, language)));
  return { title: pages[0]!.title, html: runHtml(pages, session.knowledge, language) };
}

/** Everything a person can search for: concepts by title, summary and aliases, and rules. */
export function searchPages(session: Session): readonly { kind: 'concept' | 'rule'; id: string; title: string; detail: string; aliases: string }[] {
  const { language } = session.preferences;
  const concepts = Object.entries(session.knowledge.concepts()).map(([id, info]) => (
    { kind: 'concept' as const, id, title: say(info.title, language), detail: say(info.summary, language), aliases: info.aliases.join(', ') }
  ));
  const rules = Object.entries(session.knowledge.rules()).map(([id, rule]) => ({ kind: 'rule' as const, id, title: rule[language].title, detail: rule[language].what, aliases: id }));
  return [...concepts, ...rules];
}
