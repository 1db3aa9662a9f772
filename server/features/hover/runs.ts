import type { Language } from '../../knowledge/types.js';
import { nameOfRun } from '../../run/joined.js';
import type { Run } from '../../run/run.js';
import type { HoverPage } from './page.js';

/** How many runs are named before the rest is only counted. */
const MOST = 5;

/** Adds the runs that use a file which several launches share: a value there is a value in each of them. */
export function withRuns(page: HoverPage, run: Run, language: Language): HoverPage {
  const runs = run.joins.filter((join) => join.home.uri !== run.subject.uri);
  if (runs.length < 2) return page;
  const word = (id: string, values?: Readonly<Record<string, string | number>>): string => run.knowledge.word(id, language, values);
  const named = runs.slice(0, MOST).map((join) => `${nameOfRun(join)} (${join.world.known ? word('run-world', { size: join.world.size }) : word('run-world-unknown')})`);
  const rest = runs.length > MOST ? [word('runs-more', { count: runs.length - MOST })] : [];
  return { ...page, remarks: [...page.remarks, { label: word('runs'), text: [...named, ...rest].join(language === 'en' ? ', ' : '、') }] };
}
