import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { actions, findings, hoverText, open } from './support.js';

async function untitled(language: string, content: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document);
  return document;
}

async function complete(document: vscode.TextDocument, marker: string): Promise<readonly vscode.CompletionItem[]> {
  const position = document.positionAt(document.getText().indexOf(marker) + marker.length);
  return (await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, position, undefined, 20)).items;
}

const labels = (items: readonly vscode.CompletionItem[]): readonly string[] => items.map((item) => (typeof item.label === 'string' ? item.label : item.label.label));

suite('editing', () => {
  test('completion offers keys of the section that are not there yet', async () => {
    const document = await untitled('json', '{ "zero_optimization": { "stage": 2, "over" }, "train_micro_batch_size_per_gpu": 4 }');
    const found = labels(await complete(document, '"over'));
    assert.ok(found.includes('overlap_comm') && !found.includes('stage'), found.slice(0, 10).join());
  });
  test('completion offers values', async () => {
    const document = await untitled('yaml', 'peft_type: LORA\nr: 8\nlora_alpha: 16\ntask_type: \n');
    assert.ok(labels(await complete(document, 'task_type: ')).includes('CAUSAL_LM'));
  });
  test('completion offers flags in a training command', async () => {
    const document = await untitled('shellscript', 'torchrun train.py --per_device_train_batch_size 4 --save_strategy no --learn\n');
    assert.ok(labels(await complete(document, '--learn')).includes('--learning_rate'));
  });
  test('a rule is silenced by a comment above the line', async () => {
    const document = await untitled('yaml', 'peft_type: LORA\nr: 8\nlora_dropout: 1.5\n');
    const [finding] = await findings(document, (found) => found.length === 1);
    const action = (await actions(document, finding!.range)).find((candidate) => /Disable dropout-out-of-range here/.test(candidate.title));
    assert.ok(action?.edit);
    await vscode.workspace.applyEdit(action.edit);
    await findings(document, (found) => found.length === 0);
    assert.equal(document.getText(), 'peft_type: LORA\nr: 8\n# ml-config-lens-disable-next-line dropout-out-of-range\nlora_dropout: 1.5\n');
  });
  test('in JSON a rule is silenced by an entry in ml-config-lens.yaml', async () => {
    const document = await open('deepspeed.json');
    await findings(document, (found) => found.includes('unknown-deepspeed-key'));
    await vscode.commands.executeCommand('mlConfigLens.silenceInConfig', document.uri.toString(), 'unknown-deepspeed-key');
    await findings(document, (found) => found.length === 2 && !found.includes('unknown-deepspeed-key'));
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(document.uri, '../ml-config-lens.yaml'));
    await findings(document, (found) => found.includes('unknown-deepspeed-key'));
  });
  test('the language can be changed while the editor runs', async () => {
    const settings = vscode.workspace.getConfiguration('mlConfigLens');
    await settings.update('language', 'zh-cn', vscode.ConfigurationTarget.Global);
    const document = await open('deepspeed.json');
    for (const end = Date.now() + 10_000; Date.now() < end && !/默认/.test(await hoverText(document, '"stage"'));) await new Promise((done) => setTimeout(done, 100));
    assert.match(await hoverText(document, '"stage"'), /默认/);
    await settings.update('language', undefined, vscode.ConfigurationTarget.Global);
  });
  test('a severity can be turned off', async () => {
    const settings = vscode.workspace.getConfiguration('mlConfigLens');
    const document = await open('args.py');
    await findings(document, (found) => found.length === 2);
    await settings.update('rules', { 'implausible-value': 'off' }, vscode.ConfigurationTarget.Global);
    await findings(document, (found) => found.length === 1);
    await settings.update('rules', undefined, vscode.ConfigurationTarget.Global);
    await findings(document, (found) => found.length === 2);
  });
  test('the palette has its commands', async () => {
    const all = await vscode.commands.getCommands(true);
    for (const name of ['openConcept', 'changeDialect', 'restartServer', 'showOutput']) assert.ok(all.includes(`mlConfigLens.${name}`), name);
  });
  test('a concept opens beside the editor', async () => {
    await vscode.commands.executeCommand('mlConfigLens.openConcept', 'zero-1');
    const titles = (): readonly string[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs).map((tab) => tab.label);
    for (const end = Date.now() + 10_000; Date.now() < end && !titles().some((title) => /ZeRO/.test(title));) await new Promise((done) => setTimeout(done, 100));
    assert.ok(titles().some((title) => /ZeRO/.test(title)), titles().join());
  });
});
