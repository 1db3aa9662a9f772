import { Composer, isAlias, isMap, isPair, isScalar, isSeq, Parser } from 'yaml';
import type { Alias, Document, Pair, ParsedNode, Scalar as YamlScalar } from 'yaml';
import type { Span } from '../text/span.js';
import { span } from '../text/span.js';
import { readComment } from './comments.js';
import { looksTemplated } from './template.js';
import type { Comment, DocumentRoot, Entry, Mapping, Note, Scalar, Tree, Value } from './tree.js';

/** Aliases may nest exponentially; past this many values a document is cut short rather than followed. */
const VALUE_BUDGET = 200_000;

interface Reading { readonly text: string; readonly document: Document; readonly notes: Note[]; budget: number; depth: number }

/**
 * Reads YAML: several documents, anchors, aliases and merges (`<<`). A merged entry keeps the ranges of the anchor it comes from
 * and is marked `merged`; an explicit key wins over it, as in every YAML loader.
 */
export function readYaml(text: string): Tree {
  const notes: Note[] = [];
  const comments: Comment[] = [];
  const roots: DocumentRoot[] = [];
  const tokens = [];
  for (const token of new Parser().parse(text)) tokens.push(token);
  collectComments(text, tokens, comments);
  const composer = new Composer({ merge: false, uniqueKeys: false, strict: false, logLevel: 'silent', keepSourceTokens: false });
  for (const document of composer.compose(tokens)) {
    for (const error of document.errors) notes.push({ code: 'syntax-error', span: oneLine(text, error.pos[0], error.pos[1]) });
    const node = document.contents as ParsedNode | null;
    if (!node) continue;
    const value = readNode(node, [], { text, document, notes, budget: VALUE_BUDGET, depth: 0 });
    roots.push({ kind: 'document', span: value.span, value });
  }
  return { syntax: 'yaml', roots, notes, comments };
}

function readNode(node: ParsedNode, path: readonly (string | number)[], reading: Reading): Value {
  const range = rangeOf(node, reading.text);
  if (--reading.budget < 0 || reading.depth > 100) return { kind: 'unread', span: range, text: '', why: 'expression' };
  if (isAlias(node)) return readAlias(node, range, path, reading);
  if (isScalar(node)) return readScalar(node, range, reading.text);
  // `key: {{ jinja }}` parses as a mapping inside a mapping; it is a template.
  if (reading.text.startsWith('{{', range.start) || reading.text.startsWith('{%', range.start)) {
    return { kind: 'unread', span: range, text: reading.text.slice(range.start, range.end), why: 'template' };
  }
  reading.depth++;
  const value = isMap(node)
    ? readMapping(node.items as Pair<ParsedNode, ParsedNode | null>[], range, path, reading)
    : isSeq(node)
      ? { kind: 'list' as const, span: range, items: (node.items as (ParsedNode | Pair)[]).map((item, i) => readItem(item, [...path, i], reading)) }
      : { kind: 'unread' as const, span: range, text: '', why: 'broken' as const };
  reading.depth--;
  return value;
}

function readItem(item: ParsedNode | Pair, path: readonly (string | number)[], reading: Reading): Value {
  if (!isPair(item)) return readNode(item, path, reading);
  const key = item.key as ParsedNode;
  return readMapping([item as Pair<ParsedNode, ParsedNode | null>], rangeOf(key, reading.text), path, reading);
}

function readMapping(pairs: readonly Pair<ParsedNode, ParsedNode | null>[], range: Span, path: readonly (string | number)[], reading: Reading): Mapping {
  const entries: Entry[] = [];
  const merged: Entry[] = [];
  const firstKeys = new Map<string, Span>();
  for (const pair of pairs) {
    const keyRange = rangeOf(pair.key, reading.text);
    if (!isScalar(pair.key)) continue;
    const key = keyText(pair.key);
    const value: Value = pair.value && !isImplicitNull(pair.value)
      ? readNode(pair.value, [...path, key], reading)
      : { kind: 'missing', span: span(keyRange.end, keyRange.end) };
    if (key === '<<' && pair.key.type === 'PLAIN') {
      for (const source of value.kind === 'list' ? value.items : [value]) if (source.kind === 'mapping') merged.push(...source.entries);
      continue;
    }
    const keySpan = pair.key.type === 'PLAIN' ? keyRange : span(keyRange.start + 1, Math.max(keyRange.start + 1, keyRange.end - 1));
    entries.push({ key, keySpan, span: span(keyRange.start, Math.max(keyRange.end, value.span.end)), path: [...path, key], value });
    const first = firstKeys.get(key);
    if (first) reading.notes.push({ code: 'duplicate-key', span: keySpan, related: first });
    else firstKeys.set(key, keySpan);
  }
  for (const entry of merged) {
    if (firstKeys.has(entry.key)) continue;
    firstKeys.set(entry.key, entry.keySpan);
    entries.push({ ...entry, path: [...path, entry.key], merged: true });
  }
  return { kind: 'mapping', span: range, entries };
}

