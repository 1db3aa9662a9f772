// How an extension of the checkout gets into the extension host of the browser.
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const TYPES = { '.js': 'text/javascript', '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png' };

/** Serves a folder on the workbench's own origin: its content policy refuses workers from any other. Answers how a file of it is addressed. */
export async function serveFolder(browser, editor, folder) {
  const prefix = '/under-test/';
  await browser.route((url) => url.origin === editor.base && url.pathname.startsWith(prefix), async (route) => {
    const name = path.normalize(decodeURIComponent(new URL(route.request().url()).pathname.slice(prefix.length - 1)));
    await readFile(path.join(folder, name)).then(
      (body) => route.fulfill({ body, contentType: TYPES[path.extname(name)] ?? 'application/octet-stream' }),
      () => route.fulfill({ status: 404 }),
    );
  });
  return (name) => ({ scheme: 'http', authority: editor.authority, path: prefix + name });
}

/** Hands VS Code the options with which an embedder names extensions under development, before its start script reads them. */
export async function useInBrowserHost(page, options) {
  await page.addInitScript((added) => document.addEventListener('readystatechange', () => {
    const element = document.getElementById('vscode-workbench-web-configuration');
    if (!element) return;
    const configuration = JSON.parse(element.getAttribute('data-settings'));
    element.setAttribute('data-settings', JSON.stringify({ ...configuration, developmentOptions: { ...configuration.developmentOptions, ...added } }));
  }, { once: true }), options);
}
