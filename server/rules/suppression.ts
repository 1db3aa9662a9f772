import type { Span } from '../text/span.js';
import { span } from '../text/span.js';
import type { Comment } from '../syntax/tree.js';
import type { Snapshot } from '../workspace/snapshot.js';

/** A stretch of a file in which some rules are silent. */
export interface Suppression {
  readonly within: Span;
  /** Rule names; empty means all. */
  readonly rules: readonly string[];
}

/**
 * The suppressions written in a file's comments: `# ml-config-lens-disable-line rule`, `…-disable-next-line rule`, `…-disable rule`
 * for the file. Above a shell command, "next line" means the whole command: a comment inside it would break it.
 */
export function readSuppressions(snapshot: Snapshot): readonly Suppression[] {
  return snapshot.tree.comments.flatMap((comment) => {
    const match = /^ml-config-lens-disable(-line|-next-line)?(?:\s+(.*))?$/.exec(comment.text);
    if (!match) return [];
    const rules = (match[2] ?? '').split(/[\s,]+/).filter((name) => /^[a-z0-9-]+$/.test(name));
    return [{ within: scope(match[1], comment, snapshot), rules }];
  });
}

/** Whether a finding of this rule at this place is silenced. */
export function isSuppressed(suppressions: readonly Suppression[], rule: string, at: Span): boolean {
  return suppressions.some(({ within, rules }) => within.start <= at.start && at.start <= within.end && (rules.length === 0 || rules.includes(rule)));
}

function scope(kind: string | undefined, comment: Comment, snapshot: Snapshot): Span {
  const { text } = snapshot;
  if (kind === undefined) return span(0, text.length);
  if (kind === '-line') return span(text.lastIndexOf('\n', comment.span.start - 1) + 1, comment.span.end);
  const lineStart = nextContentLine(text, comment.span.end);
  const command = snapshot.tree.roots.find((root) => root.kind === 'command' && root.span.start >= comment.span.end && root.span.start < lineEnd(text, lineStart));
  const assignment = snapshot.tree.assignments?.find((range) => range.start >= comment.span.end && range.start < lineEnd(text, lineStart));
  return span(lineStart, Math.max(lineEnd(text, lineStart), command?.span.end ?? 0, assignment?.end ?? 0));
}

/** The start of the first line behind `offset` that is neither blank nor a comment. */
function nextContentLine(text: string, offset: number): number {
  let start = lineEnd(text, offset) + 1;
  while (start < text.length && /^[ \t]*(#[^\n]*)?\r?(\n|$)/.test(text.slice(start, lineEnd(text, start) + 1))) start = lineEnd(text, start) + 1;
  return Math.min(start, text.length);
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}
