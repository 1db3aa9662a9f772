import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Knowledge } from '../../server/knowledge/knowledge.js';
import { openKnowledge } from '../../server/knowledge/knowledge.js';
import type { RuleExample, RuleWords } from '../../server/knowledge/types.js';

/** The checkout's root: tests run from there. */
export const ROOT = process.cwd();

const read = (name: string): unknown => JSON.parse(readFileSync(path.join(ROOT, 'dist/knowledge', `${name}.json`), 'utf8'));

/** The compiled knowledge of this build. */
export function readKnowledge(): Knowledge {
  return openKnowledge(read);
}

/** A rule with all its examples, and the files on which it must be silent: the package holds only what a page shows. */
export type TestedRule = RuleWords & { readonly examples: readonly RuleExample[]; readonly silent: readonly RuleExample[] };

/** The rules of this build with everything the tests run. */
export function testedRules(): Readonly<Record<string, TestedRule>> {
  const examples = read('tests/rule-examples') as Readonly<Record<string, Pick<TestedRule, 'examples' | 'silent'>>>;
  return Object.fromEntries(Object.entries(readKnowledge().rules()).map(([name, rule]) => [name, { ...rule, ...examples[name]! }]));
}
