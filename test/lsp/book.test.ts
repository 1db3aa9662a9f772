// The requests behind the side bar, the search and "show in my files".
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { startClient } from './client.js';

interface Chapter { readonly title: string; readonly pages: readonly { readonly id: string; readonly title: string; readonly summary: string }[] }
interface Place { readonly uri: string; readonly line: number; readonly character: number; readonly text: string }

test('the chapters come in the reader\'s language, every page with its summary', async () => {
  for (const [locale, title] of [['en', 'Parameter-efficient tuning'], ['zh-CN', '参数高效微调']] as const) {
    const client = await startClient({}, undefined, locale);
    const chapters = await client.request<Chapter[]>('mlConfigLens/chapters', {});
    assert.equal(chapters[0]!.title, title);
    assert.ok(chapters.every((chapter) => chapter.pages.every((page) => page.title !== '' && page.summary !== '')));
    const [found] = await client.request<{ id: string }[]>('mlConfigLens/search', { query: 'tdlj' });
    assert.equal(found?.id, 'gradient-accumulation');
    await client.stop();
  }
});

test('the first question already is answered in the language of the settings', async () => {
  const client = await startClient({ workspace: { configuration: true } }, undefined, 'en', undefined, { language: 'zh-cn' });
  const chapters = await client.request<Chapter[]>('mlConfigLens/chapters', {});
  assert.equal(chapters[0]!.title, '参数高效微调');
  await client.stop();
});

test('the places of a page: where the files of the workspace set what it is about', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lens-book-'));
  try {
    writeFileSync(path.join(folder, 'adapter.yaml'), 'peft_type: LORA\nr: 8\nlora_alpha: 32\n');
    writeFileSync(path.join(folder, 'run.sh'), '#!/bin/bash\npython finetune.py \\\n  --lora_alpha 16 \\\n  --learning_rate 1e-4\n');
    writeFileSync(path.join(folder, 'notes.json'), '{"lora_alpha_is_mentioned": "here"}\n');
    const root = pathToFileURL(folder).href;
    const client = await startClient({}, undefined, 'en', root);
    const places = await client.request<Place[]>('mlConfigLens/places', { id: 'lora-scaling' });
    const seen = places.map(({ uri, line, character, text }) => `${path.basename(uri)}:${line}:${character} ${text}`);
    assert.ok(seen.includes('adapter.yaml:2:0 lora_alpha: 32'), seen.join('; '));
    assert.ok(seen.includes('run.sh:2:4 lora_alpha: 16'), seen.join('; '));
    assert.ok(!seen.some((each) => each.includes('notes') || each.includes('learning_rate')), seen.join('; '));
    await client.stop();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
