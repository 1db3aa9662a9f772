import type { ArithmeticExpression, CommandArgument, DoubleQuotedChild, ParameterExpansionPart, Word, WordPart } from 'unbash';
import type { Span } from '../../text/span.js';
import { span } from '../../text/span.js';
import type { Argument, Piece, Quoting } from './pieces.js';
import { isKnown, literalPieces, slice, textOf } from './pieces.js';
import type { Variable } from './variables.js';

/** What expansion asks: a variable's value, and whom to tell of `${X:=value}`. */
export interface Scope {
  readonly source: string;
  get(name: string): Variable | undefined;
  assign?(name: string, value: Variable): void;
}

type Chunk = { readonly pieces: readonly Piece[]; readonly splits: boolean } | { readonly items: readonly Argument[] };

/** A word of the script as the words that the program receives; what depends on the environment stays, marked unknown. */
export function expandWord(word: CommandArgument, scope: Scope): readonly Argument[] {
  const range = span(word.pos, word.end);
  if (word.type === 'Assignment') {
    const head: Piece = { text: scope.source.slice(word.pos, word.value.pos), span: span(word.pos, word.value.pos), known: true };
    const value = word.value.type === 'Word' ? piecesOf(word.value, scope) : [unknown(word.value.pos, word.value.end, scope)];
    return [{ pieces: [head, ...value], span: range, many: false }];
  }
  if (!word.parts) return [{ pieces: literalPieces(word.text, word.pos, 'plain'), span: range, many: false }];
  return assemble(word.parts.map((part) => chunkOf(part, scope)), range);
}

/** A word that is not split: an assignment's value, a redirection's target. */
export function piecesOf(word: Word, scope: Scope): readonly Piece[] {
  if (!word.parts) return literalPieces(word.text, word.pos, 'plain');
  return word.parts.flatMap((part) => flat(chunkOf(part, scope)));
}

/** The parts of a here-document's body. */
export function bodyPieces(text: string, start: number, parts: readonly WordPart[] | undefined, scope: Scope): readonly Piece[] {
  if (!parts) return text === '' ? [] : [{ text, span: span(start, start + text.length), known: true }];
  return parts.flatMap((part) => (part.type === 'Literal' ? literalPieces(part.text, part.pos, 'document') : atUse(flat(chunkOf(part, scope)), span(part.pos, part.end))));
}

function flat(chunk: Chunk): readonly Piece[] {
  if ('pieces' in chunk) return chunk.pieces;
  return chunk.items.flatMap((item, index) => (index === 0 ? item.pieces : [{ text: ' ', span: span(item.span.start, item.span.start), known: true }, ...item.pieces]));
}

function assemble(chunks: readonly Chunk[], range: Span): readonly Argument[] {
  const done: Argument[] = [];
  let open: { pieces: Piece[]; many: boolean } | undefined;
  let split = false;
  const finish = (): void => {
    if (open) done.push({ pieces: open.pieces, span: split ? hull(open.pieces) : range, many: open.many });
    open = undefined;
  };
  const add = (pieces: readonly Piece[], many = false): void => {
    open ??= { pieces: [], many: false };
    open.pieces.push(...pieces);
    open.many ||= many;
  };
  if (chunks.some((chunk) => 'pieces' in chunk && chunk.splits && chunk.pieces.some((piece) => piece.known && /\s/.test(piece.text)))) split = true;
  for (const chunk of chunks) {
    if ('items' in chunk) {
      // `"${A[@]}"`: the elements stand where they are written.
      if (open) { for (const [index, item] of chunk.items.entries()) { if (index > 0) { finish(); split = true; } add(item.pieces, item.many); } }
      else done.push(...chunk.items);
    } else if (!chunk.splits) add(chunk.pieces);
    else {
      const many = chunk.pieces.some((piece) => !piece.known);
      for (const { pieces, gap } of fields(chunk.pieces)) {
        if (gap) finish();
        if (pieces.length > 0) add(pieces, many && pieces.some((piece) => !piece.known));
      }
    }
  }
  finish();
  return done;
}

/** A text cut at its blanks; `gap` when blanks stood before the field. */
function* fields(pieces: readonly Piece[]): Generator<{ readonly pieces: readonly Piece[]; readonly gap: boolean }> {
  const text = pieces.map((piece) => (piece.known ? piece.text : piece.text.replace(/\s/g, '_'))).join('');
  let at = 0;
  let gap = false;
  for (const match of text.matchAll(/\s+/g)) {
    if (match.index > at) yield { pieces: slice(pieces, at, match.index), gap };
    at = match.index + match[0].length;
    gap = true;
  }
  yield { pieces: slice(pieces, at, text.length), gap };
}

function hull(pieces: readonly Piece[]): Span {
  const first = pieces[0]!.span;
  const last = pieces.at(-1)!.span;
  return span(first.start, Math.max(first.end, last.start >= first.start ? last.end : first.end));
}

