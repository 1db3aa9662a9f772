import { choose, lightBulb, openFile, visibleText } from '../page.mjs';

export async function run(page, t) {
  await openFile(page, t.editor, t.folder, 'train_lora.sh', 'how often');
  const titles = await lightBulb(page, '# how often');
  const mend = t.zh ? '修复整条命令' : 'Mend the command';
  t.check('the light bulb offers it', titles.some((title) => title.includes(mend)), titles);
  t.check('the light bulb explains the rule', titles.some((title) => (t.zh ? /解释/ : /Explain/).test(title)), titles);
  await t.shot('repair');
  await choose(page, mend);
  const text = await visibleText(page);
  t.check('one click mends the whole command', /# how often a checkpoint is written\n\s*# the rank\n\s*deepspeed/.test(text) && !/\\ +#/.test(text), text);
  await page.waitForTimeout(800);
  await t.shot('repaired');
  await page.keyboard.press('Control+z');
}
