// The installed releases, where a person looks for them: the status item, a hover, the suggestions.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { dismiss, hoverWord, openFile } from '../page.mjs';

export async function run(page, t) {
  writeFileSync(path.join(t.folder, 'sft.yaml'), 'model_name_or_path: Qwen/Qwen3-4B\nstage: sft\nfinetuning_type: lora\nlora_rank: 16\nlora_alpha: 32\ncutoff_len: 2048\nevaluation_strategy: steps\noutput_dir: saves/qwen\n');
  await openFile(page, t.editor, t.folder, 'sft.yaml', 'finetuning_type');
  const hover = await hoverWord(page, 'evaluation_strategy');
  t.check('a hover says that the installed release has it no more', /transformers 4\.57\.6 ?[(（]requirements\.txt[)）][^]*4\.50\.3/.test(hover?.text ?? ''), hover);
  await t.shot('hover-version');
  await dismiss(page);
  const scale = await hoverWord(page, 'lora_alpha');
  t.check('LLaMA-Factory’s arguments have the pages of what they set', scale?.text.includes('α/r = 32/16 = 2'), scale);
  await dismiss(page);
  // The braces in the status bar hold what languages have to say.
  await page.locator('.statusbar-item[id="status.languageStatus"], .statusbar-item[aria-label*="Language Status"], .statusbar-item .codicon-bracket').first().hover();
  await page.waitForTimeout(800);
  const status = await page.locator('.monaco-hover:visible, .workbench-hover:visible').allInnerTexts();
  const text = status.join('\n');
  t.check('the status item shows dialect and releases', /LLaMA-Factory/.test(text) && /transformers 4\.57\.6/.test(text) && /requirements\.txt/.test(text), text);
  await t.shot('status-versions');
}
