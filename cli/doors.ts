// The package's one bundle, three doors: a web worker, Node's language server, the terminal's command (`dist/cli/main.js` asks for it).
// They are the same engine; what belongs to one door alone is loaded when it is that door.
const inWorker = typeof (globalThis as { readonly importScripts?: unknown }).importScripts === 'function';

/** Runs the terminal's command with this process's arguments. */
export async function command(): Promise<void> {
  (await import('./main.js')).command();
}

if (inWorker) void import('../server/main.worker.js').then(({ serve }) => { serve(); });
else if (require.main === module) void import('../server/main.node.js').then(({ serve }) => { serve(); });
