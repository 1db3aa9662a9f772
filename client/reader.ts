import type { Disposable, ExtensionContext, WebviewPanel } from 'vscode';
import { commands, env, l10n, Uri, ViewColumn, window } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';

type Kind = 'concept' | 'rule' | 'parameter' | 'run';
interface Page { readonly title: string; readonly html: string }

/** The page beside the editor: one panel, reused, with links from concept to concept. */
export function createReader(context: ExtensionContext, client: BaseLanguageClient): Disposable & { open(kind: Kind, id: string): Promise<void> } {
  let panel: WebviewPanel | undefined;
  let asked = 0;
  const open = async (kind: Kind, id: string): Promise<void> => {
    const mine = ++asked;
    const page = await client.sendRequest<Page | null>('mlConfigLens/page', { kind, id });
    // Whoever clicked again wants to read the other page.
    if (mine !== asked) return;
    if (!page) {
      void window.showWarningMessage(kind === 'run' ? l10n.t('This file holds no launch line or training arguments that are understood.') : l10n.t('There is no page called {0}.', id));
      return;
    }
    if (!panel) {
      panel = window.createWebviewPanel('mlConfigLens.page', page.title, { viewColumn: ViewColumn.Beside, preserveFocus: true }, { enableScripts: true, localResourceRoots: [], enableFindWidget: true });
      panel.iconPath = Uri.joinPath(context.extensionUri, 'media', 'icon.png');
      panel.onDidDispose(() => { panel = undefined; });
      panel.webview.onDidReceiveMessage((message: { href?: string }) => { void follow(message.href ?? ''); });
    }
    panel.title = page.title;
    panel.webview.html = document(page);
    panel.reveal(undefined, true);
  };
  const follow = async (href: string): Promise<void> => {
    const inner = /^(concept|parameter|rule):(.+)$/.exec(href);
    if (inner) await open(inner[1] as Kind, inner[2]!);
    else if (href.startsWith('places:')) await commands.executeCommand('mlConfigLens.showInFiles', href.slice('places:'.length));
    else if (href.startsWith('https://')) await env.openExternal(Uri.parse(href));
  };
  return { open, dispose: () => panel?.dispose() };
}

/** The page as a document of its own: only this style and this script run, nothing is fetched. */
function document({ title, html }: Page): string {
  const nonce = Array.from({ length: 4 }, () => Math.random().toString(36).slice(2)).join('');
  return `<!DOCTYPE html><html lang="${/\p{Script=Han}/u.test(html) ? 'zh-Hans' : 'en'}"><head><meta charset="utf-8"><title>${title.replace(/[<&]/g, '')}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'">
<style>
body { max-width: 46rem; margin: 0 auto; padding: 1rem 1.5rem 3rem; line-height: 1.6; font-size: 14px; }
h1 { font-size: 1.6em; font-weight: 600; margin: .6em 0 .2em; } h2 { font-size: 1.2em; margin: 1.6em 0 .4em; } h3 { font-size: 1em; }
.summary { opacity: .8; font-size: 1.05em; } a { color: var(--vscode-textLink-foreground); cursor: pointer; }
.math svg { overflow: visible; fill: currentColor; stroke: currentColor; stroke-width: 0; max-width: 100%; } .math.display { display: block; text-align: center; margin: 1em 0; overflow-x: auto; } .math.display svg { height: auto; } .whole { white-space: nowrap; }
pre { background: var(--vscode-textCodeBlock-background); padding: .7em 1em; border-radius: 4px; overflow-x: auto; } code { font-family: var(--vscode-editor-font-family); font-size: .93em; }
table { border-collapse: collapse; margin: 1em 0; display: block; overflow-x: auto; } td, th { border: 1px solid var(--vscode-panel-border); padding: .25em .7em; text-align: left; }
.run { display: table; width: 100%; } .run td:first-child { white-space: nowrap; vertical-align: top; } .run small { opacity: .8; }
.related { margin-top: 2em; } footer { margin-top: 2em; opacity: .75; font-size: .9em; } footer ul { margin: .2em 0; padding-left: 1.3em; }
.picture { margin: 1.4em 0; text-align: center; overflow-x: auto; } .picture svg { max-width: 100%; min-width: 24rem; height: auto; }
body { --ml-a: #2f80c3; --ml-b: #d17b0f; --ml-c: #3f9142; --ml-d: #7d56a8; --ml-e: #b0413e; }
:lang(zh-Hans) em { font-style: normal; font-weight: 600; } :lang(zh-Hans) :is(td, th) { min-width: 4em; }
body.vscode-dark, body.vscode-high-contrast { --ml-a: #5aa9e6; --ml-b: #e0a04a; --ml-c: #6fbf73; --ml-d: #b08fd8; --ml-e: #e07a76; }
</style></head><body>${html}
<script nonce="${nonce}">
const editor = acquireVsCodeApi();
// The editor keeps the place of the page before; another page is read from its beginning.
addEventListener('load', () => { scrollTo(0, 0); requestAnimationFrame(() => { scrollTo(0, 0); }); });
addEventListener('click', (event) => {
  const link = event.target.closest('a[href]');
  if (link) { event.preventDefault(); editor.postMessage({ href: link.getAttribute('href') }); }
});
</script></body></html>`;
}
