import { forEachChild, parse } from 'unbash';
import type { Command, SyntaxNode } from 'unbash';
import { span } from '../../text/span.js';
import type { Span } from '../../text/span.js';
import { readComment } from '../comments.js';
import type { CommandRoot, Comment, Entry, Note, Root, Tree } from '../tree.js';
import { readCommand } from './commands.js';
import { rejoin } from './continuations.js';
import { innerScript, moved, writtenDocuments } from './embedded.js';
import type { Scope } from './expand.js';
import type { Piece } from './pieces.js';
import type { Moment, Variable, Variables } from './variables.js';
import { openVariables, UNKNOWN } from './variables.js';
import { walkScript } from './walk.js';

/** A script in a script in a script is as deep as we follow. */
const DEEPEST_INNER = 3;

/**
 * Reads a shell script: every simple command, wherever it stands, with its flags, its variables put in. What a broken continuation
 * cut off is put back, marked lost, and noted. Never throws; a script the parser gives up on is an empty tree with a note.
 */
export function readShell(text: string): Tree {
  try {
    return readScript(text, openVariables(), 0);
  } catch {
    const end = text.indexOf('\n');
    return { syntax: 'shell', roots: [], notes: [{ code: 'syntax-error', span: span(0, end < 0 ? text.length : end) }], comments: [] };
  }
}

function readScript(text: string, variables: Variables, depth: number): Tree {
  const script = parse(text);
  clampEnds(script as unknown as SyntaxNode, text.length, 0);
  const commands: Command[] = [];
  const covered: Span[] = [];
  const assignments: Span[] = [];
  collect(script as unknown as SyntaxNode, commands, covered, assignments, 0);
  commands.sort((a, b) => a.pos - b.pos);
  const moments = new Map<Command, Moment>();
  walkScript(script, text, variables, (command, moment) => { moments.set(command, moment); });
  const exported = exports(commands);
  const comments = findComments(text, covered);
  const { commands: rejoined, notes } = rejoin(commands.filter((command) => command.name), comments, text);
  let moment: Moment = 0;
  const inner: Root[] = [];
  const roots = rejoined.map((parts): Root => {
    // A command the walk did not meet (inside a pattern, after recovery) sees what the one before it saw.
    moment = moments.get(parts.command) ?? moment;
    const seen = moment;
    const scope: Scope = { source: text, get: (name) => variables.at(name, seen) };
    inner.push(...writtenDocuments(parts.command, scope));
    const pieces = depth < DEEPEST_INNER ? innerScript(parts.command, scope) : undefined;
    if (pieces && pieces.length > 0) inner.push(...innerRoots(pieces, variables, seen, depth));
    // What `eval` and `bash -c` run are commands of their own.
    const root = pieces ? withoutArguments(readCommand(parts, scope)) : readCommand(parts, scope);
    const before = exported.filter((item) => item.end <= parts.command.pos).flatMap(({ name, end }): readonly Entry[] => exportEntry(name, end, scope));
    return before.length > 0 ? { ...root, environment: [...before, ...root.environment] } : root;
  });
  return { syntax: 'shell', roots: [...roots, ...inner], notes: [...notes, ...carriageReturns(text)], comments, assignments };
}

function withoutArguments({ script: _script, ...root }: CommandRoot): CommandRoot {
  const none = { kind: 'mapping' as const, span: span(root.span.start, root.span.start), entries: [] };
  return { ...root, words: root.words.slice(0, 1), program: 0, launcher: none, value: none, positionals: [] };
}

/** The commands of a script made of pieces of some other file, at the places where they are written. Never throws. */
export function readPieces(pieces: readonly Piece[]): readonly Root[] {
  return innerRoots(pieces, openVariables(), 0, 0);
}

/** The commands of a script that is itself an argument, at the places where their words are written. */
function innerRoots(pieces: readonly Piece[], variables: Variables, moment: Moment, depth: number): readonly Root[] {
  try {
    const own = openVariables();
    // The inner script sees what holds at its command; what it assigns stays with it.
    for (const name of variables.names()) own.set(name, asSeenInside(name, variables.at(name, moment)));
    const all = withWords(pieces, variables, moment);
    return readScript(all.map((piece) => piece.text).join(''), own, depth + 1).roots.map((root) => moved(root, all));
  } catch { return []; }
}

