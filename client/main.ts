import * as path from 'node:path';
import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { startLens } from './start.js';

let stop: (() => Promise<void>) | undefined;

/** Desktop and remote: the server is a child process. */
export async function activate(context: ExtensionContext): Promise<void> {
  const module = context.asAbsolutePath(path.join('dist', 'server', 'main.js'));
  stop = await startLens(context, (options) => new LanguageClient('mlConfigLens', 'ML Config Lens', { run: { module, transport: TransportKind.ipc }, debug: { module, transport: TransportKind.ipc } }, options));
}

export async function deactivate(): Promise<void> {
  await stop?.();
}
