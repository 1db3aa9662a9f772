import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { actions, codeOf, findings, hoverText, open } from './support.js';

/** Every finding that the examples' README promises. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'train_lora.sh': ['comment-after-continuation', 'comment-after-continuation'],
  'deepspeed.json': ['batch-size-mismatch', 'offload-param-below-stage-3', 'unknown-deepspeed-key'],
  'lora_config.yaml': ['dropout-out-of-range', 'renamed-key', 'steps-beyond-max', 'unknown-choice'],
  'args.py': ['implausible-value', 'max-steps-with-epochs'],
  'train_ptuning.sh': [],
};

suite('the example workspace', () => {
  suiteSetup(async () => {
    const extension = vscode.extensions.getExtension('ml-config-lens.ml-config-lens');
    assert.ok(extension, 'the extension is there');
    await extension.activate();
    if (process.env.E2E_MODE === 'vsix') assert.match(extension.extensionPath, /ext\/ml-config-lens\.ml-config-lens-/, 'it is the installed one');
    if (process.env.E2E_MODE === 'web') assert.equal(extension.extensionUri.scheme, 'http', 'the browser loaded it');
  });
  for (const [name, codes] of Object.entries(EXPECTED)) {
    test(`${name} shows its findings`, async () => {
      const document = await open(name);
      if (codes.length > 0) await findings(document, (found) => found.length >= codes.length);
      else await hoverText(document, '--pre_seq_len');
      assert.deepEqual([...await findings(document, () => true)].map(codeOf).sort(), [...codes].sort());
    });
  }
  test('every finding links to its page over https', async () => {
    const document = await open('deepspeed.json');
    for (const diagnostic of await findings(document, (found) => found.length > 0)) {
      assert.match((diagnostic.code as { target: vscode.Uri }).target.toString(true), /^https:\/\/.*\/docs\/rules\/[a-z0-9-]+\.md$/);
    }
  });
  test('hover shows the formula, as a picture and in text, with the numbers of the file', async () => {
    const text = await hoverText(await open('args.py'), 'lora_alpha');
    assert.match(text, /data:image\/svg\+xml;base64,/);
    assert.match(text, /α\/r = 32\/8 = 4/);
  });
  test('hover on a lost flag says so', async () => {
    assert.match(await hoverText(await open('train_lora.sh'), '--lora_rank'), /cut off/);
  });
  test('hover counts the trained values of a prefix from the model beside it', async () => {
    // 28 layers, 32 heads of 4096/32 = 128, 2 key-value groups: 128 · 2 · 28 · (128 · 2) = 1,835,008
    assert.match(await hoverText(await open('train_ptuning.sh'), '--pre_seq_len'), /1,835,008/);
  });
  test('one fix mends the whole command', async () => {
    const document = await open('train_lora.sh');
    const [first] = await findings(document, (found) => found.length === 2);
    const fix = (await actions(document, first!.range)).find((action) => /Mend the command/.test(action.title));
    assert.ok(fix?.edit, 'the fix has an edit');
    await vscode.workspace.applyEdit(fix.edit);
    await findings(document, (found) => found.length === 0);
    assert.match(document.getText(), /^ *# how often a checkpoint is written\n *# the rank\ndeepspeed --num_gpus 8/m);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
  test('a file of nobody stays untouched', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'json', content: '{"name": "x", "stage": 2, "version": 1}' });
    await vscode.window.showTextDocument(document);
    assert.equal((await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, new vscode.Position(0, 16))).length, 0);
  });
});
