// The picture of a formula is drawn in the ink of the theme, whichever it is.
import { hoverWord, openFile } from '../page.mjs';

export const looks = ['dark', 'light-zh', 'hc-dark', 'hc-light'];

export async function run(page, t) {
  await openFile(page, t.editor, t.folder, 'args.py', 'lora_alpha');
  const hover = await hoverWord(page, 'lora_alpha');
  t.check(`the formula is drawn in ${t.look.ink}`, inkOf(hover?.pictures[0]) === t.look.ink && hover.pictures[0].natural > 0, hover);
  await t.shot('hover');
}

function inkOf(picture) {
  return /color="(#\w+)"/.exec(Buffer.from(picture?.src.split('base64,')[1] ?? '', 'base64').toString())?.[1];
}
