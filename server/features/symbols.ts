import type { DocumentSymbol } from 'vscode-languageserver-types';
import { SymbolKind } from 'vscode-languageserver-types';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Run } from '../run/run.js';
import type { Entry } from '../syntax/tree.js';
import { toRange } from './convert.js';

/** More than this many symbols help nobody and slow the outline. */
const MOST = 5000;

/** The outline: commands with their flags, calls with their keywords. JSON and YAML have outlines of their own. */
export function symbolsOf(run: Run, document: TextDocument): readonly DocumentSymbol[] {
  if (['json', 'yaml', 'markdown'].includes(run.subject.syntax)) return [];
  let left = MOST;
  return run.blocks.filter(({ block }) => block.dialect !== 'launcher').flatMap(({ block }): readonly DocumentSymbol[] => {
    const { root } = block;
    const range = toRange(root.span, document);
    const name = root.kind === 'command' ? root.script?.text ?? root.words[0]?.text ?? '' : root.kind === 'call' ? root.name : root.kind === 'dict' ? root.name ?? '{…}' : 'hosts';
    const children = block.mapping.entries.slice(0, Math.max(0, left)).map((entry) => entrySymbol(entry, document));
    left -= children.length;
    return [{ name: name || '…', detail: block.dialect, kind: root.kind === 'call' ? SymbolKind.Constructor : SymbolKind.Module, range, selectionRange: range, children }];
  });
}

function entrySymbol(entry: Entry, document: TextDocument): DocumentSymbol {
  const { value } = entry;
  const detail = value.kind === 'scalar' ? value.text.slice(0, 60) : '';
  return { name: entry.key || '…', detail, kind: SymbolKind.Property, range: toRange(entry.span, document), selectionRange: toRange(entry.keySpan, document) };
}
