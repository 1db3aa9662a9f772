// node test/e2e/ui.mjs [--pictures] : the page driven as a person would, in both languages, light, dark and high contrast.
// With --pictures the screenshots go to docs/pictures, where the README shows them.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installVsix, makeProfile, startBrowser, startEditor } from './editor.mjs';
import { choose, dismiss, hoverWord, lightBulb, openFile, visibleText } from './page.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const shots = process.argv.includes('--pictures') ? path.join(root, 'docs/pictures') : path.join(root, 'test-results');
mkdirSync(shots, { recursive: true });
let passed = 0;
let failed = 0;
const check = (name, ok, seen) => {
  if (ok) passed++; else failed++;
  console.log(`  ${ok ? 'ok     ' : 'FAILED '} ${name}${ok ? '' : ` ${JSON.stringify(seen)?.slice(0, 900)}`}`);
};

const LOOKS = [
  { name: 'dark', theme: 'Default Dark Modern', chinese: false, full: true, ink: '#cccccc' },
  { name: 'light-zh', theme: 'Default Light Modern', chinese: true, full: true, ink: '#3b3b3b' },
  { name: 'hc-dark', theme: 'Default High Contrast', chinese: false, full: false, ink: '#ffffff' },
  { name: 'hc-light', theme: 'Default High Contrast Light', chinese: false, full: false, ink: '#292929' },
];

for (const look of LOOKS) {
  const folder = mkdtempSync(path.join(tmpdir(), 'lens-ui-'));
  cpSync(path.join(root, 'examples'), folder, { recursive: true });
  const profile = makeProfile({ chinese: look.chinese, settings: { 'workbench.colorTheme': look.theme, 'editor.hover.delay': 100, 'workbench.activityBar.location': 'hidden', 'window.menuBarVisibility': 'hidden', 'editor.lightbulb.enabled': 'on' } });
  let editor;
  let browser;
  try {
    await installVsix(profile, path.join(root, 'ml-config-lens.vsix'));
    editor = await startEditor(profile);
    browser = await startBrowser(profile, { locale: look.chinese ? 'zh-CN' : 'en-US' });
    const page = browser.pages()[0];
    await (look.full ? everything(page, editor, folder, look) : onlyFormula(page, editor, folder, look));
  } catch (error) {
    failed++;
    console.error(`${look.name}:`, error);
    await browser?.pages()[0]?.screenshot({ path: path.join(root, 'test-results', `error-${look.name}.png`) }).catch(() => {});
  }
  await browser?.close().catch(() => {});
  await editor?.stop();
  rmSync(folder, { recursive: true, force: true });
  if (failed === 0) profile.remove();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);

/** The picture of a formula is drawn in the theme's ink. */
function inkOf(picture) {
  return /color="(#\w+)"/.exec(Buffer.from(picture?.src.split('base64,')[1] ?? '', 'base64').toString())?.[1];
}

async function onlyFormula(page, editor, folder, look) {
  await openFile(page, editor, folder, 'args.py', 'lora_alpha');
  const hover = await hoverWord(page, 'lora_alpha');
  check(`${look.name}: the formula is drawn in ${look.ink}`, inkOf(hover?.pictures[0]) === look.ink && hover.pictures[0].natural > 0, hover);
  await page.screenshot({ path: path.join(root, 'test-results', `hover-${look.name}.png`) });
}

async function everything(page, editor, folder, look) {
  const zh = look.chinese;
  const shot = (name) => page.screenshot({ path: path.join(shots, `${name}-${look.name}.png`) });
  await openFile(page, editor, folder, 'args.py', 'lora_alpha');
  const hover = await hoverWord(page, 'lora_alpha');
  check(`${look.name}: hover has a formula picture in the theme's ink`, inkOf(hover?.pictures[0]) === look.ink && hover.pictures[0].natural > 0, hover);
  check(`${look.name}: hover puts the file's numbers in`, hover?.text.includes('α/r = 32/8 = 4'), hover);
  check(`${look.name}: hover speaks the display language`, (zh ? /默认/ : /default/).test(hover?.text ?? ''), hover);
  check(`${look.name}: hover links to a concept`, (hover?.links.length ?? 0) >= 2, hover);
  check(`${look.name}: hover fits the window`, hover && hover.height < 560, hover);
  await shot('hover');
  await dismiss(page);

  await openFile(page, editor, folder, 'deepspeed.json', 'gradient_cliping');
  const stage = await hoverWord(page, '"stage"');
  check(`${look.name}: hover in JSON`, stage?.text.includes('stage'), stage);
  await dismiss(page);
  await page.keyboard.press('Control+Shift+M');
  await page.locator('.markers-panel .monaco-list-row', { hasText: 'gradient_cliping' }).first().waitFor({ timeout: 20_000 });
  const problems = await page.locator('.markers-panel').innerText();
  check(`${look.name}: the problems are in the display language`, (zh ? /是否应为/ : /Did you mean/).test(problems), problems);
  await shot('findings');
  await page.keyboard.press('Control+Shift+M');

  await openFile(page, editor, folder, 'train_lora.sh', 'how often');
  const titles = await lightBulb(page, '# how often');
  check(`${look.name}: the light bulb offers the repair`, titles.some((title) => (zh ? /修复整条命令/ : /Mend the command/).test(title)), titles);
  check(`${look.name}: the light bulb offers to explain the rule`, titles.some((title) => (zh ? /解释/ : /Explain/).test(title)), titles);
  await shot('repair');
  await choose(page, zh ? '修复整条命令' : 'Mend the command');
  const text = await visibleText(page);
  check(`${look.name}: one click mends the whole command`, /# how often a checkpoint is written\n\s*# the rank\n\s*deepspeed/.test(text) && !/\\ +#/.test(text), text);
  await page.waitForTimeout(800);
  await shot('repaired');
  await page.keyboard.press('Control+z');
}
