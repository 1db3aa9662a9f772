import { hoverWord, openFile } from '../page.mjs';

/** The frame of the page that the reader shows, once its formulas are there. */
async function readerFrame(page) {
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    for (const frame of page.frames()) if (await frame.locator('.math svg').count().catch(() => 0) > 0) return frame;
    await page.waitForTimeout(200);
  }
  return undefined;
}

export async function run(page, t) {
  await openFile(page, t.editor, t.folder, 'args.py', 'lora_alpha');
  await hoverWord(page, 'lora_alpha');
  await page.locator('.monaco-hover a', { hasText: 'LoRA' }).first().click();
  const frame = await readerFrame(page);
  const title = await frame?.locator('h1').innerText();
  t.check('a link in the hover opens its page', (t.zh ? /缩放|适配/ : /LoRA/).test(title ?? ''), title);
  const widths = await frame?.locator('.math svg path').evaluateAll((paths) => paths.length);
  t.check('formulas are drawn', (widths ?? 0) > 3, widths);
  await page.mouse.move(600, 740);
  await page.waitForTimeout(500);
  await t.shot('concept');
}
