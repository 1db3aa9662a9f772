import type { Span } from '../text/span.js';
import type { Comment } from './tree.js';

/** A comment from its range; `sign` matches the comment signs to strip. */
export function readComment(text: string, range: Span, sign: RegExp): Comment {
  const lineStart = text.lastIndexOf('\n', range.start - 1) + 1;
  return {
    span: range,
    text: text.slice(range.start, range.end).replace(sign, '').trim(),
    ownLine: text.slice(lineStart, range.start).trim() === '',
  };
}
