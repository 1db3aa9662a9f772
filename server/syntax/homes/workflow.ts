import type { Span } from '../../text/span.js';
import type { Piece } from '../shell/pieces.js';
import type { Mapping, Root, Tree, Value } from '../tree.js';
import { inserted, shellRoots, verbatim } from './embed.js';

/** The scripts of a CI workflow: `run` of GitHub's steps, `script` of GitLab's jobs, wherever the file has `jobs` or `stages`. */
export function workflowCommands(tree: Tree, text: string): readonly Root[] {
  return tree.roots.flatMap((root) => {
    if (root.kind !== 'document' || root.value.kind !== 'mapping' || !root.value.entries.some(({ key }) => key === 'jobs' || key === 'stages')) return [];
    return scriptsOf(root.value, 0).flatMap((script) => shellRoots([...scriptPieces(text, script), inserted('\n', script.end)]));
  });
}

/** The script's characters; `${{ … }}` is the workflow's own and not known here. */
function scriptPieces(text: string, { start, end }: Span): readonly Piece[] {
  const header = /^[|>][^\n]*\n/.exec(text.slice(start, end))?.[0].length ?? 0;
  const pieces: Piece[] = [];
  let from = start + header;
  for (const match of text.slice(from, end).matchAll(/\$\{\{[^\n]*?\}\}/g)) {
    const at = start + header + match.index;
    if (at > from) pieces.push(verbatim(text, from, at));
    from = at + match[0].length;
    pieces.push({ text: '${__workflow}', span: { start: at, end: from }, known: false });
  }
  return end > from ? [...pieces, verbatim(text, from, end)] : pieces;
}

function rangeOf(value: Value): readonly Span[] {
  return value.kind === 'scalar' ? [value.inner] : value.kind === 'unread' ? [value.span] : [];
}

function scriptsOf(mapping: Mapping, depth: number): readonly Span[] {
  if (depth > 8) return [];
  return mapping.entries.flatMap(({ key, value }): readonly Span[] => {
    const isScript = key === 'run' || key === 'script' || key === 'before_script';
    if (value.kind === 'scalar' || value.kind === 'unread') return isScript ? rangeOf(value) : [];
    if (value.kind === 'mapping') return scriptsOf(value, depth + 1);
    if (value.kind === 'list') return value.items.flatMap((item) => (item.kind === 'mapping' ? scriptsOf(item, depth + 1) : isScript ? rangeOf(item) : []));
    return [];
  });
}
