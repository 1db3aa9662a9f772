import type { Run } from '../run/run.js';
import type { CommandRoot, Comment } from '../syntax/tree.js';
import type { Edit } from '../text/edit.js';
import { span } from '../text/span.js';

/**
 * The edits that make one command of what broken continuations cut apart: comments move above it, in order and unchanged, blanks behind
 * a backslash go, missing backslashes come, blank lines inside close up. Afterwards no note about this command is left.
 */
export function mendCommand(run: Run, root: CommandRoot, index: number): readonly Edit[] {
  const { text, tree } = run.subject;
  const notes = tree.notes.filter((note) => note.root === index);
  const from = commandLineStart(root, text);
  const last = notes.reduce((end, note) => Math.max(end, note.span.end), root.span.end);
  const inside = tree.comments.filter((comment) => comment.span.start > root.span.start && comment.span.start <= last);
  const known = new Set(inside.map((comment) => comment.span.start));
  // A comment that became an argument (`\ # words`) is no comment to the shell, but one to its author.
  const became = notes.filter((note) => note.code === 'comment-after-continuation' && !known.has(note.span.start)).map((note): Comment => ({ span: note.span, text: '', ownLine: false }));
  const comments = [...inside, ...became].sort((a, b) => a.span.start - b.span.start);
  const moved = comments.filter((comment) => comment.ownLine || comment.span.start < root.span.end || backslashBefore(text, comment.span.start) !== undefined);
  const edits: Edit[] = [];
  if (moved.length > 0) {
    const indent = /^[ \t]*/.exec(text.slice(from))![0];
    edits.push({ span: span(from, from), text: moved.map((comment) => `${indent}${text.slice(comment.span.start, comment.span.end)}\n`).join('') });
  }
  for (const comment of moved) edits.push(removal(comment, root, text));
  for (const note of notes) {
    if (note.code === 'space-after-continuation') edits.push(note.span.start > root.span.end ? lastBackslash(note.span.start, note.span.end, text) : { span: note.span, text: '' });
    if (note.code === 'missing-continuation') edits.push(...continued(note.span.start, text, moved));
  }
  return edits;
}

/** Takes a comment away: its whole line, or itself with the blanks before it; behind the last flag the backslash goes too. */
function removal(comment: Comment, root: CommandRoot, text: string): Edit {
  if (comment.ownLine) {
    const lineStart = text.lastIndexOf('\n', comment.span.start - 1) + 1;
    const lineEnd = text.indexOf('\n', comment.span.end);
    return { span: span(lineStart, lineEnd < 0 ? text.length : lineEnd + 1), text: '' };
  }
  const backslash = backslashBefore(text, comment.span.start);
  if (backslash !== undefined && comment.span.start > root.span.end) return lastBackslash(backslash + 1, comment.span.end, text);
  let start = comment.span.start;
  while (/[ \t]/.test(text[start - 1] ?? '')) start--;
  return { span: span(start, comment.span.end), text: '' };
}

/** Nothing follows: the backslash itself has to go, with the blanks on both sides. */
function lastBackslash(behind: number, end: number, text: string): Edit {
  let start = behind - 1;
  while (/[ \t]/.test(text[start - 1] ?? '')) start--;
  return { span: span(start, end), text: '' };
}

/** Where the backslash is missing it is written; where an empty line follows one, the line goes. */
function continued(at: number, text: string, moved: readonly Comment[]): readonly Edit[] {
  const blank = /^[ \t]*\\\r?\n((?:[ \t]*\r?\n)+)/.exec(text.slice(at));
  if (blank) {
    const end = at + blank[0].length;
    return [{ span: span(end - blank[1]!.length, end), text: '' }];
  }
  return moved.some((comment) => comment.ownLine && comment.span.start === at) ? [] : [{ span: span(at, at), text: ' \\' }];
}

/** The offset of the backslash that only blanks separate from a place. */
function backslashBefore(text: string, offset: number): number | undefined {
  let at = offset;
  while (/[ \t]/.test(text[at - 1] ?? '')) at--;
  return text[at - 1] === '\\' ? at - 1 : undefined;
}

/** The start of the line a command begins on, its environment prefix and any continued line before it included. */
function commandLineStart(root: CommandRoot, text: string): number {
  const first = Math.min(root.span.start, ...root.environment.map((entry) => entry.span.start));
  let at = text.lastIndexOf('\n', first - 1) + 1;
  while (at > 0 && /\\\r?\n$/.test(text.slice(Math.max(0, at - 3), at))) at = text.lastIndexOf('\n', at - 2) + 1;
  return at;
}
