import { complete, openFile } from '../page.mjs';

export async function run(page, t) {
  await openFile(page, t.editor, t.folder, 'deepspeed.json', '"stage"');
  const box = '"zero_optimization": {';
  const labels = await complete(page, box, '\n"allg');
  // Not a word of this file: the editor's own word completion cannot know it.
  t.check('offer the keys of the section', labels.some((label) => label.includes('allgather_partitions')), labels);
  t.check('leave out the keys that are there', !labels.includes('stage'), labels);
  await t.shot('suggestions');
  await page.keyboard.press('Escape');
}
