// The house: each floor imports only from the floors before it (docs/ARCHITECTURE.md).
import path from 'node:path';

const ORDER = ['text', 'syntax', 'knowledge', 'dialects', 'workspace', 'schemas', 'settings', 'run', 'rules', 'features', 'handlers'];
/** Leaves: what they may import, and that anybody from these floors upwards may import them. */
const LEAVES = { math: { imports: [], from: 'run' }, drawing: { imports: ['text', 'knowledge'], from: 'rules' } };

/** The floor of a file: a folder of server/, or `server`, `client`, `cli` for the storeys above. */
export function floorOf(file) {
  const parts = file.split(path.sep).join('/').split('/');
  const at = parts.lastIndexOf('server');
  if (at >= 0) return at + 2 < parts.length ? parts[at + 1] : 'server';
  return ['client', 'cli'].find((name) => parts.includes(name));
}

/** Why `from` may not import `to`, or undefined when it may. */
export function forbidden(from, to) {
  if (from === to || from === undefined || to === undefined || from === 'server' || from === 'cli') return undefined;
  if (from === 'client') return 'the client knows no ML: it imports nothing of the server';
  if (to === 'server') return from === 'handlers' ? undefined : 'only the doors and handlers know the server';
  if (to in LEAVES) return ORDER.indexOf(from) >= ORDER.indexOf(LEAVES[to].from) ? undefined : `${to} is for the floors from ${LEAVES[to].from} upwards`;
  if (from in LEAVES) return LEAVES[from].imports.includes(to) ? undefined : `${from} is a leaf`;
  return ORDER.indexOf(to) < ORDER.indexOf(from) ? undefined : `${from} stands below ${to}`;
}

export default {
  meta: { type: 'problem', schema: [] },
  create: (context) => ({
    ImportDeclaration(node) {
      const { value } = node.source;
      const from = floorOf(context.filename);
      if (from !== undefined && from !== 'client' && from !== 'cli' && /^node:/.test(value) && !context.filename.endsWith('main.node.ts')) context.report({ node, message: 'only the Node door imports Node' });
      if (!value.startsWith('.')) return;
      const why = forbidden(from, floorOf(path.resolve(path.dirname(context.filename), value)));
      if (why) context.report({ node, message: `${value}: ${why}` });
    },
  }),
};
