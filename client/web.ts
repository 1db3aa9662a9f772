import type { ExtensionContext } from 'vscode';
import { Uri } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { startLens } from './start.js';

let stop: (() => Promise<void>) | undefined;

/** In the browser: the server is a web worker. The client wants the Worker itself: the host's is a wrapper that `instanceof` does not know. */
export async function activate(context: ExtensionContext): Promise<void> {
  const script = Uri.joinPath(context.extensionUri, 'dist', 'server', 'worker.js').toString(true);
  stop = await startLens(context, (options) => new LanguageClient('mlConfigLens', 'ML Config Lens', new Worker(script), options));
}

export async function deactivate(): Promise<void> {
  await stop?.();
}
