import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';
import { span } from '../text/span.js';
import { readComment } from './comments.js';
import type { PythonReading } from './python-values.js';
import { readDict, readKeywords } from './python-values.js';
import type { Comment, Import, Root, Tree } from './tree.js';

/** Reads Python: calls with keyword arguments, dict literals, imports and comments. Never throws; broken code is read as far as it goes. */
export function readPython(text: string): Tree {
  const roots: Root[] = [];
  const comments: Comment[] = [];
  const imports: Import[] = [];
  const reading: PythonReading = { text, notes: [] };
  const cursor = parser.parse(text).cursor();
  do {
    switch (cursor.name) {
      case 'Comment': comments.push(readComment(text, span(cursor.from, cursor.to), /^#+/)); break;
      case 'ImportStatement': imports.push(...readImport(text.slice(cursor.from, cursor.to))); break;
      case 'CallExpression': { const call = readCall(cursor.node, reading); if (call) roots.push(call); break; }
      case 'DictionaryExpression': { const dict = readDictRoot(cursor.node, reading); if (dict) roots.push(dict); break; }
    }
  } while (cursor.next());
  return { syntax: 'python', roots, notes: reading.notes, comments, imports };
}

function readCall(node: SyntaxNode, reading: PythonReading): Root | undefined {
  const args = node.getChild('ArgList');
  const callee = node.firstChild;
  if (!args || !callee) return undefined;
  const named = callee.name === 'MemberExpression' ? callee.lastChild : callee;
  if (!named || (named.name !== 'PropertyName' && named.name !== 'VariableName')) return undefined;
  const { mapping, open, spread = [] } = readKeywords(args, reading);
  const name = reading.text.slice(named.from, named.to);
  // A call without keywords says nothing, unless one is just being typed into a configuration class.
  if (mapping.entries.length === 0 && !/(Config|Arguments)$/.test(name)) return undefined;
  return { kind: 'call', span: span(node.from, node.to), name, nameSpan: span(named.from, named.to), value: mapping, open, ...(spread.length > 0 ? { spread } : {}) };
}

/** A dict literal that is not part of another dict or of a keyword argument: those belong to the tree they stand in. */
function readDictRoot(node: SyntaxNode, reading: PythonReading): Root | undefined {
  const parent = node.parent;
  for (let above = parent; above; above = above.parent) {
    if (above.name === 'DictionaryExpression') return undefined;
    if (/Statement$|^Body$|^Script$/.test(above.name)) break;
  }
  const { mapping, open } = readDict(node, [], reading);
  const name = parent?.name === 'AssignStatement' ? assignedName(parent, reading.text) : keywordName(node, reading.text);
  return { kind: 'dict', span: span(node.from, node.to), ...(name === undefined ? {} : { name }), value: mapping, open };
}

function assignedName(statement: SyntaxNode, text: string): string | undefined {
  const target = statement.firstChild;
  if (!target) return undefined;
  if (target.name === 'VariableName') return text.slice(target.from, target.to);
  return target.name === 'MemberExpression' && target.lastChild ? text.slice(target.lastChild.from, target.lastChild.to) : undefined;
}

function keywordName(node: SyntaxNode, text: string): string | undefined {
  const sign = node.prevSibling;
  const name = sign?.prevSibling;
  return sign?.name === 'AssignOp' && name?.name === 'VariableName' ? text.slice(name.from, name.to) : undefined;
}

/** `import a.b`, `import a as b`, `from a import b, c as d`. Relative imports keep their dots. */
function readImport(statement: string): readonly Import[] {
  const from = /^from\s+([.\w]+)\s+import\s+([\s\S]+)$/.exec(statement);
  if (from) {
    const names = from[2]!.replace(/#[^\n]*/g, '').replace(/[()\\]/g, ' ').split(',').map((part) => part.trim().split(/\s+/)[0]!).filter((name) => name !== '');
    return names.map((name) => ({ module: from[1]!, ...(name === '*' ? {} : { name }) }));
  }
  const plain = /^import\s+([\s\S]+)$/.exec(statement);
  return plain ? plain[1]!.split(',').map((part) => ({ module: part.trim().split(/\s+/)[0]! })) : [];
}
