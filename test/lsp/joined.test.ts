// A DeepSpeed file and the launch lines that name it: hints, findings across files, and what follows a change in either.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Diagnostic, DocumentLink, Hover, InlayHint, Location, MarkupContent } from 'vscode-languageserver-protocol';
import { startClient } from './client.js';

const PULL = { textDocument: { diagnostic: {}, hover: { contentFormat: ['markdown' as const] } } };
const launch = (batch: number): string => `torchrun --nproc_per_node 4 run_clm.py --deepspeed ds.json --per_device_train_batch_size ${batch} --gradient_accumulation_steps 8 --num_train_epochs 1 --save_strategy no\n`;
const AUTO = '{\n  "train_batch_size": "auto",\n  "train_micro_batch_size_per_gpu": "auto",\n  "zero_optimization": { "stage": 2 }\n}\n';
const EVERYTHING = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

async function project(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(path.join(tmpdir(), 'joined-'));
  const uri = (name: string): string => pathToFileURL(path.join(folder, name)).href;
  const write = (name: string, text: string): void => { writeFileSync(path.join(folder, name), text); };
  for (const [name, text] of Object.entries(files)) write(name, text);
  const client = await startClient(PULL as never, undefined, undefined, pathToFileURL(folder).href);
  return { client, uri, write };
}

test('hints behind "auto" follow the launch line, open or on disk', async () => {
  const { client, uri, write } = await project({ 'ds.json': AUTO, 'run.sh': launch(2) });
  client.open(uri('ds.json'), 'json', AUTO);
  const hints = async (): Promise<readonly unknown[]> => (await client.request<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri: uri('ds.json') }, range: EVERYTHING })).map((hint) => [hint.position.line, hint.label]);
  assert.deepEqual(await hints(), [[1, '= 64'], [2, '= 2']]); // 4 × 2 × 8
  write('run.sh', launch(3));
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uri('run.sh'), type: 2 }] });
  assert.deepEqual(await hints(), [[1, '= 96'], [2, '= 3']]);
  client.open(uri('run.sh'), 'shellscript', launch(3));
  client.notify('textDocument/didChange', { textDocument: { uri: uri('run.sh'), version: 2 }, contentChanges: [{ text: launch(5) }] });
  assert.deepEqual(await hints(), [[1, '= 160'], [2, '= 5']]);
  write('other.sh', launch(1));
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uri('other.sh'), type: 1 }] });
  assert.deepEqual((await hints())[1], [2, '= 1 | 5']);
  await client.stop();
});

test('a finding across two files points into the other, from either side', async () => {
  const ds = AUTO.replace('"train_micro_batch_size_per_gpu": "auto"', '"train_micro_batch_size_per_gpu": 8');
  const { client, uri } = await project({ 'ds.json': ds, 'run.sh': launch(2) });
  for (const [name, language, text, other] of [['ds.json', 'json', ds, 'run.sh'], ['run.sh', 'shellscript', launch(2), 'ds.json']] as const) {
    client.open(uri(name), language, text);
    const { items } = await client.request<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri: uri(name) } });
    const found = items.find((item) => item.code === 'deepspeed-argument-mismatch');
    assert.ok(found, `${name}: ${items.map((item) => item.code).join()}`);
    assert.match(JSON.stringify(found.message), /run\.sh:1/);
    assert.deepEqual(found.relatedInformation!.map((related) => related.location.uri), [uri(other)]);
  }
  await client.stop();
});

test('a path is a link, leads to the file, and shows how it begins', async () => {
  const { client, uri } = await project({ 'ds.json': AUTO, 'run.sh': launch(2) });
  client.open(uri('run.sh'), 'shellscript', launch(2));
  const links = await client.request<DocumentLink[]>('textDocument/documentLink', { textDocument: { uri: uri('run.sh') } });
  assert.deepEqual(links.map((link) => link.target), [uri('ds.json')]);
  const position = { line: 0, character: launch(2).indexOf('ds.json') + 2 };
  const definition = await client.request<Location>('textDocument/definition', { textDocument: { uri: uri('run.sh') }, position });
  assert.equal(definition.uri, uri('ds.json'));
  const hover = await client.request<Hover>('textDocument/hover', { textDocument: { uri: uri('run.sh') }, position });
  assert.match((hover.contents as MarkupContent).value, /```json\n\{\n {2}"train_batch_size": "auto"/);
  await client.stop();
});

test('the page of a run holds what is wrong first, then every setting with its source', async () => {
  const { client, uri } = await project({ 'ds.json': AUTO.replace('"stage": 2', '"stage": 2, "overlap_com": true'), 'run.sh': launch(2) });
  client.open(uri('run.sh'), 'shellscript', launch(2));
  const page = await client.request<{ title: string; html: string }>('mlConfigLens/page', { kind: 'run', id: uri('run.sh') });
  assert.equal(page.title, 'run.sh:1');
  assert.ok(page.html.indexOf('overlap_com') < page.html.indexOf('<table') && page.html.indexOf('overlap_com') > 0);
  assert.match(page.html, /effective batch<\/td><td><code>64<\/code><br><small>2 × 8 × 4/);
  assert.equal(await client.request('mlConfigLens/page', { kind: 'run', id: uri('nothing.sh') }), null);
  await client.stop();
});