function chunkOf(part: WordPart | DoubleQuotedChild, scope: Scope, quoting: Quoting = 'plain'): Chunk {
  const quoted = quoting === 'double';
  const range = span(part.pos, part.end);
  switch (part.type) {
    case 'Literal': return { pieces: literalPieces(part.text, part.pos, quoting), splits: false };
    case 'Glob': case 'ExtendedGlob': return { pieces: [{ text: part.text, span: range, known: true }], splits: false };
    case 'BraceExpansion': return { pieces: [unknown(part.pos, part.end, scope)], splits: !quoted };
    case 'SingleQuoted': return { pieces: part.value === '' ? [] : [{ text: part.value, span: span(part.pos + 1, part.end - 1), known: true }], splits: false };
    case 'AnsiCQuoted': return { pieces: [{ text: part.value, span: range, known: true }], splits: false };
    case 'DoubleQuoted': case 'LocaleString': {
      const chunks = part.parts.map((child) => chunkOf(child, scope, 'double'));
      const [only] = chunks;
      return chunks.length === 1 && only && 'items' in only ? only : { pieces: chunks.flatMap(flat), splits: false };
    }
    case 'SimpleExpansion': return variableChunk(part.text.slice(1), undefined, range, quoted, scope);
    case 'ParameterExpansion': return parameterChunk(part, range, quoted, scope);
    case 'ArithmeticExpansion': {
      const value = part.expression ? arithmetic(part.expression, scope) : undefined;
      return { pieces: [value === undefined ? unknown(part.pos, part.end, scope) : { text: String(value), span: range, known: true, origin: { names: [] } }], splits: false };
    }
    case 'CommandExpansion': case 'ProcessSubstitution': return { pieces: [unknown(part.pos, part.end, scope)], splits: !quoted };
  }
}

function unknown(start: number, end: number, scope: Scope): Piece {
  return { text: scope.source.slice(start, end), span: span(start, end), known: false };
}

function variableChunk(name: string, index: string | undefined, range: Span, quoted: boolean, scope: Scope): Chunk {
  const value = scope.get(name);
  const lost: Chunk = { pieces: [unknown(range.start, range.end, scope)], splits: !quoted || name === '@' };
  if (value === undefined || value.kind === 'unknown') return lost;
  if (value.kind === 'list') {
    if (index === '@' || (index === '*' && !quoted)) return { items: value.items };
    if (index === '*') return { pieces: flat({ items: value.items }), splits: false };
    const item = value.items[Number(index ?? 0)];
    return item ? { pieces: atUse(item.pieces, range, name), splits: !quoted } : lost;
  }
  if (index !== undefined && index !== '@' && index !== '*' && index !== '0') return lost;
  const text = value.pieces.map((piece) => piece.text).join('');
  // `MODEL=""` waits to be filled in.
  if (!quoted && text === '') return lost;
  // Words of their own are explained where they are written, a single value where it is used.
  if (!quoted && (/\s/.test(text) || text.startsWith('-'))) return { pieces: value.pieces, splits: true };
  if (quoted && /^\s*--?[A-Za-z]|\s--?[A-Za-z]/.test(text)) return { pieces: value.pieces, splits: false };
  return { pieces: atUse(value.pieces, range, name, value.fallback), splits: !quoted };
}

/** Pieces written elsewhere, seen at the place they are used. */
function atUse(pieces: readonly Piece[], use: Span, name?: string, fallback = false): readonly Piece[] {
  return pieces.map((piece) => ({
    text: piece.text, known: piece.known, span: use,
    origin: {
      names: [...(name === undefined ? [] : [name]), ...(piece.origin?.names ?? [])],
      ...(piece.origin?.span ? { span: piece.origin.span } : pieces.length === 1 && piece.origin === undefined ? { span: piece.span } : {}),
      ...(fallback || piece.origin?.fallback ? { fallback: true } : {}),
    },
  }));
}

