import type { ExtensionContext } from 'vscode';

let stop: (() => Promise<void>) | undefined;

/** One bundle for the desktop's extension host and the browser's: what belongs to one of them alone is loaded when it is that one. */
export async function activate(context: ExtensionContext): Promise<void> {
  const inNode = (globalThis as { readonly process?: { readonly versions?: { readonly node?: string } } }).process?.versions?.node !== undefined;
  const { start } = inNode ? await import('./desktop.js') : await import('./web.js');
  stop = await start(context);
}

export async function deactivate(): Promise<void> {
  await stop?.();
}
