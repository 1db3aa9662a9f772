import type { Span } from '../text/span.js';
import { span } from '../text/span.js';
import type { Comment } from '../syntax/tree.js';
import { mostSimilar } from '../text/similar.js';
import type { Snapshot } from '../workspace/snapshot.js';
import type { Finding } from './rule.js';

/** A stretch of a file in which some rules are silent. */
export interface Suppression {
  readonly within: Span;
  /** Rules (`quoted-value`) or single checks of a family (`conflicting-options/warmup-steps-with-ratio`); empty means all. */
  readonly rules: readonly string[];
  readonly comment: Comment;
}

/**
 * The suppressions written in a file's comments: `# ml-config-lens-disable-line rule`, `…-disable-next-line rule`, `…-disable rule`
 * for the file. Above a shell command, "next line" means the whole command: a comment inside it would break it.
 */
export function readSuppressions(snapshot: Snapshot): readonly Suppression[] {
  return snapshot.tree.comments.flatMap((comment) => {
    const match = /^ml-config-lens-disable(-line|-next-line)?(?:\s+(.*))?$/.exec(comment.text);
    if (!match) return [];
    const rules = (match[2] ?? '').split(/[\s,]+/).filter((name) => /^[a-z0-9-]+(\/[a-z0-9-]+)?$/.test(name));
    return [{ within: scope(match[1], comment, snapshot), rules, comment }];
  });
}

/** The suppression, and the name in it, that silences a finding with one of these codes at this place. */
export function suppressionOf(suppressions: readonly Suppression[], codes: readonly string[], at: Span): { readonly suppression: Suppression; readonly name: string } | undefined {
  for (const suppression of suppressions) {
    const { within, rules } = suppression;
    if (at.start < within.start || within.end < at.start) continue;
    const name = rules.length === 0 ? '*' : rules.find((each) => codes.includes(each));
    if (name !== undefined) return { suppression, name };
  }
  return undefined;
}

/** The rule that speaks of the comments themselves. */
export const UNUSED = 'unused-suppression';

/**
 * Suppressions that silence nothing: what they were written for was repaired, or their rule has another name.
 * @param used the names that silenced something, by suppression
 * @param known every rule's name; codes of checks are known by their family
 */
export function* unusedSuppressions(suppressions: readonly Suppression[], used: ReadonlyMap<Suppression, ReadonlySet<string>>, known: readonly string[], text: string): Generator<Finding> {
  for (const suppression of suppressions) {
    const { rules, comment } = suppression;
    const idle = (rules.length === 0 ? ['*'] : rules).filter((name) => !used.get(suppression)?.has(name) && name !== UNUSED);
    if (idle.length === 0) continue;
    const all = idle.length === Math.max(1, rules.length);
    const fixes = all ? [{ title: { id: 'remove' }, safe: true, edits: [{ span: commentSpan(comment, text), text: '' }] }] : [];
    const strange = idle.find((name) => name !== '*' && !known.includes(name.split('/')[0]!));
    const near = strange === undefined ? undefined : mostSimilar(strange, known);
    const id = strange === undefined ? (idle[0] === '*' ? 'nothing' : 'unused') : near === undefined ? 'unknown' : 'misspelt';
    yield { span: comment.span, tag: 'unnecessary', message: { id, values: { rules: idle.join(', '), name: strange ?? '', near: near ?? '' } }, fixes };
  }
}

/** A comment with its line, or with the blanks before it. */
function commentSpan({ span: at, ownLine }: Comment, text: string): Span {
  const start = ownLine ? text.lastIndexOf('\n', at.start - 1) + 1 : at.start - /[ \t]*$/.exec(text.slice(0, at.start))![0].length;
  return span(start, ownLine && text[at.end] === '\n' ? at.end + 1 : at.end);
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
