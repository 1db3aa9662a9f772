import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Knowledge } from '../../server/knowledge/knowledge.js';
import { openKnowledge } from '../../server/knowledge/knowledge.js';

/** The checkout's root: tests run from there. */
export const ROOT = process.cwd();

type Words = Readonly<Record<string, object>>;

/** The package holds of the examples what a page shows; the tests run all of them. */
function withExamples(rules: Words, examples: Words): Words {
  return Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, { ...rule, ...examples[name] }]));
}

/** The compiled knowledge of this build. */
export function readKnowledge(): Knowledge {
  const read = (name: string): unknown => JSON.parse(readFileSync(path.join(ROOT, 'dist/knowledge', `${name}.json`), 'utf8'));
  return openKnowledge((name) => (name === 'rules' ? withExamples(read('rules') as Words, read('tests/rule-examples') as Words) : read(name)));
}
