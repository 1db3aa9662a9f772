import type { Span } from './span.js';

/** One replacement in one document: the characters of `span` become `text`. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/**
 * The text after all edits. Edits are given in any order and must not overlap; insertions at one place keep their order.
 * @throws RangeError when two edits overlap or one lies outside the text.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = edits.map((edit, index) => ({ edit, index }))
    .sort((a, b) => a.edit.span.start - b.edit.span.start || a.edit.span.end - b.edit.span.end || a.index - b.index);
  let done = 0;
  let result = '';
  for (const { edit } of ordered) {
    if (edit.span.start < done || edit.span.end > text.length) throw new RangeError('edits overlap or leave the text');
    result += text.slice(done, edit.span.start) + edit.text;
    done = edit.span.end;
  }
  return result + text.slice(done);
}

/** Whether two edits change the same characters, or insert at the same place. */
export function clash(a: Edit, b: Edit): boolean {
  return a.span.start < b.span.end && b.span.start < a.span.end
    || (a.span.start === b.span.start && a.span.end === b.span.end);
}
