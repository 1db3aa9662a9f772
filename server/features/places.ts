import type { Knowledge } from '../knowledge/knowledge.js';
import { boundBlocks } from '../run/bound.js';
import { lineNumber } from '../text/lines.js';
import type { Span } from '../text/span.js';
import type { Snapshot } from '../workspace/snapshot.js';
import type { Workspace } from '../workspace/workspace.js';

/** Where a file sets something that a page of the book is about. `line` counts from 1, `text` is the setting in one line: its key and, of a plain value, the value. */
export interface SettingPlace { readonly file: Snapshot; readonly span: Span; readonly line: number; readonly text: string }

/** A list longer than this is not read by anybody. */
const MOST = 300;
/** Nor is a value longer than this. */
const MOST_VALUE = 60;

/** Where the workspace's files set what a concept's page is about, in the order of the files. */
export async function placesOf(concept: string, workspace: Workspace, knowledge: Knowledge): Promise<readonly SettingPlace[]> {
  const places: SettingPlace[] = [];
  for (const uri of await workspace.files()) {
    const file = await workspace.snapshot(uri);
    if (file) places.push(...placesIn(file, concept, knowledge));
    if (places.length >= MOST) break;
  }
  return places.slice(0, MOST);
}

/** The entries of one file whose parameters' pages lead to the concept. */
export function placesIn(file: Snapshot, concept: string, knowledge: Knowledge): readonly SettingPlace[] {
  return boundBlocks(file, knowledge).flatMap(({ bindings }) => bindings.flatMap(({ parameter, entry }) => {
    if (!parameter || entry.lost || knowledge.doc(parameter, 'en')?.facts.concepts?.includes(concept) !== true) return [];
    const value = entry.value.kind === 'scalar' ? entry.value.text.replace(/\s+/g, ' ').trim() : '';
    const text = value === '' ? entry.key : `${entry.key}: ${value.length > MOST_VALUE ? `${value.slice(0, MOST_VALUE)}…` : value}`;
    return [{ file, span: entry.keySpan, line: lineNumber(file.text, entry.keySpan.start), text }];
  }));
}
