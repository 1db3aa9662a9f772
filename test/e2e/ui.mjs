// node test/e2e/ui.mjs [--pictures] [name …] : the page driven as a person would, in both languages, light, dark and high contrast.
// Each file of test/e2e/ui exports `run(page, t)`, and `looks` when it wants others than the two full ones; names choose some of them.
// With --pictures the screenshots go to docs/pictures, where the README shows them.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installVsix, makeProfile, startBrowser, startEditor } from './editor.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const results = path.join(root, 'test-results');
const pictures = process.argv.includes('--pictures') ? path.join(root, 'docs/pictures') : results;
for (const folder of [results, pictures]) mkdirSync(folder, { recursive: true });

const LOOKS = [
  { name: 'dark', theme: 'Default Dark Modern', chinese: false, full: true, ink: '#cccccc' },
  { name: 'light-zh', theme: 'Default Light Modern', chinese: true, full: true, ink: '#3b3b3b' },
  { name: 'hc-dark', theme: 'Default High Contrast', chinese: false, full: false, ink: '#ffffff' },
  { name: 'hc-light', theme: 'Default High Contrast Light', chinese: false, full: false, ink: '#292929' },
];

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const files = readdirSync(path.join(here, 'ui')).filter((name) => name.endsWith('.mjs') && (wanted.length === 0 || wanted.includes(name.replace(/\.mjs$/, '')))).sort();
const tests = await Promise.all(files.map(async (name) => ({ name: name.replace(/\.mjs$/, ''), ...await import(`./ui/${name}`) })));
const total = { passed: 0, failed: 0 };

process.once('SIGTERM', () => process.exit(143));

for (const look of LOOKS) {
  const mine = tests.filter(({ looks }) => (looks ? looks.includes(look.name) : look.full));
  if (mine.length > 0) await inOneEditor(look, mine);
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

/** All tests of one look share an editor; each gets a folder of its own, so that none sees what another has typed. */
async function inOneEditor(look, mine) {
  const before = total.failed;
  const profile = makeProfile({
    chinese: look.chinese,
    settings: {
      'workbench.colorTheme': look.theme, 'editor.hover.delay': 100, 'workbench.activityBar.location': 'hidden', 'window.menuBarVisibility': 'hidden',
      'editor.lightbulb.enabled': 'on', 'files.autoSave': 'off', 'workbench.editor.restoreEditors': false,
    },
  });
  let editor;
  let browser;
  try {
    await installVsix(profile, path.join(root, 'ml-config-lens.vsix'));
    editor = await startEditor(profile);
    browser = await startBrowser(profile, { locale: look.chinese ? 'zh-CN' : 'en-US' });
    for (const test of mine) {
      // A page that comes up while the editor takes leave of the last one can wait for its extensions in vain: one more try, and it is told.
      const first = await inOneFolder(look, test, editor, browser.pages()[0]);
      const seen = first.every((item) => item.ok) ? first : (console.log(`  again   ${look.name} ${test.name}: ${first.filter((item) => !item.ok).map((item) => item.name).join('; ')}`), await inOneFolder(look, test, editor, browser.pages()[0]));
      for (const item of seen) record(look, item.name, item.ok, item.seen);
    }
  } catch (error) {
    record(look, 'the editor starts', false, error.stack);
  }
  await browser?.close().catch(() => {});
  await editor?.stop();
  if (total.failed === before) profile.remove();
  else console.log(`  profile and logs kept in ${profile.dir}`);
}

async function inOneFolder(look, test, editor, page) {
  const folder = mkdtempSync(path.join(tmpdir(), 'lens-ui-'));
  cpSync(path.join(root, 'examples'), folder, { recursive: true });
  const seen = [];
  const t = {
    editor, folder, look, zh: look.chinese,
    check: (name, ok, what) => { seen.push({ name: `${test.name}: ${name}`, ok: Boolean(ok), seen: what }); },
    shot: (name) => page.screenshot({ path: path.join(look.full ? pictures : results, `${name}-${look.name}.png`) }),
  };
  try {
    await test.run(page, t);
  } catch (error) {
    t.check('runs to its end', false, error.stack);
    await page.screenshot({ path: path.join(results, `error-${test.name}-${look.name}.png`) }).catch(() => {});
  }
  // A dirty editor must not hold up the next page with a question.
  await page.goto('about:blank').catch(() => {});
  rmSync(folder, { recursive: true, force: true });
  return seen;
}

function record(look, name, ok, seen) {
  if (ok) total.passed++;
  else total.failed++;
  console.log(`  ${ok ? 'ok     ' : 'FAILED '} ${look.name} ${name}${ok ? '' : ` ${JSON.stringify(seen)?.slice(0, 900)}`}`);
}
