import type { Disposable, ExtensionContext } from 'vscode';
import { commands, l10n, window } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { changeDialect } from './dialect.js';
import { createReader } from './reader.js';
import { silenceInConfig } from './silence.js';

interface Found { readonly kind: 'concept' | 'rule'; readonly id: string; readonly title: string; readonly detail: string; readonly aliases: string }

/** The palette's commands and those behind links and light bulbs. */
export function registerCommands(context: ExtensionContext, client: BaseLanguageClient): readonly Disposable[] {
  const reader = createReader(context, client);
  const choose = async (): Promise<void> => {
    const found = await client.sendRequest<Found[]>('mlConfigLens/search');
    const items = found.map((item) => ({ label: item.title, description: item.aliases, detail: item.detail, item }));
    const chosen = await window.showQuickPick(items, { matchOnDescription: true, matchOnDetail: true, placeHolder: l10n.t('A concept or a rule: LoRA, ZeRO, warmup …') });
    if (chosen) await reader.open(chosen.item.kind, chosen.item.id);
  };
  return [
    reader,
    commands.registerCommand('mlConfigLens.openConcept', (id?: string) => (id === undefined ? choose() : reader.open('concept', id))),
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
