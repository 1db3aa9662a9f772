import { ConfigurationTarget, l10n, window, workspace } from 'vscode';
import { dialectName, DIALECT_IDS } from './names.js';

/** Asks for the dialect of the active file and writes it into the workspace's settings; "automatic" takes the entry away again. */
export async function changeDialect(): Promise<void> {
  const uri = window.activeTextEditor?.document.uri;
  if (!uri) return;
  const titles: Readonly<Record<string, string>> = { none: l10n.t('None: leave this file alone'), auto: l10n.t('Automatic: by the keys in the file') };
  const chosen = await window.showQuickPick(['auto', ...DIALECT_IDS, 'none'].map((id) => ({ label: titles[id] ?? dialectName(id), id })), { placeHolder: l10n.t('Who reads this file?') });
  if (!chosen) return;
  const path = workspace.asRelativePath(uri, false);
  const configuration = workspace.getConfiguration('mlConfigLens', uri);
  const { [path]: _old, ...others } = configuration.get<Record<string, string>>('dialects') ?? {};
  const target = workspace.workspaceFolders ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
  await configuration.update('dialects', chosen.id === 'auto' ? others : { ...others, [path]: chosen.id }, target);
}