function parameterChunk(part: ParameterExpansionPart, range: Span, quoted: boolean, scope: Scope): Chunk {
  const { parameter, operation, prefix } = part;
  const index = part.index?.text;
  const value = scope.get(parameter);
  const lost: Chunk = { pieces: [unknown(part.pos, part.end, scope)], splits: !quoted };
  const made = (text: string): Chunk => ({ pieces: [{ text, span: range, known: true, origin: { names: [parameter] } }], splits: !quoted });
  if (prefix === '#') return value?.kind === 'list' && !value.items.some((item) => item.many) ? made(String(value.items.length)) : lost;
  if (prefix === '!') return lost;
  if (!operation) return variableChunk(parameter, index, range, quoted, scope);
  const known = value?.kind === 'text' && value.pieces.every((piece) => piece.known) ? textOf({ pieces: value.pieces, span: range, many: false }) : undefined;
  switch (operation.type) {
    case 'Default': {
      const operand = (): Chunk => {
        const pieces = piecesOf(operation.operand, scope);
        const [one] = pieces;
        const text = pieces.map((piece) => piece.text).join('');
        if (!quoted && (/\s/.test(text) || text.startsWith('-'))) return { pieces, splits: true };
        const origin = { names: [parameter], ...(pieces.length === 1 && one ? { span: one.origin?.span ?? one.span } : {}), fallback: true as const };
        return { pieces: pieces.map((piece) => ({ text: piece.text, known: piece.known, span: range, origin })), splits: !quoted };
      };
      const missing = value === undefined || (operation.operator.startsWith(':') && known === '');
      if (/\+$/.test(operation.operator)) return value === undefined || value.kind === 'unknown' ? lost : missing ? { pieces: [], splits: false } : operand();
      if (!missing) return value.kind === 'unknown' ? lost : variableChunk(parameter, index, range, quoted, scope);
      if (/\?$/.test(operation.operator)) return lost;
      if (operation.operator.endsWith('=')) scope.assign?.(parameter, { kind: 'text', pieces: piecesOf(operation.operand, scope), span: span(operation.operand.pos, operation.operand.end), fallback: true });
      return operand();
    }
    case 'Remove': {
      const pattern = operation.operand.text;
      if (known === undefined) return lost;
      const removed = removeEnd(known, operation.operator, pattern);
      return removed === undefined ? lost : made(removed);
    }
    case 'Replace': {
      const pattern = operation.pattern.value;
      if (known === undefined || operation.pattern.parts || operation.replacement.parts || !/^[\w./,: -]+$/.test(pattern)) return lost;
      return operation.operator === '//' ? made(known.replaceAll(pattern, operation.replacement.value)) : operation.operator === '/' ? made(known.replace(pattern, () => operation.replacement.value)) : lost;
    }
    case 'CaseModification': return known === undefined || operation.operand ? lost : operation.operator === ',,' ? made(known.toLowerCase()) : operation.operator === '^^' ? made(known.toUpperCase()) : lost;
    default: return lost;
  }
}

/** A literal cut off at one end, or one star at that end beside a literal: the last or first part of a path, a known ending. */
function removeEnd(text: string, operator: string, pattern: string): string | undefined {
  const star = /^(\*?)([^*?[\]$\\"'`]*)(\*?)$/.exec(pattern);
  if (!star) return undefined;
  const [, before, literal, after] = star as unknown as [string, string, string, string];
  if (literal === '' || (before !== '' && after !== '')) return undefined;
  const front = operator.startsWith('#');
  if (before === '' && after === '') return front ? (text.startsWith(literal) ? text.slice(literal.length) : text) : text.endsWith(literal) ? text.slice(0, -literal.length) : text;
  if (front !== (before !== '')) return undefined;
  const longest = operator.length === 2;
  const at = front === longest ? text.lastIndexOf(literal) : text.indexOf(literal);
  if (at < 0) return text;
  return front ? text.slice(at + literal.length) : text.slice(0, at);
}

/** Whole numbers only, as the shell has no others; undefined as soon as one operand is not known. */
function arithmetic(expression: ArithmeticExpression, scope: Scope): number | undefined {
  switch (expression.type) {
    case 'ArithmeticGroup': return arithmetic(expression.expression, scope);
    case 'ArithmeticWord': {
      const { value } = expression;
      if (/^\d+$/.test(value)) return Number(value);
      const name = /^\$?\{?([A-Za-z_]\w*)\}?$/.exec(value)?.[1];
      const variable = name === undefined ? undefined : scope.get(name);
      if (variable?.kind !== 'text' || !variable.pieces.every((piece) => piece.known)) return undefined;
      const text = variable.pieces.map((piece) => piece.text).join('');
      return /^-?\d+$/.test(text) ? Number(text) : undefined;
    }
    case 'ArithmeticUnary': {
      const operand = arithmetic(expression.operand, scope);
      return operand === undefined ? undefined : expression.operator === '-' ? -operand : expression.operator === '+' ? operand : undefined;
    }
    case 'ArithmeticBinary': {
      const [left, right] = [arithmetic(expression.left, scope), arithmetic(expression.right, scope)];
      if (left === undefined || right === undefined) return undefined;
      switch (expression.operator) {
        case '+': return left + right;
        case '-': return left - right;
        case '*': return left * right;
        case '/': return right === 0 ? undefined : Math.trunc(left / right);
        case '%': return right === 0 ? undefined : left % right;
        case '**': return left ** right;
        default: return undefined;
      }
    }
    default: return undefined;
  }
}

/** The text of a word, or undefined when it is not known. */
export function knownText(word: CommandArgument, scope: Scope): string | undefined {
  const [only, more] = expandWord(word, scope);
  return only && !more && isKnown(only) ? textOf(only) : undefined;
}
