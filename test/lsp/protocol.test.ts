import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import type { CodeAction, CompletionItem, CompletionList, Diagnostic, DocumentLink, Hover, MarkupContent, Position } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { ROOT } from '../support/knowledge.js';
import { startClient } from './client.js';

const PULL = { textDocument: { diagnostic: {}, hover: { contentFormat: ['markdown', 'plaintext' as const] }, completion: { completionItem: { snippetSupport: true } } } } as const;
const DS = '{\n  "train_micro_batch_size_per_gpu": 4,\n  "gradient_cliping": 1.0,\n  "zero_optimization": { "stage": 2 }\n}\n';
const at = (text: string, word: string): Position => TextDocument.create('', '', 0, text).positionAt(text.indexOf(word) + 1);

test('pulled diagnostics carry code, page and severity', async () => {
  const client = await startClient(PULL as never);
  client.open('untitled:a', 'json', DS);
  const { items } = await client.request<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri: 'untitled:a' } });
  assert.deepEqual(items.map((item) => [item.code, item.severity, item.range.start.line]), [['unknown-deepspeed-key', 2, 2]]);
  assert.match(items[0]!.codeDescription!.href, /^https:\/\/github\.com\/.+\/docs\/rules\/unknown-deepspeed-key\.md$/);
  assert.equal(await client.stop(), 0);
});

test('an editor that cannot pull gets them pushed, with the version, and none for a closed file', async () => {
  const client = await startClient({});
  const first = client.pushed('file:///x/ds.json');
  client.open('file:///x/ds.json', 'json', DS);
  const { diagnostics, version } = await first;
  assert.equal(version, 1);
  assert.equal(diagnostics.length, 1);
  const cleared = client.pushed('file:///x/ds.json');
  client.notify('textDocument/didClose', { textDocument: { uri: 'file:///x/ds.json' } });
  assert.deepEqual((await cleared).diagnostics, []);
  await client.stop();
});

test('hover is Markdown without pictures for other editors, and plain text for those that ask', async () => {
  for (const [capabilities, kind] of [[PULL, 'markdown'], [{}, 'plaintext']] as const) {
    const client = await startClient(capabilities as never);
    client.open('untitled:a', 'yaml', 'peft_type: LORA\nr: 8\nlora_alpha: 32\n');
    const hover = await client.request<Hover>('textDocument/hover', { textDocument: { uri: 'untitled:a' }, position: { line: 2, character: 3 } });
    const contents = hover.contents as MarkupContent;
    assert.equal(contents.kind, kind);
    assert.ok(contents.value.includes('32/8 = 4') && !contents.value.includes('data:image') && !contents.value.includes('command:'));
    await client.stop();
  }
});

test('the locale decides the language', async () => {
  const client = await startClient(PULL as never, undefined, 'zh-CN');
  client.open('untitled:a', 'json', DS);
  const { items } = await client.request<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri: 'untitled:a' } });
  assert.match(JSON.stringify(items[0]!.message), /是否应为/);
  await client.stop();
});

test('a repair is an edit of exactly this version; fix-all holds the safe ones only', async () => {
  const client = await startClient(PULL as never);
  client.open('untitled:a', 'json', DS);
  const range = { start: at(DS, 'gradient_cliping'), end: at(DS, 'gradient_cliping') };
  const actions = await client.request<CodeAction[]>('textDocument/codeAction', { textDocument: { uri: 'untitled:a' }, range, context: { diagnostics: [] } });
  assert.deepEqual(actions.map((action) => action.title), ['Change to gradient_clipping']);
  assert.deepEqual(actions[0]!.edit!.documentChanges, [{ textDocument: { uri: 'untitled:a', version: 1 }, edits: [{ range: { start: { line: 2, character: 3 }, end: { line: 2, character: 19 } }, newText: 'gradient_clipping' }] }]);
  const all = await client.request<CodeAction[]>('textDocument/codeAction', { textDocument: { uri: 'untitled:a' }, range, context: { diagnostics: [], only: ['source.fixAll'] } });
  assert.deepEqual(all.map((action) => action.kind), ['source.fixAll.mlConfigLens']);
  await client.stop();
});

