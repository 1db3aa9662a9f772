import type { Disposable, DocumentSelector } from 'vscode';
import { l10n, languages, LanguageStatusSeverity, window } from 'vscode';
import { dialectName, libraryName } from './names.js';

interface Status { readonly uri: string; readonly dialects: readonly string[]; readonly versions: readonly { readonly library: string; readonly version: string; readonly from: string }[] }

const NOTHING: Status = { uri: '', dialects: [], versions: [] };

/** The language status item: which dialects the active file speaks, for which releases, and a click to change that. */
export function showStatus(selector: DocumentSelector): Disposable & { update(status: Status): void } {
  const item = languages.createLanguageStatusItem('mlConfigLens.dialect', selector);
  const known = new Map<string, Status>();
  item.name = 'ML Config Lens';
  item.severity = LanguageStatusSeverity.Information;
  item.command = { command: 'mlConfigLens.changeDialect', title: l10n.t('Change dialect') };
  const show = (): void => {
    const { dialects, versions } = known.get(window.activeTextEditor?.document.uri.toString() ?? '') ?? NOTHING;
    item.text = dialects.length > 0 ? statusText(dialects, versions) : l10n.t('no training configuration');
    item.detail = dialects.length > 0 && versions.length === 0 ? l10n.t('library versions unknown') : sourcesOf(versions).length > 1 ? versions.map(({ library, from }) => `${libraryName(library)}: ${from}`).join(', ') : 'ML Config Lens';
  };
  show();
  const listener = window.onDidChangeActiveTextEditor(show);
  return {
    update: (status) => { known.set(status.uri, status); show(); },
    dispose: () => { item.dispose(); listener.dispose(); },
  };
}

/** "DeepSpeed 0.16.4 · transformers 4.49.0 (requirements.txt)": a dialect that is a library stands with its release, other libraries behind it. */
export function statusText(dialects: readonly string[], versions: Status['versions']): string {
  const told = new Set<string>();
  const names = dialects.map((dialect) => {
    const version = versions.find(({ library }) => libraryName(library) === dialectName(dialect));
    if (!version) return dialectName(dialect);
    told.add(version.library);
    return `${dialectName(dialect)} ${version.version}`;
  });
  const others = versions.filter(({ library }) => !told.has(library)).map(({ library, version }) => `${libraryName(library)} ${version}`);
  const sources = sourcesOf(versions);
  return [...names, ...others].join(' · ') + (sources.length === 1 ? ` (${sources[0]!})` : '');
}

function sourcesOf(versions: Status['versions']): readonly string[] {
  return [...new Set(versions.map(({ from }) => from))];
}
