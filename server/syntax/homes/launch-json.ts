import { span } from '../../text/span.js';
import type { Piece } from '../shell/pieces.js';
import type { Entry, Mapping, Root, Tree, Value } from '../tree.js';
import { inserted, shellRoots, verbatim } from './embed.js';

/** The launch lines of a VS Code `launch.json`: `program` or `module` with `args`. */
export function launchConfigurations(tree: Tree, text: string): readonly Root[] {
  const root = tree.roots[0];
  if (root?.kind !== 'document' || root.value.kind !== 'mapping') return [];
  const list = entryOf(root.value, 'configurations')?.value;
  if (list?.kind !== 'list') return [];
  return list.items.flatMap((item) => {
    if (item.kind !== 'mapping' || !/^(python|debugpy)$/.test(textOf(entryOf(item, 'type')) ?? '')) return [];
    const program = entryOf(item, 'program')?.value;
    const module = entryOf(item, 'module')?.value;
    const args = entryOf(item, 'args')?.value;
    const start = (program ?? module)?.span.start;
    if (start === undefined) return [];
    const words = args?.kind === 'list' ? argumentPieces(args.items, text, 0) : args?.kind === 'scalar' ? [verbatim(text, args.inner.start, args.inner.end)] : [];
    return shellRoots([inserted(module ? 'python -m ' : 'python ', start), ...argumentPieces([(program ?? module)!], text, 0), inserted(' ', start), ...words]);
  });
}

/** Strings as words that the shell would hand on as they are; `${workspaceFolder}/` is where everything starts. */
export function argumentPieces(items: readonly Value[], text: string, offset: number): readonly Piece[] {
  return items.flatMap((item) => {
    if (item.kind !== 'scalar' && item.kind !== 'unread') return [];
    const inner = item.kind === 'scalar' ? item.inner : span(item.span.start + 1, item.span.end - 1);
    const [start, end] = [inner.start + offset, inner.end + offset];
    const raw = text.slice(start, end);
    const lead = /^\$\{workspaceFolder\}[\\/]/.exec(raw)?.[0].length ?? 0;
    const at = start + lead;
    if (/\$\{/.test(raw.slice(lead))) return [{ text: '${__editor}', span: span(start, end), known: false }, inserted(' ', end)];
    return /^[\w./:=,@+-]*$/.test(raw.slice(lead)) && end > at ? [verbatim(text, at, end), inserted(' ', end)] : [inserted("'", at), verbatim(text, at, end), inserted("' ", end)];
  });
}

function entryOf(mapping: Mapping, key: string): Entry | undefined {
  return mapping.entries.find((entry) => entry.key === key);
}

function textOf(entry: Entry | undefined): string | undefined {
  return entry?.value.kind === 'scalar' ? entry.value.text : undefined;
}