test('completion, its documentation on resolve, links and symbols', async () => {
  const folder = pathToFileURL(path.join(ROOT, 'examples')).href;
  const client = await startClient(PULL as never, undefined, undefined, folder);
  client.open('untitled:a', 'json', '{ "zero_optimization": { "stage": 2, "" } }');
  const list = await client.request<CompletionList>('textDocument/completion', { textDocument: { uri: 'untitled:a' }, position: { line: 0, character: 38 } });
  const item = list.items.find((candidate) => candidate.label === 'overlap_comm')!;
  assert.ok(item && item.documentation === undefined);
  assert.ok((await client.request<CompletionItem>('completionItem/resolve', item)).documentation !== undefined);
  const text = 'torchrun t.py --deepspeed deepspeed.json --per_device_train_batch_size 4 --save_strategy no\n';
  client.open(`${folder}/new.sh`, 'shellscript', text);
  const links = await client.request<DocumentLink[]>('textDocument/documentLink', { textDocument: { uri: `${folder}/new.sh` } });
  assert.deepEqual(links.map((link) => link.target), [`${folder}/deepspeed.json`]);
  const symbols = await client.request<{ name: string; children: { name: string }[] }[]>('textDocument/documentSymbol', { textDocument: { uri: `${folder}/new.sh` } });
  assert.deepEqual([symbols[0]!.name, symbols[0]!.children.map((child) => child.name)], ['t.py', ['deepspeed', 'per_device_train_batch_size', 'save_strategy']]);
  await client.stop();
});

test('a launch line in the workspace decides who reads a JSON', async () => {
  const folder = pathToFileURL(path.join(ROOT, 'examples')).href;
  const client = await startClient(PULL as never, undefined, undefined, folder);
  client.open(`${folder}/deepspeed.json`, 'json', '{\n  // a comment\n  "zero_optimization": { "stage": 2 }\n}\n');
  const { items } = await client.request<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri: `${folder}/deepspeed.json` } });
  assert.deepEqual(items.map((item) => [item.code, item.relatedInformation?.[0]?.location.uri]), [['comment-in-json', `${folder}/train_lora.sh`]]);
  await client.stop();
});

test('any sequence of edits: incremental equals fresh', async () => {
  const client = await startClient(PULL as never);
  let number = 0;
  await fc.assert(fc.asyncProperty(fc.array(fc.record({ from: fc.nat(120), length: fc.nat(12), text: fc.constantFrom('', '"', '{', '}', ',', '"stage": 9', '\n', ' ', 'x', '4') }), { maxLength: 8 }), async (edits) => {
    const uri = `untitled:${number++}`;
    const fresh = `untitled:${number++}`;
    let document = TextDocument.create(uri, 'json', 1, DS);
    client.open(uri, 'json', DS);
    for (const [index, edit] of edits.entries()) {
      const start = Math.min(edit.from, document.getText().length);
      const change = { range: { start: document.positionAt(start), end: document.positionAt(Math.min(start + edit.length, document.getText().length)) }, text: edit.text };
      document = TextDocument.update(document, [change], index + 2);
      client.notify('textDocument/didChange', { textDocument: { uri, version: index + 2 }, contentChanges: [change] });
    }
    client.open(fresh, 'json', document.getText());
    const ask = (target: string) => client.request<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri: target } });
    assert.deepEqual((await ask(uri)).items.map(({ code, range }) => ({ code, range })), (await ask(fresh)).items.map(({ code, range }) => ({ code, range })));
    client.notify('textDocument/didClose', { textDocument: { uri } });
    client.notify('textDocument/didClose', { textDocument: { uri: fresh } });
  }), { numRuns: 60 });
  assert.equal(client.stderr(), '');
  assert.equal(await client.stop(), 0);
});
