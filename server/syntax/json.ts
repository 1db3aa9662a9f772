import { visit } from 'jsonc-parser';
import type { Span } from '../text/span.js';
import { span } from '../text/span.js';
import { readComment } from './comments.js';
import { looksTemplated } from './template.js';
import type { Comment, Entry, Note, Tree, Value } from './tree.js';

interface OpenMapping { kind: 'mapping'; start: number; entries: Entry[]; firstKeys: Map<string, Span>; path: readonly (string | number)[] }
interface OpenList { kind: 'list'; start: number; items: Value[]; path: readonly (string | number)[] }
type Container = OpenMapping | OpenList;
interface PendingKey { key: string; keySpan: Span; start: number }

/** jsonc-parser's ParseErrorCode.InvalidSymbol, a const enum that isolated modules cannot read. */
const INVALID_SYMBOL = 1;

/**
 * Reads JSON, JSONC and nearly-JSON. Comments, trailing commas and duplicate keys become notes: whether they are a fault
 * depends on who reads the file. Built on the parser's events rather than its tree, which takes three times as long on large files.
 */
export function readJson(text: string): Tree {
  const notes: Note[] = [];
  const comments: Comment[] = [];
  const containers: Container[] = [];
  const keys: (PendingKey | undefined)[] = [];
  let pending: PendingKey | undefined;
  let lastComma: Span | undefined;
  let root: Value | undefined;
  let templated = false;

  const here = (): readonly (string | number)[] => {
    const parent = containers.at(-1);
    if (!parent) return [];
    return parent.kind === 'list' ? [...parent.path, parent.items.length] : [...parent.path, pending?.key ?? ''];
  };
  const finishKey = (value?: Value): void => {
    const parent = containers.at(-1);
    if (!pending || parent?.kind !== 'mapping') return;
    const { key, keySpan, start } = pending;
    const keyEnd = Math.min(keySpan.end + 1, text.length);
    const read = value ?? { kind: 'missing' as const, span: span(keyEnd, keyEnd) };
    parent.entries.push({ key, keySpan, span: span(start, Math.max(keyEnd, read.span.end)), path: [...parent.path, key], value: read });
    const first = parent.firstKeys.get(key);
    if (first) notes.push({ code: 'duplicate-key', span: keySpan, related: first });
    else parent.firstKeys.set(key, keySpan);
    pending = undefined;
  };
  const add = (value: Value): void => {
    lastComma = undefined;
    const parent = containers.at(-1);
    if (!parent) root ??= value;
    else if (parent.kind === 'list') parent.items.push(value);
    else finishKey(value);
  };
  const open = (container: Container): void => {
    lastComma = undefined;
    containers.push(container);
    keys.push(pending);
    pending = undefined;
  };
  const close = (offset: number, length: number): void => {
    finishKey();
    if (lastComma) notes.push({ code: 'trailing-comma', span: lastComma });
    const done = containers.pop();
    pending = keys.pop();
    if (done) add(closed(done, offset + length));
  };

  visit(text, {
    onObjectBegin: (start) => { open({ kind: 'mapping', start, entries: [], firstKeys: new Map(), path: here() }); },
    onArrayBegin: (start) => { open({ kind: 'list', start, items: [], path: here() }); },
    onObjectProperty: (key, offset, length) => {
      finishKey();
      lastComma = undefined;
      pending = { key, start: offset, keySpan: innerOf(text, offset, length) };
    },
    onObjectEnd: close,
    onArrayEnd: close,
    onLiteralValue: (value: unknown, offset, length) => { add(scalar(text, value, offset, length)); },
    onSeparator: (character, offset, length) => {
      if (character !== ',') return;
      finishKey();
      lastComma = span(offset, offset + length);
    },
    onComment: (offset, length) => {
      const comment = readComment(text, span(offset, offset + length), text[offset + 1] === '*' ? /^\/\*+|\*\/$/g : /^\/\//);
      comments.push(comment);
      notes.push({ code: 'json-comment', span: comment.span });
    },
    onError: (code, offset, length) => {
      const word = text.slice(offset, offset + length);
      // A bare word in capitals is a placeholder that a script fills in: the file is a template.
      if (code === INVALID_SYMBOL && /^[A-Z][A-Z0-9_]+$/.test(word) && containers.length > 0) {
        templated = true;
        add({ kind: 'unread', span: span(offset, offset + length), text: word, why: 'template' });
        return;
      }
      notes.push({ code: 'syntax-error', span: oneLine(text, offset, length) });
    },
  }, { allowTrailingComma: true });

  finishKey();
  // A document cut off in the middle: what was open is closed at the end of the text, innermost first.
  for (let done = containers.pop(); done; done = containers.pop()) {
    pending = keys.pop();
    add(closed(done, text.length));
    finishKey();
  }
  const roots = root ? [{ kind: 'document' as const, span: root.span, value: root }] : [];
  return { syntax: 'json', roots, notes: templated ? notes.filter((note) => note.code !== 'syntax-error') : notes, comments };
}

function closed(container: Container, end: number): Value {
  const range = span(container.start, end);
  return container.kind === 'list'
    ? { kind: 'list', span: range, items: container.items }
    : { kind: 'mapping', span: range, entries: container.entries };
}

function scalar(text: string, value: unknown, offset: number, length: number): Value {
  const range = span(offset, offset + length);
  if (typeof value !== 'string') return { kind: 'scalar', span: range, inner: range, text: text.slice(offset, offset + length), style: 'plain' };
  if (looksTemplated(value)) return { kind: 'unread', span: range, text: value, why: 'template' };
  return { kind: 'scalar', span: range, inner: innerOf(text, offset, length), text: value, style: 'double' };
}

/** The characters between the quotes; an unterminated string has no closing one. */
function innerOf(text: string, offset: number, length: number): Span {
  const end = offset + length;
  const closedQuote = length > 1 && text[end - 1] === '"';
  return span(Math.min(offset + 1, end), closedQuote ? end - 1 : end);
}

/** An error's range, clamped to the line it begins on. */
function oneLine(text: string, offset: number, length: number): Span {
  const start = Math.min(offset, text.length);
  const lineEnd = text.indexOf('\n', start);
  const limit = lineEnd < 0 ? text.length : lineEnd;
  return span(start, Math.max(start, Math.min(start + length, limit)));
}
