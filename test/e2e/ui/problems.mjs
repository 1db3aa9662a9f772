import { openFile, problems } from '../page.mjs';

export async function run(page, t) {
  await openFile(page, t.editor, t.folder, 'deepspeed.json', 'gradient_cliping');
  const text = await problems(page, 'gradient_cliping');
  t.check('are in the display language', (t.zh ? /是否应为/ : /Did you mean/).test(text), text);
  await t.shot('findings');
  await page.keyboard.press('Control+Shift+M');
}
