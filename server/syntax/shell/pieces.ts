import type { Span } from '../../text/span.js';
import { span } from '../../text/span.js';
import type { Origin } from '../tree.js';

/** A stretch of text the shell hands on, and where it is written. */
export interface Piece {
  readonly text: string;
  readonly span: Span;
  /** False when it depends on the environment: `text` is then what stands in the script. */
  readonly known: boolean;
  /** The variable it came through, when it is written elsewhere. */
  readonly origin?: Origin;
}

/** One word as the program receives it, after expansion. */
export interface Argument {
  readonly pieces: readonly Piece[];
  /** Where it is written: the word of the command, the element of the array, the characters inside a string. */
  readonly span: Span;
  /** True when an unknown expansion in it may become several words, or none. */
  readonly many: boolean;
}

/** The text of an argument; what is unknown stands in it as it is written. */
export function textOf(argument: Argument): string {
  return argument.pieces.length === 1 ? argument.pieces[0]!.text : argument.pieces.map((piece) => piece.text).join('');
}

export function isKnown(argument: Argument): boolean {
  return argument.pieces.every((piece) => piece.known);
}

/** Whether a piece stands in the file exactly as it reads, so that offsets inside it have a place. */
function isVerbatim(piece: Piece): boolean {
  return piece.origin === undefined && piece.text.length === piece.span.end - piece.span.start;
}

/** Where the characters `from` to `to` of a text made of pieces are written. */
export function locate(pieces: readonly Piece[], from: number, to: number): Span {
  let at = 0;
  let start: number | undefined;
  let end = 0;
  for (const piece of pieces) {
    const next = at + piece.text.length;
    if (start === undefined && (from < next || (from === next && piece === pieces.at(-1)))) {
      start = isVerbatim(piece) ? piece.span.start + (from - at) : piece.span.start;
      end = start;
    }
    if (start !== undefined && to > at) end = isVerbatim(piece) ? piece.span.start + Math.min(to - at, piece.text.length) : piece.span.end;
    if (to <= next) break;
    at = next;
  }
  const first = start ?? pieces.at(-1)?.span.end ?? 0;
  // Two ends in different assignments: the first one's place is as good as any.
  return span(first, Math.max(first, end));
}

/** The pieces that hold the characters from `from` to `to`. */
export function slice(pieces: readonly Piece[], from: number, to: number): readonly Piece[] {
  const result: Piece[] = [];
  let at = 0;
  for (const piece of pieces) {
    const next = at + piece.text.length;
    const [start, end] = [Math.max(from, at), Math.min(to, next)];
    if (start < end) {
      const whole = start === at && end === next;
      result.push(whole ? piece : { ...piece, text: piece.text.slice(start - at, end - at), span: isVerbatim(piece) ? span(piece.span.start + start - at, piece.span.start + end - at) : piece.span });
    }
    at = next;
  }
  return result;
}

/** Where the shell reads a text: what a backslash does depends on it. */
export type Quoting = 'plain' | 'double' | 'document';

/** A literal of the script as pieces: runs of characters that read as they stand, escapes decoded in between. */
export function literalPieces(raw: string, start: number, quoting: Quoting): readonly Piece[] {
  if (!raw.includes('\\')) return raw === '' ? [] : [{ text: raw, span: span(start, start + raw.length), known: true }];
  const pieces: Piece[] = [];
  const escapes = quoting === 'plain' ? /\\(\r?\n|[\s\S])/g : quoting === 'double' ? /\\(\r?\n|["$`\\])/g : /\\(\r?\n|[$`\\])/g;
  let from = 0;
  const run = (to: number): void => { if (to > from) pieces.push({ text: raw.slice(from, to), span: span(start + from, start + to), known: true }); };
  for (const match of raw.matchAll(escapes)) {
    run(match.index);
    from = match.index + match[0].length;
    const decoded = /\n/.test(match[1]!) ? '' : match[1]!;
    if (decoded !== '') pieces.push({ text: decoded, span: span(start + match.index, start + from), known: true });
  }
  run(raw.length);
  return pieces;
}
