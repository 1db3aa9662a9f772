import type { Run } from '../run/run.js';
import type { Binding, BoundBlock } from '../settings/bind.js';
import type { Span } from '../text/span.js';
import { touches } from '../text/span.js';
import type { Value } from '../syntax/tree.js';

/** What is at the cursor; hover, completion, links and definition all use this one answer. */
export type Target =
  | { readonly at: 'key'; readonly block: BoundBlock; readonly binding: Binding; readonly span: Span }
  | { readonly at: 'value'; readonly block: BoundBlock; readonly binding: Binding; readonly value: Value; readonly span: Span };

/** The entry at an offset and which part of it; undefined between entries and in files that are not ours. */
export function targetAt(run: Run, offset: number): Target | undefined {
  let best: Target | undefined;
  for (const block of run.blocks) {
    for (const binding of block.bindings) {
      const { entry } = binding;
      if (entry.merged || !touches(entry.span, offset)) continue;
      const key = keyRange(binding, run.subject.text);
      if (touches(key, offset)) return { at: 'key', block, binding, span: key };
      const value = innermost(entry.value, offset);
      if (value) best = { at: 'value', block, binding, value, span: value.span };
    }
  }
  return best;
}

/** A flag's dashes belong to what the eye takes for the key. */
function keyRange({ entry }: Binding, text: string): Span {
  let { start } = entry.keySpan;
  while (start > entry.span.start && text[start - 1] === '-') start--;
  return { start, end: entry.keySpan.end };
}

/** The scalar or list item at the offset; a section is no value to explain. */
function innermost(value: Value, offset: number): Value | undefined {
  if (value.kind === 'mapping' || value.kind === 'missing' || !touches(value.span, offset)) return undefined;
  if (value.kind === 'list') return value.items.map((item) => innermost(item, offset)).find((found) => found !== undefined) ?? value;
  return value;
}
