// A run spread over files, as a person meets it: a misspelt flag of the script, hints behind "auto", the page of the run.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { boxOf, choose, dismiss, hoverWord, lightBulb, openFile } from '../page.mjs';

const SCRIPT = `import argparse

parser = argparse.ArgumentParser()
parser.add_argument('--lora_rank', type=int, default=8, help='width of the low-rank update')
parser.add_argument('--mode', choices=['lora', 'full'], default='lora')
parser.add_argument('--data', required=True)
args = parser.parse_args()
`;

export async function run(page, t) {
  const folder = path.join(t.folder, 'own');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'train.py'), SCRIPT);
  writeFileSync(path.join(folder, 'start.sh'), 'RANK=16\nARGS=(\n  --lora_rank $RANK\n  --mdoe lora\n)\ntorchrun --nproc_per_node 4 train.py --data a.json "${ARGS[@]}"\n');

  await openFile(page, t.editor, t.folder, 'own/start.sh', '--mdoe');
  const flag = await hoverWord(page, '--lora_rank');
  t.check('a flag inside an array says what the script says of it, and where', /width of the low-rank update/.test(flag?.text ?? '') && /train\.py:4/.test(flag?.text ?? ''), flag);
  await t.shot('runs-flag');
  await dismiss(page);
  const titles = await lightBulb(page, 'mdoe');
  const rename = titles.find((title) => title.includes('--mode'));
  t.check('the light bulb knows the flag that was meant', rename !== undefined, titles);
  if (rename) {
    await choose(page, rename);
    await page.locator('.monaco-editor .view-line', { hasText: '--mode lora' }).first().waitFor({ timeout: 10_000 });
  }
  const box = await boxOf(page, 'mode lora');
  await page.mouse.click(box.x + 8, box.y);
  await page.keyboard.press('F12');
  const arrived = await page.locator('.monaco-editor .view-line', { hasText: 'choices=' }).first().waitFor({ timeout: 15_000 }).then(() => true, () => false);
  t.check('F12 leads from the flag to its declaration', arrived);

  await openFile(page, t.editor, t.folder, 'ds_auto.json', 'train_batch_size');
  // 2 × 16 × (8 + 8) of train_auto.sh and hostfile
  const hint = page.locator('.monaco-editor .view-line', { hasText: '= 512' }).first();
  t.check('a hint behind "auto" shows what it will be', await hint.waitFor({ timeout: 40_000 }).then(() => true, () => false));
  const auto = await hoverWord(page, '"auto"');
  t.check('the hover says from where', /512/.test(auto?.text ?? '') && /worker-1 \+ worker-2/.test(auto?.text ?? ''), auto);
  await t.shot('runs-auto');
  await dismiss(page);

  await openFile(page, t.editor, t.folder, 'train_auto.sh', 'deepspeed --hostfile');
  await hoverWord(page, '--bf16');
  await dismiss(page);
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').first().fill('>ML Config Lens: ');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: /Explain This Run|解释本次运行/ }).first().click();
  const inner = page.frameLocator('iframe.webview.ready').last().frameLocator('iframe').last();
  const table = inner.locator('table');
  const shown = await table.waitFor({ timeout: 30_000 }).then(() => true, () => false);
  const text = shown ? await table.innerText() : '';
  t.check('the page of the run lists every setting with its source', /512/.test(text) && /2 × 16 × 16/.test(text) && /train_auto\.sh:8/.test(text), text);
  await t.shot('runs-page');
}