function readAlias(node: Alias.Parsed, range: Span, path: readonly (string | number)[], reading: Reading): Value {
  const target = node.resolve(reading.document);
  if (!target || isAlias(target)) return { kind: 'unread', span: range, text: node.source, why: 'broken' };
  const anchor = rangeOf(target as ParsedNode, reading.text);
  // An alias inside its own anchor never ends.
  if (anchor.start <= range.start && range.end <= anchor.end) return { kind: 'unread', span: range, text: node.source, why: 'expression' };
  reading.depth++;
  const value = readNode(target as ParsedNode, path, { ...reading, notes: [], budget: Math.floor(reading.budget / 4) });
  reading.depth--;
  return value.kind === 'scalar' ? { ...value, span: range, inner: range, style: value.style } : value;
}

function readScalar(node: YamlScalar.Parsed, range: Span, text: string): Value {
  const source = typeof node.source === 'string' ? node.source : text.slice(range.start, range.end);
  const style: Scalar['style'] = node.type === 'QUOTE_DOUBLE' ? 'double' : node.type === 'QUOTE_SINGLE' ? 'single' : node.type === 'PLAIN' ? 'plain' : 'block';
  if (looksTemplated(source)) return { kind: 'unread', span: range, text: source, why: 'template' };
  const quoted = style === 'double' || style === 'single';
  const inner = quoted ? span(range.start + 1, Math.max(range.start + 1, range.end - 1)) : range;
  return { kind: 'scalar', span: range, inner, text: source, style, ...(node.tag ? { tag: node.tag } : {}) };
}

function keyText(key: YamlScalar): string {
  return key.type === 'PLAIN' && typeof key.source === 'string' ? key.source : String(key.value);
}

function isImplicitNull(node: ParsedNode): boolean {
  return isScalar(node) && node.value === null && node.type === 'PLAIN' && (node.source ?? '') === '';
}

function rangeOf(node: { range?: readonly [number, number, number] | null }, text: string): Span {
  const [start, end] = node.range ?? [0, 0, 0];
  let trimmed = Math.min(end, text.length);
  // A block collection's range runs to the next token; findings should not cover the blank lines behind it.
  while (trimmed > start && /\s/.test(text[trimmed - 1]!)) trimmed--;
  return span(Math.min(start, text.length), Math.max(trimmed, Math.min(start, text.length)));
}

/** An error's range, clamped to the line it begins on. */
function oneLine(text: string, from: number, to: number): Span {
  const start = Math.min(from, text.length);
  const lineEnd = text.indexOf('\n', start);
  return span(start, Math.max(start, Math.min(to, lineEnd < 0 ? text.length : lineEnd)));
}

/** Comments stand in the concrete syntax only; tokens nest, and each may carry comments before, inside and behind it. */
function collectComments(text: string, tokens: unknown, into: Comment[]): void {
  if (Array.isArray(tokens)) {
    for (const token of tokens) collectComments(text, token, into);
    return;
  }
  if (typeof tokens !== 'object' || tokens === null) return;
  const token = tokens as { type?: string; offset?: number; source?: string };
  if (token.type === 'comment' && typeof token.offset === 'number' && typeof token.source === 'string') {
    into.push(readComment(text, span(token.offset, token.offset + token.source.length), /^#+/));
    return;
  }
  for (const value of Object.values(tokens)) if (typeof value === 'object') collectComments(text, value, into);
}
