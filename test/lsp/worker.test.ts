// The bundle runs without Node: in a context that has only what a web worker has.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import vm from 'node:vm';
import { ROOT } from '../support/knowledge.js';

interface Message { readonly id?: number; readonly method?: string; readonly result?: { capabilities?: { hoverProvider?: boolean }; contents?: { value: string } } }

test('initialize and hover in a bare worker', async () => {
  const answers: Message[] = [];
  let receive: ((event: { data: unknown }) => void) | undefined;
  const scope: Record<string, unknown> = {
    postMessage: (message: Message) => { answers.push(message); }, console, setTimeout, clearTimeout, queueMicrotask, TextEncoder, TextDecoder, URL, btoa, atob, performance,
    set onmessage(handler: (event: { data: unknown }) => void) { receive = handler; },
    addEventListener: (type: string, handler: (event: { data: unknown }) => void) => { if (type === 'message') receive = handler; },
    removeEventListener: () => { receive = undefined; }, importScripts: () => undefined, Uint8Array, DataView,
  };
  scope.self = scope;
  vm.runInContext(readFileSync(path.join(ROOT, 'dist/server/main.js'), 'utf8'), vm.createContext(scope));
  await new Promise((done) => setTimeout(done, 10));
  receive!({ data: new Uint8Array(readFileSync(path.join(ROOT, 'dist/knowledge.pack'))) });
  const ask = async (id: number, method: string, params: unknown): Promise<Message> => {
    receive!({ data: { jsonrpc: '2.0', id, method, params } });
    for (let i = 0; i < 200; i++) {
      const found = answers.find((answer) => answer.id === id && answer.method === undefined);
      if (found) return found;
      await new Promise((done) => setTimeout(done, 10));
    }
    throw new Error(`no answer to ${method}`);
  };
  assert.equal((await ask(1, 'initialize', { processId: null, rootUri: null, capabilities: {} })).result?.capabilities?.hoverProvider, true);
  receive!({ data: { jsonrpc: '2.0', method: 'initialized', params: {} } });
  receive!({ data: { jsonrpc: '2.0', method: 'textDocument/didOpen', params: { textDocument: { uri: 'vscode-vfs://github/a.yaml', languageId: 'yaml', version: 1, text: 'peft_type: LORA\nr: 8\nlora_alpha: 32\n' } } } });
  const hover = await ask(2, 'textDocument/hover', { textDocument: { uri: 'vscode-vfs://github/a.yaml' }, position: { line: 2, character: 2 } });
  assert.match(hover.result?.contents?.value ?? '', /32\/8 = 4/);
});
