import type { Span } from '../text/span.js';
import { span } from '../text/span.js';
import { readComment } from './comments.js';
import type { Comment, Entry, Note, Tree } from './tree.js';

const HOST = /^(\s*)(\S+)(\s+)(slots)(=)(\d+)\s*$/;

/**
 * Reads a DeepSpeed hostfile: a line `worker-1 slots=8` for each machine (deepspeed/launcher/runner.py, `_parse_hostfile`).
 * A line of another form is a note, as DeepSpeed refuses it; so is a machine named twice.
 */
export function readHostfile(text: string): Tree {
  const entries: Entry[] = [];
  const notes: Note[] = [];
  const comments: Comment[] = [];
  const seen = new Map<string, Span>();
  let start = 0;
  for (const raw of text.split('\n')) {
    const line = raw.replace(/\r$/, '');
    const hash = line.search(/(^|\s)#/);
    const at = hash < 0 ? -1 : line.indexOf('#', hash);
    if (at >= 0) comments.push(readComment(text, span(start + at, start + line.length), /^#+/));
    const content = at >= 0 ? line.slice(0, at) : line;
    const match = HOST.exec(content);
    if (match) entries.push(readHost(match, start, seen, notes));
    else if (content.trim() !== '') notes.push({ code: 'syntax-error', span: span(start + content.search(/\S/), start + content.trimEnd().length) });
    start += raw.length + 1;
  }
  const value = { kind: 'mapping' as const, span: span(0, text.length), entries };
  return { syntax: 'hostfile', roots: [{ kind: 'hosts', span: value.span, value }], notes, comments };
}

function readHost(match: RegExpExecArray, lineStart: number, seen: Map<string, Span>, notes: Note[]): Entry {
  const [, indent, host, gap, , , slots] = match as unknown as [string, string, string, string, string, string, string];
  const hostStart = lineStart + indent.length;
  const keySpan = span(hostStart, hostStart + host.length);
  const slotsStart = keySpan.end + gap.length;
  const valueStart = slotsStart + 'slots='.length;
  const valueSpan = span(valueStart, valueStart + slots.length);
  const entry: Entry = {
    key: 'slots', keySpan: span(slotsStart, slotsStart + 5), span: span(slotsStart, valueSpan.end), path: [host, 'slots'],
    value: { kind: 'scalar', span: valueSpan, inner: valueSpan, text: slots, style: 'plain' },
  };
  const first = seen.get(host);
  if (first) notes.push({ code: 'duplicate-key', span: keySpan, related: first });
  else seen.set(host, keySpan);
  return { key: host, keySpan, span: span(hostStart, valueSpan.end), path: [host], value: { kind: 'mapping', span: entry.span, entries: [entry] } };
}
