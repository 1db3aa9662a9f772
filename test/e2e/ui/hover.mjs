import { dismiss, hoverWord, openFile } from '../page.mjs';

export async function run(page, t) {
  await openFile(page, t.editor, t.folder, 'args.py', 'lora_alpha');
  const hover = await hoverWord(page, 'lora_alpha');
  t.check("puts the file's numbers in", hover?.text.includes('α/r = 32/8 = 4'), hover);
  t.check('speaks the display language', (t.zh ? /默认/ : /default/).test(hover?.text ?? ''), hover);
  t.check('links to a concept', (hover?.links.length ?? 0) >= 2, hover);
  t.check('fits the window', hover && hover.height < 560, hover);
  await dismiss(page);

  await openFile(page, t.editor, t.folder, 'deepspeed.json', 'gradient_cliping');
  const stage = await hoverWord(page, '"stage"');
  t.check('explains a key of JSON', stage?.text.includes('stage'), stage);
  await t.shot('hover-json');
}
