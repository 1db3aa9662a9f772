// Where the published files stand (CORPUS_DIR, by default ../shared/corpus) and how to read them; tests skip where they are not there.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/knowledge.js';

/** One published file. */
export interface Item { readonly repo: string; readonly path: string; readonly kind: string; readonly here: boolean; readonly file?: string }

const corpus = process.env.CORPUS_DIR ?? path.join(ROOT, '../shared/corpus');
export const folder = corpus;
const there = existsSync(path.join(corpus, 'manifest.jsonl'));

export const options = there ? {} : { skip: `corpus: not at ${process.env.CORPUS_DIR ?? '../shared/corpus'}, skipped` };

export const items: readonly Item[] = there ? readFileSync(path.join(corpus, 'manifest.jsonl'), 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Item).filter((item) => item.here && item.file) : [];

/** Key, files, repositories: how often a kind's keys occur. */
export const keyCounts = (kind: string): readonly (readonly string[])[] => readFileSync(path.join(corpus, `keys/keys_${kind}.tsv`), 'utf8').split('\n').slice(1).map((line) => line.split('\t'));

export const read = (item: Item): string => readFileSync(path.join(corpus, item.file!), 'utf8');
