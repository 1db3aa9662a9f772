import { readJson } from '../json.js';
import type { Root, Tree } from '../tree.js';
import { inserted, shellRoots, verbatim } from './embed.js';
import { argumentPieces } from './launch-json.js';

/** Reads a Dockerfile: the command lines of RUN, CMD and ENTRYPOINT, as a shell line or as a JSON list. */
export function readDockerfile(text: string): Tree {
  const roots: Root[] = [];
  for (const match of text.matchAll(/^[ \t]*(?:RUN|CMD|ENTRYPOINT)[ \t]+((?:[^\n\\]|\\[\s\S])*)/gim)) {
    const start = match.index + match[0].length - match[1]!.length;
    const body = match[1]!.trimEnd();
    const list = body.startsWith('[') ? readJson(body).roots[0] : undefined;
    if (list?.kind === 'document' && list.value.kind === 'list') roots.push(...shellRoots(argumentPieces(list.value.items, text, start)));
    else roots.push(...shellRoots([verbatim(text, start, start + body.length), inserted('\n', start + body.length)]));
  }
  return { syntax: 'dockerfile', roots, notes: [], comments: [] };
}
