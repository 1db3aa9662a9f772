import { span } from '../../text/span.js';
import type { Piece } from '../shell/pieces.js';
import { readPieces } from '../shell/shell.js';
import type { Root } from '../tree.js';

/** The shell commands in a stretch of another file, at the places where they are written. */
export function shellRoots(pieces: readonly Piece[]): readonly Root[] {
  return pieces.length === 0 ? [] : readPieces(pieces);
}

/** A stretch of a file that reads as it stands. */
export function verbatim(text: string, start: number, end: number): Piece {
  return { text: text.slice(start, end), span: span(start, end), known: true };
}

/** Text that stands nowhere: a quote put around an argument, a line break between two cells. */
export function inserted(text: string, at: number): Piece {
  return { text, span: span(at, at), known: true };
}
