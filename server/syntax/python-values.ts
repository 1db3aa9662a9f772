import type { SyntaxNode } from '@lezer/common';
import { span } from '../text/span.js';
import type { Span } from '../text/span.js';
import { looksTemplated } from './template.js';
import type { Entry, List, Mapping, Note, Value } from './tree.js';

/** What reading an expression needs and collects. */
export interface PythonReading { readonly text: string; readonly notes: Note[] }

/** A mapping read from Python and whether `**other` or computed keys add to it. */
export interface OpenMapping { readonly mapping: Mapping; readonly open: boolean; readonly spread?: readonly string[] }

/** An expression as the tree's value: literals are read, everything else is unread with its reason. */
export function readExpression(node: SyntaxNode, path: readonly (string | number)[], reading: PythonReading): Value {
  const range = span(node.from, node.to);
  const text = reading.text.slice(node.from, node.to);
  switch (node.name) {
    case 'Number': case 'Boolean': case 'None':
      return { kind: 'scalar', span: range, inner: range, text, style: 'plain' };
    case 'UnaryExpression':
      return /^[-+]\s*[\d.]/.test(text) ? { kind: 'scalar', span: range, inner: range, text: text.replace(/\s/g, ''), style: 'plain' } : { kind: 'unread', span: range, text, why: 'expression' };
    case 'String': return readString(range, text);
    case 'DictionaryExpression': return readDict(node, path, reading).mapping;
    case 'ArrayExpression': case 'TupleExpression': case 'SetExpression': return readList(node, path, reading);
    case 'ParenthesizedExpression': {
      const inner = node.firstChild?.nextSibling;
      return inner ? readExpression(inner, path, reading) : { kind: 'unread', span: range, text, why: 'broken' };
    }
    case 'VariableName': case 'MemberExpression': return { kind: 'unread', span: range, text, why: 'variable' };
    default: return { kind: 'unread', span: range, text, why: node.type.isError ? 'broken' : 'expression' };
  }
}

/** The entries of a dict literal with string keys. */
export function readDict(node: SyntaxNode, path: readonly (string | number)[], reading: PythonReading): OpenMapping {
  const entries: Entry[] = [];
  let open = false;
  let key: SyntaxNode | undefined;
  let afterColon = false;
  const finish = (value?: SyntaxNode): void => {
    if (!key) return;
    const read = key.name === 'String' ? readString(span(key.from, key.to), reading.text.slice(key.from, key.to)) : undefined;
    if (read?.kind === 'scalar') entries.push(entry(read.text, read.inner, key.from, key.to, value, path, reading));
    else open = true;
    key = undefined;
    afterColon = false;
  };
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name === '{' || child.name === '}' || child.name === 'Comment') continue;
    if (child.name === '**') { open = true; key = undefined; continue; }
    if (child.name === ':') { afterColon = true; continue; }
    if (child.name === ',') { finish(); continue; }
    if (child.type.isError && child.from === child.to) continue;
    if (key && afterColon) finish(child);
    else { finish(); if (child.prevSibling?.name !== '**') key = child; }
  }
  finish();
  noteDuplicates(entries, reading.notes);
  return { mapping: { kind: 'mapping', span: span(node.from, node.to), entries }, open };
}

/** The keyword arguments of a call; positional ones are left out. */
export function readKeywords(args: SyntaxNode, reading: PythonReading): OpenMapping {
  const entries: Entry[] = [];
  let open = false;
  const spread: string[] = [];
  for (let child = args.firstChild; child; child = child.nextSibling) {
    if (child.name === '**') {
      open = true;
      const handed = child.nextSibling;
      if (handed?.name === 'VariableName') spread.push(reading.text.slice(handed.from, handed.to));
    }
    if (child.name !== 'VariableName' || child.nextSibling?.name !== 'AssignOp') continue;
    const value = child.nextSibling.nextSibling;
    const isValue = value && value.name !== ',' && value.name !== ')' && !(value.type.isError && value.from === value.to);
    const name = reading.text.slice(child.from, child.to);
    entries.push(entry(name, span(child.from, child.to), child.from, isValue ? child.to : child.nextSibling.to, isValue ? value : undefined, [], reading));
    if (isValue) child = value;
  }
  noteDuplicates(entries, reading.notes);
  return { mapping: { kind: 'mapping', span: span(args.from, args.to), entries }, open, spread };
}

function entry(key: string, keySpan: Span, start: number, keyEnd: number, value: SyntaxNode | undefined, path: readonly (string | number)[], reading: PythonReading): Entry {
  const read: Value = value ? readExpression(value, [...path, key], reading) : { kind: 'missing', span: span(keyEnd, keyEnd) };
  return { key, keySpan, span: span(start, Math.max(keyEnd, read.span.end)), path: [...path, key], value: read };
}

function readList(node: SyntaxNode, path: readonly (string | number)[], reading: PythonReading): List {
  const items: Value[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (/^[[\](){},]$/.test(child.name) || child.name === 'Comment' || (child.type.isError && child.from === child.to)) continue;
    items.push(readExpression(child, [...path, items.length], reading));
  }
  return { kind: 'list', span: span(node.from, node.to), items };
}

/** A string literal. Raw strings keep their backslashes; bytes and template strings are not read. */
function readString(range: Span, text: string): Value {
  const match = /^([rRuU]?)('''|"""|'|")([\s\S]*)\2$/.exec(text);
  if (!match) return { kind: 'unread', span: range, text, why: 'expression' };
  const [, prefix, quote, body] = match as unknown as [string, string, string, string];
  const decoded = prefix.toLowerCase() === 'r' ? body : unescape(body);
  if (looksTemplated(decoded)) return { kind: 'unread', span: range, text: decoded, why: 'template' };
  const inner = span(range.start + prefix.length + quote.length, range.end - quote.length);
  return { kind: 'scalar', span: range, inner, text: decoded, style: quote.startsWith('"') ? 'double' : 'single' };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "'", '"': '"', '0': '\0', '\n': '' };

function unescape(body: string): string {
  return body.replace(/\\(u[\da-fA-F]{4}|x[\da-fA-F]{2}|[\s\S])/g, (all, code: string) => {
    if (code.length > 1) return String.fromCharCode(parseInt(code.slice(1), 16));
    return ESCAPES[code] ?? all;
  });
}

function noteDuplicates(entries: readonly Entry[], notes: Note[]): void {
  const first = new Map<string, Span>();
  for (const { key, keySpan } of entries) {
    const earlier = first.get(key);
    if (earlier) notes.push({ code: 'duplicate-key', span: keySpan, related: earlier });
    else first.set(key, keySpan);
  }
}
