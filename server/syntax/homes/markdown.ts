import { readJson } from '../json.js';
import { identity, moved } from '../shell/embedded.js';
import type { DocumentRoot, Root, Tree } from '../tree.js';
import { readYaml } from '../yaml.js';
import { inserted, shellRoots, verbatim } from './embed.js';

/** The fenced blocks of a Markdown page: launch lines, JSON and YAML. */
export function readMarkdown(text: string): Tree {
  const roots = [...text.matchAll(/^([ \t]*)(```+|~~~+)[ \t]*([\w+-]*)[^\n]*\n([\s\S]*?)\n\1\2[ \t]*$/gm)].flatMap((match): readonly Root[] => {
    const [, , , language, body] = match as unknown as [string, string, string, string, string];
    const start = match.index + match[0].indexOf('\n') + 1;
    return fenceRoots(text, language.toLowerCase(), start, body);
  });
  return { syntax: 'markdown', roots, notes: [], comments: [] };
}

function fenceRoots(text: string, language: string, start: number, body: string): readonly Root[] {
  switch (language) {
    case 'bash': case 'sh': case 'shell': case 'zsh': case 'console': case 'shell-session': return consoleRoots(text, start, body);
    case 'json': case 'jsonc': return documents(readJson(body), 'json', text, start, body);
    case 'yaml': case 'yml': return documents(readYaml(body), 'yaml', text, start, body);
    default: return [];
  }
}

/** A prompt before a command is no part of it. */
function consoleRoots(text: string, start: number, body: string): readonly Root[] {
  const pieces = [];
  let from = 0;
  for (const prompt of body.matchAll(/^[ \t]*\$[ \t]+/gm)) {
    if (prompt.index > from) pieces.push(verbatim(text, start + from, start + prompt.index));
    from = prompt.index + prompt[0].length;
  }
  if (body.length > from) pieces.push(verbatim(text, start + from, start + body.length));
  return shellRoots([...pieces, inserted('\n', start + body.length)]);
}

function documents(tree: Tree, syntax: 'json' | 'yaml', text: string, start: number, body: string): readonly Root[] {
  const pieces = identity(text, start, start + body.length);
  return tree.roots.flatMap((root): readonly Root[] => (root.kind === 'document' ? [{ ...(moved(root, pieces) as DocumentRoot), syntax }] : []));
}
