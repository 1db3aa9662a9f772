import type { ExtensionContext } from 'vscode';
import { l10n, Uri, window, workspace } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { startLens } from './start.js';

/** In the browser: the server is a web worker, which is sent the knowledge because it cannot read files. The client wants the Worker itself: the host's is a wrapper that `instanceof` does not know. */
export async function start(context: ExtensionContext): Promise<() => Promise<void>> {
  const script = Uri.joinPath(context.extensionUri, 'dist', 'server', 'main.js').toString(true);
  const knowledge = await workspace.fs.readFile(Uri.joinPath(context.extensionUri, 'dist', 'knowledge.pack'));
  const worker = new Worker(script);
  // A worker that cannot start answers nothing: say so instead of waiting for it.
  worker.addEventListener('error', (event) => { void window.showErrorMessage(l10n.t('ML Config Lens could not start: {0}. Reinstall the extension.', event.message)); });
  worker.postMessage(knowledge);
  return startLens(context, (options) => new LanguageClient('mlConfigLens', 'ML Config Lens', worker, options));
}
