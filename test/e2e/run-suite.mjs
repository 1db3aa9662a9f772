// node test/e2e/run-suite.mjs dev|vsix|web : the Mocha suite inside the extension host of a real VS Code. Exit code 0 only if all passed.
//   dev   the extension of the checkout, Node's extension host
//   vsix  the packaged extension, installed as a user would
//   web   the extension of the checkout in the browser's extension host, its server in a web worker
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { serveFolder, useInBrowserHost } from './browser-host.mjs';
import { installVsix, makeProfile, remoteUri, startBrowser, startEditor, workbenchUrl } from './editor.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const mode = process.argv[2] ?? 'dev';
const limit = Number(process.env.E2E_TIMEOUT ?? 180) * 1000;
const profile = makeProfile();
const folder = mkdtempSync(path.join(tmpdir(), 'lens-ws-'));
cpSync(path.join(root, 'examples'), folder, { recursive: true });
const resultFile = path.join(profile.dir, 'result.json');
const lines = [];
const said = { passes: [], failures: [], pending: [] };
let editor;
let browser;
let ended = false;

const end = async (code) => {
  if (ended) return;
  ended = true;
  clearTimeout(watchdog);
  await Promise.race([browser?.close(), new Promise((done) => setTimeout(done, 5000))]).catch(() => {});
  await editor?.stop();
  rmSync(folder, { recursive: true, force: true });
  if (code === 0) profile.remove();
  else console.error('profile and logs kept in', profile.dir);
  process.exit(code);
};
const fail = (message) => { console.error(`e2e ${mode}: ${message}`); for (const line of lines.slice(-60)) console.log(`  | ${line}`); console.log('0 passed, 1 failed'); void end(1); };
const watchdog = setTimeout(() => fail(`no result after ${limit / 1000} s`), limit);

process.once('SIGTERM', () => process.exit(143));

try {
  if (mode === 'vsix') await installVsix(profile, path.join(root, 'ml-config-lens.vsix'));
  // The extension host inherits the server's environment: the way to hand things to the tests.
  editor = await startEditor(profile, { testDriver: true, env: { E2E_RESULT: resultFile, E2E_MODE: mode } });
  browser = await startBrowser(profile);
  const page = browser.pages()[0];
  page.on('crash', () => fail('the page crashed'));
  page.on('pageerror', (error) => lines.push(`pageerror: ${error.message}`));
  await page.exposeFunction('codeAutomationLog', (type, args) => {
    const line = format(...args);
    if (!line.startsWith('E2E {')) { lines.push(`${type}: ${line}`); return; }
    const outcome = JSON.parse(line.slice(4));
    said[outcome.list].push(outcome);
  });
  await page.exposeFunction('codeAutomationExit', (code) => {
    if (mode !== 'web' && !existsSync(resultFile)) return fail(`the suite ended with ${code} and left no result`);
    const result = mode === 'web' ? said : JSON.parse(readFileSync(resultFile, 'utf8'));
    if (result.passes.length + result.failures.length === 0) return fail(`the suite ended with ${code} and ran no test`);
    for (const item of result.passes) console.log(`  ok      ${item.fullTitle}`);
    for (const item of result.failures) console.log(`  FAILED  ${item.fullTitle}\n${item.err.stack ?? item.err.message}`);
    for (const item of result.pending) console.log(`  skipped ${item.fullTitle}`);
    console.log(`${result.passes.length} passed, ${result.failures.length} failed${result.pending.length > 0 ? `, ${result.pending.length} skipped` : ''}`);
    return end(code !== 0 || result.failures.length > 0 || result.passes.length === 0 ? 1 : 0);
  });
  if (mode === 'web') {
    const served = await serveFolder(browser, editor, root);
    await useInBrowserHost(page, { extensions: [served('')], extensionTestsPath: served('dist/test/e2e/web.js') });
    await page.goto(workbenchUrl(editor, folder));
  } else {
    await page.goto(workbenchUrl(editor, folder, [
      // Test mode wants an extension under development; beside an installed one that is an empty one.
      ['extensionDevelopmentPath', remoteUri(editor, mode === 'vsix' ? path.join(root, 'test/e2e/helper-extension') : root)],
      ['extensionTestsPath', remoteUri(editor, path.join(root, 'dist/test/e2e/index.js'))],
    ]));
  }
} catch (error) {
  fail(error.stack);
}
