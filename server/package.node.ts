import { readFileSync } from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { decompress } from 'fzstd';
import type { Engine } from './engine.js';
import type { Knowledge } from './knowledge/knowledge.js';
import type { Inflate } from './knowledge/pack.js';

/** Newer Node inflates by itself, much faster. */
const inflate: Inflate = (zlib as { zstdDecompressSync?: Inflate }).zstdDecompressSync ?? decompress;

/** The knowledge of the package, one folder above the bundle that asks for it. */
export function packagedKnowledge({ openKnowledge, openPack }: Pick<Engine, 'openKnowledge' | 'openPack'>): Knowledge {
  return openKnowledge(openPack(readFileSync(path.join(__dirname, '../knowledge.pack')), inflate));
}
