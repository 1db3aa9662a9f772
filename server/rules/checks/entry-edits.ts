import type { BoundBlock } from '../../settings/bind.js';
import type { Literal } from '../../knowledge/types.js';
import type { Run } from '../../run/run.js';
import type { Entry, Mapping } from '../../syntax/tree.js';
import type { Edit } from '../../text/edit.js';
import { span } from '../../text/span.js';

/** Takes an entry away, with its comma, its line or its place in the command. */
export function removeEntry(run: Run, block: BoundBlock, entry: Entry): Edit {
  const { text } = run.subject;
  const { start, end } = entry.span;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end) < 0 ? text.length : text.indexOf('\n', end) + 1;
  const alone = text.slice(lineStart, start).trim() === '';
  if (block.block.root.kind === 'command') return removeWords(text, start, end, alone);
  const behind = /^[ \t]*,[ \t]*(#[^\n]*)?(\r?\n)?/.exec(text.slice(end));
  if (behind) return { span: span(alone && behind[2] ? lineStart : start, alone ? end + behind[0].length : end + /^[ \t]*,[ \t]*/.exec(text.slice(end))![0].length), text: '' };
  const before = /,\s*$/.exec(text.slice(0, start));
  if (before) return { span: span(before.index, end), text: '' };
  // A block mapping of YAML: the entry owns its lines, and a comment at their end goes with it.
  if (alone && /^[ \t]*(#[^\n]*)?\r?\n?$/.test(text.slice(end, lineEnd))) return { span: span(lineStart, lineEnd), text: '' };
  return { span: span(start, end), text: '' };
}

/** A flag alone on its continued line takes the line along; another one the blanks before it. */
function removeWords(text: string, start: number, end: number, alone: boolean): Edit {
  const continued = /^[ \t]*\\\r?\n/.exec(text.slice(end));
  let from = start;
  while (/[ \t]/.test(text[from - 1] ?? '')) from--;
  if (alone && continued) return { span: span(text.lastIndexOf('\n', start - 1) + 1, end + continued[0].length), text: '' };
  // The last line of a command: the backslash before it goes as well.
  const before = alone ? /[ \t]*\\\r?\n[ \t]*$/.exec(text.slice(0, start)) : null;
  return { span: span(before ? before.index : from, end), text: '' };
}

/** A value in the notation of the block. */
export function written(block: BoundBlock, value: Literal): string {
  const { loader } = block.block;
  if (loader === 'python') return value === null ? 'None' : value === true ? 'True' : value === false ? 'False' : JSON.stringify(value);
  if (loader === 'json' || loader === 'hjson') return JSON.stringify(value);
  if (loader === 'argv') return Array.isArray(value) ? value.join(' ') : typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
  return typeof value === 'string' ? value : value === null ? 'null' : JSON.stringify(value).replaceAll(',', ', ');
}

/** Gives an entry another value; quotes that stand there stay. */
export function setEntry(block: BoundBlock, entry: Entry, value: Literal): Edit {
  const { value: old } = entry;
  if (old.kind === 'missing') return { span: span(entry.span.end, entry.span.end), text: ` ${written(block, value)}` };
  if (old.kind === 'scalar' && old.style !== 'plain' && typeof value === 'string') return { span: old.inner, text: value };
  return { span: old.span, text: written(block, value) };
}

/** Writes a new entry behind one that is there, in the same mapping. */
export function addEntry(run: Run, block: BoundBlock, within: Mapping, behind: Entry, key: string, value: Literal): Edit | undefined {
  const { text } = run.subject;
  const { end, start } = behind.span;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart))![0];
  const owned = text.slice(lineStart, start).trim() === '';
  const gap = owned ? `\n${indent}` : ' ';
  if (block.block.root.kind === 'command') {
    const continued = /^[ \t]*\\\r?\n/.test(text.slice(end)) || /\\\r?\n[ \t]*$/.test(text.slice(0, start));
    return { span: span(end, end), text: `${owned && continued ? ` \\\n${indent}` : ' '}--${key} ${written(block, value)}` };
  }
  const { loader } = block.block;
  if (loader === 'python') return { span: span(end, end), text: `,${gap}${block.block.root.kind === 'call' ? `${key}=` : `"${key}": `}${written(block, value)}` };
  if (loader === 'json' || loader === 'hjson') return { span: span(end, end), text: `,${gap}"${key}": ${written(block, value)}` };
  if (text[within.span.start] === '{') return { span: span(end, end), text: `, ${key}: ${written(block, value)}` };
  // Behind the whole entry: its last line may end in a comment.
  const lineEnd = text.indexOf('\n', end);
  const at = lineEnd < 0 ? text.length : lineEnd;
  return owned ? { span: span(at, at), text: `\n${indent}${key}: ${written(block, value)}` } : undefined;
}
