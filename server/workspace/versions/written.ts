import type { Snapshot } from '../snapshot.js';
import type { VersionEvidence } from './evidence.js';
import { evidenceOf } from './specifier.js';
import { nameOf } from '../files.js';

/** Keys by which a library signs the files it writes. */
const SIGNATURES: Readonly<Record<string, string>> = { peft_version: 'peft', transformers_version: 'transformers' };

/** The releases that wrote a saved configuration: its keys come from them. The weakest evidence of what is installed. */
export function writtenEvidence(snapshot: Snapshot): readonly VersionEvidence[] {
  if (snapshot.syntax !== 'json' || !/"(peft|transformers)_version"/.test(snapshot.text)) return [];
  const root = snapshot.tree.roots[0]?.value;
  if (root?.kind !== 'mapping') return [];
  return root.entries.flatMap((entry) => {
    const library = Object.hasOwn(SIGNATURES, entry.key) ? SIGNATURES[entry.key] : undefined;
    if (library === undefined || entry.value.kind !== 'scalar') return [];
    // A development release carries the commit behind an @.
    return evidenceOf(library, `==${entry.value.text.split('@')[0]!}`, nameOf(snapshot.uri), 'written') ?? [];
  });
}
