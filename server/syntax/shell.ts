import { forEachChild, parse } from 'unbash';
import type { Command, SyntaxNode } from 'unbash';
import { span } from '../text/span.js';
import type { Span } from '../text/span.js';
import { readComment } from './comments.js';
import { readCommand } from './shell-commands.js';
import { rejoin } from './shell-continuations.js';
import type { Comment, Note, Tree } from './tree.js';

/**
 * Reads a shell script: every simple command, wherever it stands, with its flags. What a broken continuation cut off is put back,
 * marked lost, and noted. Never throws; a script the parser gives up on is an empty tree with a note.
 */
export function readShell(text: string): Tree {
  try {
    const script = parse(text);
    const commands: Command[] = [];
    const covered: Span[] = [];
    collect(script as unknown as SyntaxNode, commands, covered, 0);
    commands.sort((a, b) => a.pos - b.pos);
    const comments = findComments(text, covered);
    const { commands: rejoined, notes } = rejoin(commands.filter((command) => command.name), comments, text);
    return { syntax: 'shell', roots: rejoined.map((parts) => readCommand(parts, text)), notes: [...notes, ...carriageReturns(text)], comments };
  } catch {
    const end = text.indexOf('\n');
    return { syntax: 'shell', roots: [], notes: [{ code: 'syntax-error', span: span(0, end < 0 ? text.length : end) }], comments: [] };
  }
}

/** Simple commands and the ranges that cannot hold a comment: words, assignments and the bodies of here-documents. */
function collect(node: SyntaxNode, commands: Command[], covered: Span[], depth: number): void {
  if (depth > 400) return;
  if (node.type === 'Command') commands.push(node);
  if (node.type === 'Word' || node.type === 'HereDocBody' || node.type === 'HereDocDelimiter') covered.push(span(node.pos, node.end));
  forEachChild(node, (child) => { collect(child, commands, covered, depth + 1); });
}

/** A `#` at the start of a word, outside every word, opens a comment to the end of its line. */
function findComments(text: string, covered: readonly Span[]): Comment[] {
  const ordered = [...covered].sort((a, b) => a.start - b.start);
  const comments: Comment[] = [];
  let next = 0;
  let coveredTo = 0;
  for (let at = text.indexOf('#'); at >= 0; at = text.indexOf('#', at + 1)) {
    while (next < ordered.length && ordered[next]!.start <= at) coveredTo = Math.max(coveredTo, ordered[next++]!.end);
    if (at < coveredTo || !(at === 0 || /[\s;|&()]/.test(text[at - 1]!)) || (at === 0 && text.startsWith('#!'))) continue;
    const lineEnd = text.indexOf('\n', at);
    const end = lineEnd < 0 ? text.length : lineEnd;
    comments.push(readComment(text, span(at, text[end - 1] === '\r' ? end - 1 : end), /^#+/));
    at = end - 1;
  }
  return comments;
}

/** One note for a script with Windows line ends: every backslash then escapes the carriage return. */
function carriageReturns(text: string): Note[] {
  const at = text.indexOf('\\\r\n');
  return at < 0 ? [] : [{ code: 'carriage-return', span: span(at + 1, at + 2) }];
}
