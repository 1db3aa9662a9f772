// A launch line and the script it starts: completion, hover, navigation and rename over the protocol.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import type { CompletionList, Diagnostic, Hover, Location, MarkupContent, Position, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { startClient } from './client.js';

const SCRIPT = `import argparse

def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--lora_rank', type=int, default=8, help='width of the low-rank update')
    parser.add_argument('--mode', choices=['lora', 'full'], default='lora')
    parser.add_argument('--data', required=True)
    args = parser.parse_args()
    print(args.lora_rank, args.mode)
`;
const LAUNCH = 'LR=8\npython train.py --lora_rank $LR --data a.json \npython train.py --lora_rank 16 --data b.json\n';

const PULL = { textDocument: { diagnostic: {}, hover: { contentFormat: ['markdown' as const] }, completion: { completionItem: { snippetSupport: true } } } };

async function project() {
  const folder = mkdtempSync(path.join(tmpdir(), 'launch-'));
  const uri = (name: string): string => pathToFileURL(path.join(folder, name)).href;
  writeFileSync(path.join(folder, 'train.py'), SCRIPT);
  writeFileSync(path.join(folder, 'run.sh'), LAUNCH);
  const client = await startClient(PULL as never, undefined, undefined, pathToFileURL(folder).href);
  client.open(uri('run.sh'), 'shellscript', LAUNCH);
  return { client, uri };
}

const at = (text: string, word: string, nth = 0): Position => {
  let index = -1;
  for (let i = 0; i <= nth; i++) index = text.indexOf(word, index + 1);
  return TextDocument.create('', '', 0, text).positionAt(index + 2);
};
const spanned = (text: string, { range }: Location): string => TextDocument.create('', '', 0, text).getText(range);

test('hover gives the script’s own words, its default and its line, then what the value is', async () => {
  const { client, uri } = await project();
  const hover = await client.request<Hover>('textDocument/hover', { textDocument: { uri: uri('run.sh') }, position: at(LAUNCH, '--lora_rank') });
  const { value } = hover.contents as MarkupContent;
  assert.match(value, /`int` · default `8` · train\.py:5/);
  assert.match(value, /width of the low-rank update/);
  const used = await client.request<Hover>('textDocument/hover', { textDocument: { uri: uri('run.sh') }, position: at(LAUNCH, '$LR') });
  assert.match((used.contents as MarkupContent).value, /`LR` = `8`, set in line 1/);
  await client.stop();
});

test('completion offers exactly the flags that are left', async () => {
  const { client, uri } = await project();
  const list = await client.request<CompletionList>('textDocument/completion', { textDocument: { uri: uri('run.sh') }, position: { line: 1, character: 47 } });
  assert.deepEqual(list.items.map((item) => item.label), ['--mode']);
  await client.stop();
});

test('from the flag to its declaration, from the declaration to every launch line', async () => {
  const { client, uri } = await project();
  const definition = await client.request<Location>('textDocument/definition', { textDocument: { uri: uri('run.sh') }, position: at(LAUNCH, '--lora_rank') });
  assert.equal(definition.uri, uri('train.py'));
  assert.equal(spanned(SCRIPT, definition), 'lora_rank');
  client.open(uri('train.py'), 'python', SCRIPT);
  const references = await client.request<Location[]>('textDocument/references', { textDocument: { uri: uri('train.py') }, position: at(SCRIPT, 'lora_rank'), context: { includeDeclaration: true } });
  assert.deepEqual(references.map((each) => [path.basename(each.uri), each.range.start.line]), [['train.py', 4], ['run.sh', 1], ['run.sh', 2]]);
  await client.stop();
});

test('a rename reaches the declaration, what reads it, and every launch line', async () => {
  const { client, uri } = await project();
  const edit = await client.request<WorkspaceEdit>('textDocument/rename', { textDocument: { uri: uri('run.sh') }, position: at(LAUNCH, '--lora_rank'), newName: 'rank' });
  const after = (name: string, text: string): string => {
    const change = edit.documentChanges!.find((each) => 'textDocument' in each && each.textDocument.uri === uri(name));
    return change && 'edits' in change ? TextDocument.applyEdits(TextDocument.create('', '', 0, text), change.edits as never) : text;
  };
  assert.equal(after('train.py', SCRIPT), SCRIPT.replaceAll('lora_rank', 'rank'));
  assert.equal(after('run.sh', LAUNCH), LAUNCH.replaceAll('lora_rank', 'rank'));
  await assert.rejects(client.request('textDocument/rename', { textDocument: { uri: uri('run.sh') }, position: at(LAUNCH, '--lora_rank'), newName: 'mode' }), /already/);
  await client.stop();
});

test('findings follow the script while it is being edited', async () => {
  const { client, uri } = await project();
  const findings = async (): Promise<readonly unknown[]> => (await client.request<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri: uri('run.sh') } })).items.map((item) => item.code);
  assert.deepEqual(await findings(), []);
  client.open(uri('train.py'), 'python', SCRIPT);
  client.notify('textDocument/didChange', { textDocument: { uri: uri('train.py'), version: 2 }, contentChanges: [{ text: SCRIPT.replace("'--lora_rank'", "'--rank'") }] });
  assert.deepEqual(await findings(), ['unknown-flag', 'unknown-flag']);
  client.notify('textDocument/didChange', { textDocument: { uri: uri('train.py'), version: 3 }, contentChanges: [{ text: SCRIPT }] });
  assert.deepEqual(await findings(), []);
  await client.stop();
});
