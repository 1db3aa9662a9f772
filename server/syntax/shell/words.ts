import type { CommandArgument } from 'unbash';
import { span } from '../../text/span.js';
import type { Span } from '../../text/span.js';
import { looksLikePlaceholder } from '../template.js';
import type { Scalar, Unread, Word } from '../tree.js';
import type { Argument } from './pieces.js';
import { isKnown, locate, slice, textOf } from './pieces.js';

/** A flag word taken apart: `--lora_rank=8` has the name `lora_rank` and a value that begins behind the `=`. */
export interface FlagParts { readonly name: string; readonly nameSpan: Span; readonly start: number; readonly valueFrom?: number }

const FLAG = /^(--?)([A-Za-z][\w.-]*)(=|$)/;
const PAIR = /^(\+{0,2})([A-Za-z][\w.]*)=/;

/** The flag a word spells, or undefined for anything else; `-1` and `-0.5` are numbers. */
export function flagOf(argument: Argument): FlagParts | undefined {
  return taken(argument, FLAG);
}

/** The `key=value` a word spells. */
export function pairOf(argument: Argument): FlagParts | undefined {
  return taken(argument, PAIR);
}

function taken(argument: Argument, pattern: RegExp): FlagParts | undefined {
  const first = argument.pieces[0];
  const match = first?.known ? pattern.exec(textOf(argument)) : undefined;
  if (!match) return undefined;
  const [, lead, name] = match as unknown as [string, string, string];
  const nameSpan = locate(argument.pieces, lead.length, lead.length + name.length);
  const parts = { name, nameSpan, start: Math.min(argument.span.start, nameSpan.start) };
  return match[0].endsWith('=') ? { ...parts, valueFrom: match[0].length } : parts;
}

/** Whether the raw word is a backslash that escapes a blank or a carriage return instead of the line break. */
export function isBrokenContinuation(word: CommandArgument): boolean {
  return /^\\[ \t\r]/.test(word.text);
}

/** The word as the tree stores it. */
export function treeWord(argument: Argument): Word {
  if (isKnown(argument)) return { span: argument.span, text: textOf(argument) };
  const behind = argument.pieces.slice(argument.pieces.findLastIndex((piece) => !piece.known) + 1).map((piece) => piece.text).join('');
  return { span: argument.span, text: undefined, ...(behind === '' ? {} : { tail: behind }) };
}

/** The value a word holds from a character of its text on (0, or behind a `=`). */
export function valueOf(argument: Argument, from: number, source: string): Scalar | Unread {
  const all = textOf(argument);
  const text = all.slice(from);
  const pieces = slice(argument.pieces, from, all.length);
  const start = from === 0 ? argument.span.start : Math.max(argument.span.start, locate(argument.pieces, from, from).start);
  let range = span(start, Math.max(start, argument.span.end));
  // Behind `--flag=` a quote opens before the first character of the value.
  if (from > 0 && /["']/.test(source[range.start - 1] ?? '') && source[range.end - 1] === source[range.start - 1]) range = span(range.start - 1, range.end);
  if (pieces.some((piece) => !piece.known)) return { kind: 'unread', span: range, text, why: 'variable' };
  const raw = source.slice(range.start, range.end);
  const quote = raw[0];
  const whole = (quote === '"' || quote === "'") && raw.length > 1 && raw.endsWith(quote) && !raw.slice(1, -1).includes(quote);
  const inner = whole ? span(range.start + 1, range.end - 1) : range;
  if (looksLikePlaceholder(text)) return { kind: 'unread', span: range, text, why: 'template' };
  const origin = pieces.length === 1 ? pieces[0]!.origin : pieces.some((piece) => piece.origin) ? { names: pieces.flatMap((piece) => piece.origin?.names ?? []), ...(pieces.some((piece) => piece.origin?.fallback) ? { fallback: true as const } : {}) } : undefined;
  return { kind: 'scalar', span: range, inner, text, style: !whole ? 'plain' : quote === '"' ? 'double' : 'single', ...(origin ? { origin } : {}) };
}
