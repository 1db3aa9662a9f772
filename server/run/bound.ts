import type { Knowledge } from '../knowledge/knowledge.js';
import type { BoundBlock } from '../settings/bind.js';
import { bindBlock } from '../settings/bind.js';
import type { Snapshot } from '../workspace/snapshot.js';
import type { Parsers } from './scripts.js';
import { NO_PARSERS, sameParsers } from './scripts.js';

const cache = new WeakMap<Snapshot, { readonly knowledge: Knowledge; readonly parsers: Parsers; readonly blocks: readonly BoundBlock[] }>();

/** A file's blocks with their entries bound; kept by snapshot, so that a hover after the diagnostics costs nothing. */
export function boundBlocks(snapshot: Snapshot, knowledge: Knowledge, parsers: Parsers = NO_PARSERS): readonly BoundBlock[] {
  const known = cache.get(snapshot);
  // Who only reads values takes the blocks as they are, with or without the script's declarations.
  if (known?.knowledge === knowledge && (parsers === NO_PARSERS || sameParsers(known.parsers, parsers))) return known.blocks;
  const blocks = snapshot.blocks.map((block) => bindBlock(block, knowledge, block.dialect === 'launcher' ? undefined : parsers.get(block.root)));
  cache.set(snapshot, { knowledge, parsers, blocks });
  return blocks;
}