/** `bash -c 'python $CMD'`: a variable that holds several words is put in with the places they are written at. */
function withWords(pieces: readonly Piece[], variables: Variables, moment: Moment): readonly Piece[] {
  return pieces.flatMap((piece): readonly Piece[] => {
    if (!piece.known || !piece.text.includes('$') || piece.text.length !== piece.span.end - piece.span.start) return [piece];
    const parts: Piece[] = [];
    let from = 0;
    const run = (to: number): void => { if (to > from) parts.push({ text: piece.text.slice(from, to), span: span(piece.span.start + from, piece.span.start + to), known: true }); };
    for (const match of piece.text.matchAll(/\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g)) {
      const value = variables.at(match[1] ?? match[2]!, moment);
      if (value?.kind !== 'text' || !/\S\s+\S/.test(value.pieces.map((each) => each.text).join(''))) continue;
      run(match.index);
      parts.push(...value.pieces);
      from = match.index + match[0].length;
    }
    run(piece.text.length);
    return parts;
  });
}

/** A variable of the outer script: its single value with the place it is written; what would become words of their own has no place in here. */
function asSeenInside(name: string, value: Variable | undefined): Variable | undefined {
  if (value === undefined) return undefined;
  if (value.kind !== 'text' || !value.pieces.every((piece) => piece.known)) return UNKNOWN;
  const text = value.pieces.map((piece) => piece.text).join('');
  const [only, second] = value.pieces;
  if (/\s/.test(text) || text.startsWith('-')) return UNKNOWN;
  const written = second === undefined ? only?.origin?.span ?? only?.span : undefined;
  return { ...value, pieces: [{ text, known: true, span: span(0, 0), origin: { names: [name], ...(written ? { span: written } : {}) } }] };
}

/** `export A=b` and `export A`, with where they stand. */
function exports(commands: readonly Command[]): readonly { readonly name: string; readonly end: number }[] {
  return commands.filter((command) => command.name?.text === 'export').flatMap((command) => command.args.flatMap((word) => {
    const name = word.type === 'Assignment' ? word.name : /^([A-Za-z_]\w*)=?/.exec(word.text)?.[1];
    return name === undefined ? [] : [{ name, end: word.end }];
  }));
}

function exportEntry(name: string, end: number, scope: Scope): readonly Entry[] {
  const value = scope.get(name);
  if (value?.kind !== 'text') return [];
  const text = value.pieces.map((piece) => piece.text).join('');
  const known = value.pieces.every((piece) => piece.known);
  const keySpan = span(Math.max(0, Math.min(value.span.start, end) - name.length - 1), Math.max(0, Math.min(value.span.start, end) - 1));
  return [{
    key: name, keySpan, span: span(keySpan.start, value.span.end), path: [name],
    value: known ? { kind: 'scalar', span: value.span, inner: value.span, text, style: 'plain' } : { kind: 'unread', span: value.span, text, why: 'variable' },
  }];
}

/** Simple commands and the ranges that cannot hold a comment: words, assignments and the bodies of here-documents. */
/** Unfinished text (`${ - \\` at its end) makes the parser count a character that is not there: no node ends behind the text. */
function clampEnds(node: SyntaxNode, length: number, depth: number): void {
  if (depth > 400) return;
  if (node.end > length) (node as { end: number }).end = length;
  if (node.pos > length) (node as { pos: number }).pos = length;
  forEachChild(node, (child) => { clampEnds(child, length, depth + 1); });
}

function collect(node: SyntaxNode, commands: Command[], covered: Span[], assignments: Span[], depth: number): void {
  if (depth > 400) return;
  if (node.type === 'Command') commands.push(node);
  if (node.type === 'Assignment') assignments.push(span(node.pos, node.end));
  if (node.type === 'Word' || node.type === 'HereDocBody' || node.type === 'HereDocDelimiter') covered.push(span(node.pos, node.end));
  forEachChild(node, (child) => { collect(child, commands, covered, assignments, depth + 1); });
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
