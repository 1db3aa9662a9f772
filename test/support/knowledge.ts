import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Knowledge } from '../../server/knowledge/knowledge.js';
import { openKnowledge } from '../../server/knowledge/knowledge.js';

/** The checkout's root: tests run from there. */
export const ROOT = process.cwd();

/** The compiled knowledge of this build. */
export function readKnowledge(): Knowledge {
  return openKnowledge((name) => JSON.parse(readFileSync(path.join(ROOT, 'dist/knowledge', `${name}.json`), 'utf8')) as unknown);
}
