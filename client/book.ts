import type { Disposable, TreeDataProvider } from 'vscode';
import { EventEmitter, l10n, Range, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';

interface Page { readonly id: string; readonly title: string; readonly summary: string }
interface Chapter { readonly id: string; readonly title: string; readonly pages: readonly Page[] }
interface Place { readonly uri: string; readonly line: number; readonly character: number; readonly length: number; readonly text: string }
interface Found { readonly kind: 'concept' | 'parameter' | 'rule'; readonly id: string; readonly title: string; readonly place: string; readonly detail: string }

/** The side bar's tree: the book's chapters, and their pages. */
export function showBook(client: BaseLanguageClient): readonly Disposable[] {
  const changed = new EventEmitter<void>();
  const provider: TreeDataProvider<Chapter | Page> = {
    onDidChangeTreeData: changed.event,
    getChildren: async (node) => (node === undefined ? client.sendRequest<Chapter[]>('mlConfigLens/chapters') : 'pages' in node ? [...node.pages] : []),
    getTreeItem: (node) => ('pages' in node ? chapterItem(node) : pageItem(node)),
  };
  return [
    changed,
    window.createTreeView('mlConfigLens.book', { treeDataProvider: provider, showCollapseAll: true }),
    // The titles are in the language of the setting; the server reads it a moment after us.
    workspace.onDidChangeConfiguration((event) => { if (event.affectsConfiguration('mlConfigLens.language')) setTimeout(() => { changed.fire(); }, 500); }),
  ];
}

function chapterItem({ id, title, pages }: Chapter): TreeItem {
  const item = new TreeItem(title, TreeItemCollapsibleState.Collapsed);
  item.id = `chapter:${id}`;
  item.description = String(pages.length);
  item.contextValue = 'chapter';
  return item;
}

function pageItem({ id, title, summary }: Page): TreeItem {
  const item = new TreeItem(title);
  item.id = id;
  item.tooltip = summary;
  item.contextValue = 'page';
  item.iconPath = new ThemeIcon('book');
  item.command = { command: 'mlConfigLens.openConcept', title: '', arguments: [id] };
  return item;
}

/** Asks what to read: the server finds it by English and Chinese words and by pinyin initials. Answers undefined when nothing is chosen. */
export function choosePage(client: BaseLanguageClient): Promise<Pick<Found, 'kind' | 'id'> | undefined> {
  return new Promise((resolve) => {
    const pick = window.createQuickPick<{ label: string; description: string; detail: string; alwaysShow: true; found: Found }>();
    pick.placeholder = l10n.t('A concept, a parameter or a rule: LoRA, ZeRO, warmup, tdlj …');
    let [asked, answered, entered] = [0, 0, false];
    const choose = (item: (typeof pick.items)[number] | undefined): void => { resolve(item?.found); pick.hide(); };
    const ask = async (query: string): Promise<void> => {
      const mine = ++asked;
      const found = await client.sendRequest<Found[]>('mlConfigLens/search', { query });
      // An answer to what was typed before is no answer.
      if (mine !== asked) return;
      pick.items = found.map((each) => ({ label: `$(${ICONS[each.kind]}) ${each.title}`, description: each.place, detail: each.detail.replaceAll('`', ''), alwaysShow: true, found: each }));
      answered = mine;
      if (entered) choose(pick.items[0]);
    };
    pick.onDidChangeValue((query) => { entered = false; void ask(query); });
    // Enter that comes before the answer means the first of those that are still to come.
    pick.onDidAccept(() => { if (answered === asked) choose(pick.activeItems[0]); else entered = true; });
    pick.onDidHide(() => { resolve(undefined); pick.dispose(); });
    pick.show();
    void ask('');
  });
}

const ICONS: Readonly<Record<Found['kind'], string>> = { concept: 'book', parameter: 'symbol-property', rule: 'warning' };

/** Lists where the workspace sets what a page is about; a choice opens the place. */
export async function showPlaces(client: BaseLanguageClient, id: string): Promise<void> {
  const places = await client.sendRequest<Place[]>('mlConfigLens/places', { id });
  if (places.length === 0) {
    void window.showInformationMessage(l10n.t('No file of this workspace sets what this page is about.'));
    return;
  }
  const items = places.map((place) => ({ label: place.text, description: `${workspace.asRelativePath(Uri.parse(place.uri, true))}:${place.line + 1}`, place }));
  const chosen = await window.showQuickPick(items, { matchOnDescription: true, placeHolder: l10n.t('{0} settings in this workspace', places.length) });
  if (!chosen) return;
  const { uri, line, character, length } = chosen.place;
  await window.showTextDocument(Uri.parse(uri, true), { selection: new Range(line, character, line, character + length), preview: true });
}
