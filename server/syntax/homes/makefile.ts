import { span } from '../../text/span.js';
import { readComment } from '../comments.js';
import type { Piece } from '../shell/pieces.js';
import type { Comment, Root, Tree } from '../tree.js';
import { inserted, shellRoots, verbatim } from './embed.js';

interface MakeVariable { readonly text: string; readonly start: number; readonly fallback: boolean }

/** Reads a Makefile: the launch lines of its recipes, its own variables put in. What `make` takes from elsewhere is unknown. */
export function readMakefile(text: string): Tree {
  const variables = new Map<string, MakeVariable | undefined>();
  const roots: Root[] = [];
  const comments: Comment[] = [];
  for (const line of logicalLines(text)) {
    const raw = text.slice(line.start, line.end);
    if (!raw.startsWith('\t')) {
      const hash = /^\s*#/.exec(raw);
      if (hash) comments.push(readComment(text, span(line.start + hash[0].length - 1, line.end), /^#+/));
      const assigned = /^(?:export\s+|override\s+)?([A-Za-z_][\w.-]*)\s*(:{0,3}=|\?=|\+=)[ \t]*(.*?)\s*$/s.exec(raw);
      if (assigned) variables.set(assigned[1]!, assigned[2] === '+=' || variables.has(assigned[1]!) ? undefined : { text: assigned[3]!, start: line.start + raw.indexOf(assigned[3]!, assigned[0].indexOf('=') + 1), fallback: assigned[2] === '?=' });
      continue;
    }
    const lead = /^\t+[@+-]*[ \t]*/.exec(raw)![0].length;
    roots.push(...shellRoots(expand(text, line.start + lead, line.end, variables)));
  }
  return { syntax: 'makefile', roots, notes: [], comments };
}

/** Lines with their continuations. */
function logicalLines(text: string): readonly { readonly start: number; readonly end: number }[] {
  const lines: { start: number; end: number }[] = [];
  let start = 0;
  while (start < text.length) {
    let end = text.indexOf('\n', start);
    while (end > 0 && text[end - 1] === '\\') { const next = text.indexOf('\n', end + 1); if (next < 0) { end = -1; break; } end = next; }
    lines.push({ start, end: end < 0 ? text.length : end });
    if (end < 0) break;
    start = end + 1;
  }
  return lines;
}

/** `$(NAME)` and `${NAME}` are make's, `$$NAME` the shell's. */
function expand(text: string, start: number, end: number, variables: ReadonlyMap<string, MakeVariable | undefined>): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = start;
  for (const match of text.slice(start, end).matchAll(/\$(?:\$|\(([^()]*)\)|\{([^{}]*)\}|[@<^*])/g)) {
    const at = start + match.index;
    if (at > from) pieces.push(verbatim(text, from, at));
    from = at + match[0].length;
    if (match[0] === '$$') { pieces.push({ text: '$', span: span(at, from), known: true }); continue; }
    const name = match[1] ?? match[2];
    const variable = name === undefined ? undefined : variables.get(name);
    // An unknown one reads as a shell variable that nobody set.
    if (!variable || /[$]/.test(variable.text)) pieces.push({ text: '${__make}', span: span(at, from), known: false });
    else if (/\s|^-/.test(variable.text)) pieces.push(verbatim(text, variable.start, variable.start + variable.text.length));
    else pieces.push({ text: variable.text, span: span(at, from), known: true, origin: { names: [name!], span: span(variable.start, variable.start + variable.text.length), ...(variable.fallback ? { fallback: true as const } : {}) } });
  }
  if (end > from) pieces.push(verbatim(text, from, end));
  return pieces.length === 0 ? [inserted('', start)] : pieces;
}
