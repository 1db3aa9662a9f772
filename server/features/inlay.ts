import type { Language } from '../knowledge/types.js';
import type { Run } from '../run/run.js';
import type { Span } from '../text/span.js';
import { autoLabel, autoLines, isAuto } from './here/auto.js';

/** A word the editor shows behind a value that is not in the file. */
export interface InlayNote { readonly at: number; readonly label: string; readonly tooltip: string }

/** Behind every `"auto"` of a DeepSpeed configuration what it will be. */
export function inlayNotes(run: Run, range: Span, language: Language): readonly InlayNote[] {
  return run.blocks.flatMap((block) => block.bindings.flatMap((binding): readonly InlayNote[] => {
    const { value } = binding.entry;
    if (!isAuto(block, binding) || value.span.end < range.start || value.span.start > range.end) return [];
    const label = autoLabel(run, block, binding, language);
    return label === undefined ? [] : [{ at: value.span.end, label, tooltip: autoLines(run, block, binding, language).map((line) => line.replaceAll('`', '')).join('\n') }];
  }));
}
