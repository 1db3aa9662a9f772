import type { CommandArgument, Word as ShellWord, WordPart } from 'unbash';
import { span } from '../text/span.js';
import type { Span } from '../text/span.js';
import type { Scalar, Unread, Word } from './tree.js';

/** A flag word taken apart: `--lora_rank=8` has the name `lora_rank` and a value that begins behind the `=`. */
export interface FlagParts { readonly name: string; readonly nameSpan: Span; readonly valueStart?: number }

const FLAG = /^(--?)([A-Za-z][\w.-]*)(=|$)/;

/** The flag a word spells, or undefined for anything else; `-1` and `-0.5` are numbers. */
export function flagOf(word: CommandArgument): FlagParts | undefined {
  const match = FLAG.exec(word.text);
  if (!match) return undefined;
  const [, dashes, name, sign] = match as unknown as [string, string, string, string];
  const start = word.pos + dashes.length;
  const nameSpan = span(start, start + name.length);
  return sign === '=' ? { name, nameSpan, valueStart: nameSpan.end + 1 } : { name, nameSpan };
}

/** Whether the raw word is a backslash that escapes a blank or a carriage return instead of the line break. */
export function isBrokenContinuation(word: CommandArgument): boolean {
  return /^\\[ \t\r]/.test(word.text);
}

/** The word as the tree stores it. */
export function treeWord(word: CommandArgument): Word {
  return { span: span(word.pos, word.end), text: isVariable(word) ? undefined : wordValue(word) };
}

/** The value a word holds from `start` on (its own start, or behind a `=`). */
export function valueOf(word: CommandArgument, start: number, text: string): Scalar | Unread {
  const range = span(start, word.end);
  const raw = text.slice(start, word.end);
  if (isVariable(word)) return { kind: 'unread', span: range, text: raw, why: 'variable' };
  const quote = raw[0];
  const whole = (quote === '"' || quote === "'") && raw.length > 1 && raw.endsWith(quote) && !raw.slice(1, -1).includes(quote);
  const inner = whole ? span(start + 1, word.end - 1) : range;
  const value = wordValue(word);
  // Behind `--flag=` the decoded word begins with the flag itself.
  const decoded = start === word.pos ? value : value.slice(value.indexOf('=') + 1);
  if (/[<{]\w+[>}]/.test(decoded)) return { kind: 'unread', span: range, text: decoded, why: 'template' };
  return { kind: 'scalar', span: range, inner, text: decoded, style: !whole ? 'plain' : quote === '"' ? 'double' : 'single' };
}

function wordValue(word: CommandArgument): string {
  return word.type === 'Word' ? word.value : word.text;
}

/** Whether the word depends on a variable, a substitution or an expansion. */
function isVariable(word: CommandArgument): boolean {
  if (word.type !== 'Word') return /[$`]/.test(word.text);
  return hasExpansion(word);
}

function hasExpansion(word: Pick<ShellWord, 'parts'>): boolean {
  return word.parts?.some(partExpands) ?? false;
}

function partExpands(part: WordPart): boolean {
  switch (part.type) {
    case 'SimpleExpansion': case 'ParameterExpansion': case 'CommandExpansion': case 'ArithmeticExpansion': case 'ProcessSubstitution': return true;
    case 'DoubleQuoted': case 'LocaleString': return part.parts.some(partExpands);
    default: return false;
  }
}
