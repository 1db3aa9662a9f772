// The book inside the editor, as a person meets it: the side bar, the search, a page with its picture, where the workspace sets it, hovers of a model's files.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dismiss, hoverWord, openFile } from '../page.mjs';

const LLAMA_3 = {
  architectures: ['LlamaForCausalLM'], model_type: 'llama', hidden_act: 'silu', hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 32, num_attention_heads: 32,
  num_key_value_heads: 8, rms_norm_eps: 1e-5, rope_theta: 500000, max_position_embeddings: 8192, tie_word_embeddings: false, vocab_size: 128256,
};
const CODE = 'import torch\nfrom torch import nn\n\n\nclass Qwen2RMSNorm(nn.Module):\n    pass\n\n\ndef attend(q, k, cos, sin):\n    return apply_rotary_pos_emb(q, k, cos, sin)\n';

const list = (page) => page.locator('.quick-input-list .monaco-list-row');

async function command(page, text) {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').first().fill(`>${text}`);
  await list(page).first().click();
}

export async function run(page, t) {
  mkdirSync(path.join(t.folder, 'model'), { recursive: true });
  writeFileSync(path.join(t.folder, 'model/config.json'), `${JSON.stringify(LLAMA_3, undefined, 2)}\n`);
  writeFileSync(path.join(t.folder, 'model/modeling.py'), CODE);

  await openFile(page, t.editor, t.folder, 'model/config.json', 'hidden_act');
  const size = await hoverWord(page, 'model_type');
  t.check('the hover of model_type counts the parameters of the file', /8,030,261,248/.test(size?.text ?? '') && /LLaMA 3/.test(size?.text ?? ''), size);
  await t.shot('book-config');
  await dismiss(page);
  const heads = await hoverWord(page, 'num_key_value_heads');
  t.check('the hover of the key heads has the cache in this file\'s numbers', /128 KiB/.test(heads?.text ?? ''), heads);
  await dismiss(page);

  await openFile(page, t.editor, t.folder, 'model/modeling.py', 'Qwen2RMSNorm');
  const norm = await hoverWord(page, 'Qwen2RMSNorm');
  t.check('a class of modelling code has a hover with its formula, drawn', /RMSNorm/.test(norm?.text ?? '') && (norm?.pictures.length ?? 0) > 0, norm);
  await t.shot('book-code');
  await dismiss(page);

  await openFile(page, t.editor, t.folder, 'lora_config.yaml', 'lora_alpha');
  await hoverWord(page, 'lora_alpha');
  await dismiss(page);
  await command(page, t.zh ? 'ML Config Lens: 搜索' : 'ML Config Lens: Search');
  const input = page.locator('.quick-input-widget input').first();
  await input.fill('tdlj');
  const first = list(page).first();
  const found = await first.filter({ hasText: /Gradient accumulation|梯度累积/ }).waitFor({ timeout: 10_000 }).then(() => true, () => false);
  t.check('pinyin initials find the page', found, await first.innerText().catch(() => ''));
  await input.fill(t.zh ? '零冗余' : 'zero redundancy');
  await first.filter({ hasText: 'ZeRO' }).waitFor({ timeout: 10_000 }).catch(() => {});
  await page.waitForTimeout(300);
  await t.shot('book-search');
  await page.keyboard.press('Enter');
  const inner = page.frameLocator('iframe.webview.ready').last().frameLocator('iframe').last();
  const shown = await inner.locator('figure.picture svg').first().waitFor({ timeout: 30_000 }).then(() => true, () => false);
  t.check('the page opens with its picture', shown && /ZeRO/.test(await inner.locator('h1').innerText()), await inner.locator('h1').innerText().catch(() => ''));
  await inner.locator('figure.picture').first().scrollIntoViewIfNeeded().catch(() => {});
  await t.shot('book-page');

  await inner.locator('a[href^="places:"]').first().click();
  const place = list(page).filter({ hasText: /deepspeed\.json|train_|ds_auto\.json/ }).first();
  t.check('"show in my files" lists where the workspace sets it', await place.waitFor({ timeout: 20_000 }).then(() => true, () => false));
  await page.waitForTimeout(500);
  await t.shot('book-places');
  await page.keyboard.press('Escape');

  await command(page, t.zh ? 'ML 概念' : 'ML Concepts');
  const tree = page.locator('.pane-body .monaco-list-row');
  const chapter = tree.filter({ hasText: t.zh ? '参数高效微调' : 'Parameter-efficient tuning' }).first();
  const opened = await chapter.waitFor({ timeout: 20_000 }).then(() => true, () => false);
  if (opened) await chapter.click();
  const leaf = tree.filter({ hasText: 'DoRA' }).first();
  const listed = opened && await leaf.waitFor({ timeout: 10_000 }).then(() => true, () => false);
  t.check('the side bar lists the chapters and their pages', listed);
  if (listed) await leaf.click();
  t.check('a page of the tree opens', listed && await inner.locator('h1', { hasText: 'DoRA' }).waitFor({ timeout: 15_000 }).then(() => true, () => false));
  await page.waitForTimeout(400);
  t.check('another page is read from its beginning', (await inner.locator('h1').boundingBox().catch(() => undefined))?.y > 60 && await inner.locator('h1').evaluate(() => globalThis.scrollY).catch(() => -1) === 0);
  await t.shot('book-tree');
}
