import type { Knowledge } from '../knowledge/knowledge.js';
import { boundBlocks } from '../run/bound.js';
import { lineNumber } from '../text/lines.js';
import type { Span } from '../text/span.js';
import type { Snapshot } from '../workspace/snapshot.js';
import type { Workspace } from '../workspace/workspace.js';

/** Where a file sets something that a page of the book is about. `line` counts from 1, `text` is the setting as it is written. */
export interface SettingPlace { readonly file: Snapshot; readonly span: Span; readonly line: number; readonly text: string }

/** A list longer than this is not read by anybody. */
const MOST = 300;

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
    const span = entry.keySpan;
    const end = Math.max(span.end, entry.value.kind === 'scalar' ? entry.value.span.end : span.end);
    const text = end - span.start > 80 || end < span.start ? entry.key : file.text.slice(span.start, end).replace(/\s+/g, ' ');
    return [{ file, span, line: lineNumber(file.text, span.start), text }];
  }));
}
