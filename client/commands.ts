import type { Disposable, ExtensionContext } from 'vscode';
import { commands, window } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { choosePage, showBook, showPlaces } from './book.js';
import { changeDialect } from './dialect.js';
import { createReader } from './reader.js';
import { silenceInConfig } from './silence.js';

/** The palette's commands and those behind links and light bulbs. */
export function registerCommands(context: ExtensionContext, client: BaseLanguageClient): readonly Disposable[] {
  const reader = createReader(context, client);
  // A button over the tree hands in what is chosen there, which is no answer to what to look up.
  const choose = async (): Promise<void> => {
    const chosen = await choosePage(client);
    if (chosen) await reader.open(chosen.kind, chosen.id);
  };
  return [
    reader,
    ...showBook(client),
    commands.registerCommand('mlConfigLens.openConcept', (id?: unknown) => (typeof id === 'string' ? reader.open('concept', id) : choose())),
    commands.registerCommand('mlConfigLens.showInFiles', (page: string | { readonly id: string }) => showPlaces(client, typeof page === 'string' ? page : page.id)),
    commands.registerCommand('mlConfigLens.explainRun', async () => {
      const uri = window.activeTextEditor?.document.uri.toString();
      if (uri !== undefined) await reader.open('run', uri);
    }),
    commands.registerCommand('mlConfigLens.explainRule', (id?: string) => (id === undefined ? choose() : reader.open('rule', id))),
    commands.registerCommand('mlConfigLens.changeDialect', () => changeDialect()),
    commands.registerCommand('mlConfigLens.silenceInConfig', (uri: string, rule: string) => silenceInConfig(uri, rule)),
    commands.registerCommand('mlConfigLens.restartServer', async () => { await client.stop(); await client.start(); }),
    commands.registerCommand('mlConfigLens.showOutput', () => { client.outputChannel.show(); }),
  ];
}
