import type { Disposable, DocumentSelector } from 'vscode';
import { l10n, languages, LanguageStatusSeverity, window } from 'vscode';

const NAMES: Readonly<Record<string, string>> = { deepspeed: 'DeepSpeed', peft: 'PEFT', trainer: 'Hugging Face Trainer', chatglm: 'ChatGLM', model: 'model config.json', hostfile: 'DeepSpeed hostfile' };

interface Status { readonly uri: string; readonly dialects: readonly string[] }

/** The language status item: which dialects the active file speaks, and a click to change that. */
export function showStatus(selector: DocumentSelector): Disposable & { update(status: Status): void } {
  const item = languages.createLanguageStatusItem('mlConfigLens.dialect', selector);
  const known = new Map<string, readonly string[]>();
  item.name = 'ML Config Lens';
  item.severity = LanguageStatusSeverity.Information;
  item.command = { command: 'mlConfigLens.changeDialect', title: l10n.t('Change dialect') };
  const show = (): void => {
    const dialects = known.get(window.activeTextEditor?.document.uri.toString() ?? '') ?? [];
    item.text = dialects.length > 0 ? dialects.map((dialect) => NAMES[dialect] ?? dialect).join(' · ') : l10n.t('no training configuration');
    item.detail = 'ML Config Lens';
  };
  show();
  const listener = window.onDidChangeActiveTextEditor(show);
  return {
    update: ({ uri, dialects }) => { known.set(uri, dialects); show(); },
    dispose: () => { item.dispose(); listener.dispose(); },
  };
}
