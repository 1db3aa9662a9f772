import * as path from 'node:path';
import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { startLens } from './start.js';

/** Desktop and remote: the server is a child process. The answer stops it. */
export function start(context: ExtensionContext): Promise<() => Promise<void>> {
  const module = context.asAbsolutePath(path.join('dist', 'server', 'main.js'));
  return startLens(context, (options) => new LanguageClient('mlConfigLens', 'ML Config Lens', { run: { module, transport: TransportKind.ipc }, debug: { module, transport: TransportKind.ipc } }, options));
}
