// The house: each floor imports only from the floors before it (docs/ARCHITECTURE.md), and only the Node door knows Node.
import { builtinModules } from 'node:module';
import path from 'node:path';

const ORDER = ['text', 'syntax', 'knowledge', 'dialects', 'workspace', 'schemas', 'settings', 'run', 'rules', 'features', 'handlers'];
/** Leaves: what they may import, and that anybody from these floors upwards may import them. */
const LEAVES = { math: { imports: ['text'], from: 'run' }, drawing: { imports: ['text', 'knowledge', 'math'], from: 'rules' } };

/** The floor of a file: a folder of server/, or `server`, `client`, `cli` for the storeys above. */
export function floorOf(file, root = '') {
  const parts = path.relative(root, file).split(path.sep).join('/').split('/');
  if (parts[0] === 'server') return parts.length > 2 ? parts[1] : 'server';
  return ['client', 'cli'].find((name) => parts[0] === name);
}

/** Why `from` may not import `to`, or undefined when it may. */
export function forbidden(from, to) {
  if (from === to || from === undefined || to === undefined) return undefined;
  if (to === 'client' || to === 'cli') return `nobody imports the ${to}`;
  if (from === 'server' || from === 'cli') return undefined;
  if (from === 'client') return 'the client knows no ML: it imports nothing of the server';
  if (to === 'server') return from === 'handlers' ? undefined : 'only the doors and handlers know the server';
  if (from in LEAVES) return LEAVES[from].imports.includes(to) ? undefined : `${from} is a leaf`;
  if (to in LEAVES) return ORDER.indexOf(from) >= ORDER.indexOf(LEAVES[to].from) ? undefined : `${to} is for the floors from ${LEAVES[to].from} upwards`;
  const unplaced = [from, to].find((floor) => !ORDER.includes(floor));
  if (unplaced) return `server/${unplaced} has no place in the order of floors (eslint-rules/floors.mjs)`;
  return ORDER.indexOf(to) < ORDER.indexOf(from) ? undefined : `${from} stands below ${to}`;
}

/** Whether a module is Node's own, with or without `node:`. */
export function isNode(source) {
  return source.startsWith('node:') || builtinModules.includes(source.split('/')[0]);
}

export default {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const { filename, cwd } = context;
    const from = floorOf(filename, cwd);
    const runsAnywhere = from !== undefined && from !== 'client' && from !== 'cli' && !filename.endsWith('.node.ts');
    const check = (node) => {
      const source = node.source?.value;
      if (typeof source !== 'string') return;
      if (runsAnywhere && isNode(source)) context.report({ node, message: `${source}: the same code runs in a browser; only files named *.node.ts import Node` });
      if (!source.startsWith('.')) return;
      const why = forbidden(from, floorOf(path.resolve(path.dirname(filename), source), cwd));
      if (why) context.report({ node, message: `${source}: ${why}` });
    };
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check, TSImportType: check };
  },
};
