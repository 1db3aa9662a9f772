import path from 'node:path';
import type { Knowledge } from '../../server/knowledge/knowledge.js';
import { codeOf } from '../../server/rules/run.js';
import { findingsOf } from '../support/memory.js';
import type { Item } from './corpus.js';
import { read } from './corpus.js';

/** The files that are read alone: what stands in a script is judged beside the files it starts, elsewhere. */
export const isAlone = (item: Item): boolean => /\.(json|ya?ml)$/.test(item.path);

/** The findings of one published file, as `line severity code`. */
export async function findingsIn(item: Item, knowledge: Knowledge): Promise<readonly string[]> {
  const text = read(item);
  const found = await findingsOf({ file: path.basename(item.path) === 'adapter_config.json' ? 'adapter_config.json' : `a${path.extname(item.path)}`, text }, knowledge);
  return found.map((finding) => `${text.slice(0, finding.span.start).split('\n').length} ${finding.severity} ${codeOf(finding.rule, finding)}`);
}
