import type { Root } from '../tree.js';
import type { Piece } from '../shell/pieces.js';
import { inserted, shellRoots, verbatim } from './embed.js';

/** A notebook cell taken apart: its shell commands, and the Python that is left, blanks in their place. */
export interface Cell { readonly python: string; readonly roots: readonly Root[] }

/** `!python train.py …`, `%run train.py …` and cells under `%%bash`; undefined for text that has none of them. */
export function readCell(text: string): Cell | undefined {
  if (!/^[ \t]*[!%]/m.test(text)) return undefined;
  const magic = /^\s*%%(?:bash|sh|script bash)[^\n]*\n/.exec(text);
  if (magic) return { python: text.replace(/[^\n]/g, ' '), roots: shellRoots([verbatim(text, magic[0].length, text.length)]) };
  const roots: Root[] = [];
  let python = text;
  for (const match of text.matchAll(/^[ \t]*(!+|%run[ \t]+|%%?[a-z]+)((?:[^\n\\]|\\[\s\S])*)/gm)) {
    const [all, sign, rest] = match as unknown as [string, string, string];
    const start = match.index + all.length - rest.length;
    python = python.slice(0, match.index) + all.replace(/[^\n]/g, ' ') + python.slice(match.index + all.length);
    if (sign.startsWith('%') && !sign.startsWith('%run')) continue;
    const pieces: Piece[] = [...(sign.startsWith('%run') ? [inserted('python ', start)] : []), ...cellPieces(text, start, start + rest.length)];
    roots.push(...shellRoots(pieces));
  }
  return { python, roots };
}

/** `{name}` is a value of the notebook's own: not known here. */
function cellPieces(text: string, start: number, end: number): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = start;
  for (const match of text.slice(start, end).matchAll(/\{[A-Za-z_][^{}\n]*\}/g)) {
    const at = start + match.index;
    if (text[at - 1] === '$') continue;
    if (at > from) pieces.push(verbatim(text, from, at));
    from = at + match[0].length;
    pieces.push({ text: '${__cell}', span: { start: at, end: from }, known: false });
  }
  if (end > from) pieces.push(verbatim(text, from, end));
  return pieces;
}
