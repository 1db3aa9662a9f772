import { complete, dismiss, hoverWord, openFile } from '../page.mjs';

export async function run(page, t) {
  await openFile(page, t.editor, t.folder, 'deepspeed.json', '"stage"');
  // A page that comes up while the editor still takes leave of the last one may wait long for its extensions, or for ever.
  if (!await hoverWord(page, '"stage"')) {
    await openFile(page, t.editor, t.folder, 'deepspeed.json', '"stage"');
    await hoverWord(page, '"stage"');
  }
  await dismiss(page);
  const box = '"zero_optimization": {';
  const labels = await complete(page, box, '\n"allg');
  // Not a word of this file: the editor's own word completion cannot know it.
  t.check('offer the keys of the section', labels.some((label) => label.includes('allgather_partitions')), labels);
  t.check('leave out the keys that are there', !labels.includes('stage'), labels);
  await t.shot('suggestions');
  await page.keyboard.press('Escape');
}
