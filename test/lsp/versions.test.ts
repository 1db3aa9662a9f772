// What an editor gets when the workspace says which releases it uses: status, findings, hover, completion, over the protocol.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import type { CompletionItem, CompletionList, Diagnostic, Hover, MarkupContent } from 'vscode-languageserver-protocol';
import { startClient } from './client.js';

const ABILITIES = { textDocument: { diagnostic: {}, hover: { contentFormat: ['plaintext' as const] }, completion: {} } } as never;
const PYTHON = 'from transformers import TrainingArguments\nargs = TrainingArguments(output_dir="o", evaluation_strategy="steps")\n';

function workspace(requirements: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'lens-versions-'));
  writeFileSync(path.join(folder, 'requirements.txt'), requirements);
  return pathToFileURL(folder).href;
}

test('status, finding, hover and completion follow requirements.txt', async () => {
  const folder = workspace('transformers==4.57.6\n');
  const uri = `${folder}/train.py`;
  const client = await startClient(ABILITIES, { status: true }, 'en', folder);
  const status = client.notified<{ uri: string; dialects: string[]; versions: unknown[] }>('mlConfigLens/status');
  client.open(uri, 'python', PYTHON);
  assert.deepEqual(await status, { uri, dialects: ['trainer'], versions: [{ library: 'transformers', version: '4.57.6', from: 'requirements.txt' }] });
  const { items } = await client.request<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri } });
  assert.deepEqual(items.map((item) => [item.code, item.severity, item.tags]), [['renamed-key', 1, [2]]]);
  const hover = await client.request<Hover>('textDocument/hover', { textDocument: { uri }, position: { line: 1, character: 45 } });
  assert.match((hover.contents as MarkupContent).value, /transformers 4\.57\.6 \(requirements\.txt\) does not have it any more: the last release with it was 4\.50\.3\./);
  const position = { line: 1, character: PYTHON.split('\n')[1]!.indexOf('evaluation') };
  const list = await client.request<CompletionList>('textDocument/completion', { textDocument: { uri }, position });
  const labels = new Set(list.items.map((item) => item.label));
  assert.ok(labels.has('eval_strategy') && labels.has('group_by_length') && !labels.has('evaluation_strategy') && !labels.has('train_sampling_strategy'), 'what 4.57.6 has, and nothing else');
  const item = list.items.find((candidate) => candidate.label === 'eval_strategy')!;
  const resolved = await client.request<CompletionItem>('completionItem/resolve', item);
  assert.match(JSON.stringify(resolved.documentation), /was called evaluation_strategy/);
  assert.equal(await client.stop(), 0);
});

test('an older release: the old name is right, the new one is not yet there', async () => {
  const folder = workspace('transformers>=4.30,<4.37\n');
  const uri = `${folder}/train.py`;
  const client = await startClient(ABILITIES, {}, 'zh-cn', folder);
  client.open(uri, 'python', PYTHON.replace('evaluation_strategy', 'eval_strategy'));
  const { items } = await client.request<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri } });
  assert.deepEqual(items.map((item) => item.code), ['key-not-in-version']);
  assert.match(String(items[0]!.message), /自 transformers 4\.41\.2 才有.*>=4\.30,<4\.37（requirements\.txt）.*evaluation_strategy/);
  assert.equal(await client.stop(), 0);
});

test('a default that changed is told with its releases', async () => {
  const folder = workspace('deepspeed==0.17.6\n');
  const uri = `${folder}/ds.json`;
  const text = '{ "zero_optimization": { "stage": 2, "offload_optimizer": { "device": "cpu", "pin_memory": true } } }';
  const client = await startClient(ABILITIES, {}, 'en', folder);
  client.open(uri, 'json', text);
  const hover = await client.request<Hover>('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: text.indexOf('pin_memory') + 2 } });
  // deepspeed 0.17.6 and 0.19.8, runtime/zero/offload_config.py
  assert.match((hover.contents as MarkupContent).value, /default false/);
  assert.match((hover.contents as MarkupContent).value, /Default by release: false, true from 0\.\d+\.\d+/);
  assert.equal(await client.stop(), 0);
});
