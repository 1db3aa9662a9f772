// The package's server bundle: a web worker or Node's language server, over one engine; the terminal's command (`dist/cli/main.js`) takes the
// engine's modules from here. What belongs to one door alone is loaded when it is that door.
import { engine } from '../server/engine.js';
// The build puts the modules here that the command imports: path below server/ → module.
import { parts } from 'engine-parts';

export { parts };

const inWorker = typeof (globalThis as { readonly importScripts?: unknown }).importScripts === 'function';

if (inWorker) void import('../server/main.worker.js').then(({ serve }) => { serve(engine); });
else if (require.main === module) void import('../server/main.node.js').then(({ serve }) => { serve(engine); });
