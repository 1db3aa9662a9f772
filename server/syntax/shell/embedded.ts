import type { Command, HereDoc } from 'unbash';
import { span } from '../../text/span.js';
import type { Span } from '../../text/span.js';
import { readJson } from '../json.js';
import type { DocumentRoot, Entry, Root, Value, Word } from '../tree.js';
import { readYaml } from '../yaml.js';
import { argumentsOf } from './commands.js';
import type { Scope } from './expand.js';
import { bodyPieces, expandWord } from './expand.js';
import type { Piece } from './pieces.js';
import { isKnown, locate, textOf } from './pieces.js';
import { nameOfProgram } from './programs.js';

/** A script inside the script: `bash -c "…"`, `eval "$CMD"`. `pieces` say where each of its characters is written. */
export function innerScript(command: Command, scope: Scope): readonly Piece[] | undefined {
  const words = argumentsOf(command).flatMap((word) => expandWord(word, scope));
  const texts = words.map((word) => textOf(word));
  const gap = (at: Span): Piece => ({ text: ' ', span: span(at.start, at.start), known: true });
  if (texts[0] === 'eval') return words.slice(1).flatMap((word, index) => (index === 0 ? word.pieces : [gap(word.span), ...word.pieces]));
  const shell = texts.findIndex((text) => /^(ba|z|da)?sh$/.test(nameOfProgram(text)));
  if (shell < 0) return undefined;
  const option = texts.findIndex((text, index) => index > shell && /^-[a-z]*c$/.test(text));
  const script = option < 0 || texts.slice(shell + 1, option).some((text) => !text.startsWith('-')) ? undefined : words[option + 1];
  return script?.pieces;
}

/** The JSON or YAML that a here-document writes into a file: `cat <<EOF > ds.json`. */
export function writtenDocuments(command: Command, scope: Scope): readonly DocumentRoot[] {
  const body = command.redirects.find((redirect): redirect is HereDoc => redirect.type === 'HereDoc')?.body;
  if (!body) return [];
  const target = command.redirects.find((redirect) => redirect.type === 'Redirect' && /^>/.test(redirect.operator));
  const tee = command.name?.text === 'tee' ? command.args.find((word) => !word.text.startsWith('-')) : undefined;
  const word = target?.type === 'Redirect' ? target.target : tee;
  const path = word ? expandWord(word, scope)[0] : undefined;
  const syntax = path === undefined ? undefined : /\.jsonc?$/.test(textOf(path)) ? 'json' : /\.ya?ml$/.test(textOf(path)) ? 'yaml' : undefined;
  if (!path || !syntax) return [];
  const written = bodyPieces(body.text, body.pos, body.parts, scope);
  const pieces = syntax === 'json' ? readableAsJson(written) : written;
  const text = pieces.map((piece) => piece.text).join('');
  const tree = syntax === 'json' ? readJson(text) : readYaml(text);
  return tree.roots.flatMap((root): readonly DocumentRoot[] => (root.kind === 'document'
    ? [{ ...(moved(root, pieces) as DocumentRoot), syntax, ...(isKnown(path) ? { writes: textOf(path) } : {}) }] : []));
}

/** `"lr": $LR` is no JSON: what is unknown and stands outside of quotes is read as null, and then taken for unknown. */
function readableAsJson(pieces: readonly Piece[]): readonly Piece[] {
  let quoted = false;
  return pieces.map((piece) => {
    if (!piece.known) return quoted ? piece : { ...piece, text: 'null' };
    for (const quote of piece.text.matchAll(/(\\*)"/g)) if (quote[1]!.length % 2 === 0) quoted = !quoted;
    return piece;
  });
}

/** The same root with every range turned into the place where its text is written. */
export function moved(root: Root, pieces: readonly Piece[]): Root {
  const at = (range: Span): Span => (range.start === range.end ? collapse(locate(pieces, range.start, range.start)) : locate(pieces, range.start, range.end));
  const knownAt = (range: Span): boolean => touched(pieces, range).every((piece) => piece.known);
  const value = <T extends Value>(of: T): T => {
    switch (of.kind) {
      case 'scalar':
        // `"lr": $LR` was read as text of the script: what it holds is not known.
        if (!knownAt(of.span)) return { kind: 'unread', span: at(of.span), text: of.text, why: 'variable' } as unknown as T;
        return { ...of, span: at(of.span), inner: at(of.inner), ...originOf(pieces, of.inner) };
      case 'list': return { ...of, span: at(of.span), items: of.items.map((item) => value(item)) };
      case 'mapping': return { ...of, span: at(of.span), entries: of.entries.map(entry) };
      default: return { ...of, span: at(of.span) };
    }
  };
  const entry = (of: Entry): Entry => {
    const inner = value(of.value);
    const keySpan = at(of.keySpan);
    const start = Math.min(at(of.span).start, keySpan.start);
    return { ...of, keySpan, value: inner, span: span(start, Math.max(keySpan.end, inner.span.start >= start ? inner.span.end : 0)) };
  };
  const word = (of: Word): Word => ({ ...of, span: at(of.span) });
  switch (root.kind) {
    case 'command': return {
      ...root, span: at(root.span), words: root.words.map(word), environment: root.environment.map(entry), launcher: value(root.launcher), value: value(root.value), positionals: root.positionals.map(word),
      ...(root.script ? { script: word(root.script) } : {}),
    };
    case 'document': return { ...root, span: at(root.span), value: value(root.value) };
    default: return root;
  }
}

/** A stretch of a file that reads as it stands, as pieces. */
export function identity(text: string, start: number, end: number): readonly Piece[] {
  return [{ text: text.slice(start, end), span: span(start, end), known: true }];
}

function collapse(range: Span): Span {
  return span(range.start, range.start);
}

function touched(pieces: readonly Piece[], range: Span): readonly Piece[] {
  let at = 0;
  return pieces.filter((piece) => { const start = at; at += piece.text.length; return start < range.end && at > range.start; });
}

function originOf(pieces: readonly Piece[], range: Span): { readonly origin?: NonNullable<Piece['origin']> } {
  const [only, second] = touched(pieces, range);
  return only?.origin && !second ? { origin: only.origin } : {};
}
