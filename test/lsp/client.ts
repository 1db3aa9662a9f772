// A small language client over stdio, as another editor would be.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import type { Diagnostic, InitializeParams, InitializeResult } from 'vscode-languageserver-protocol';
import { ROOT } from '../support/knowledge.js';

export interface TestClient {
  readonly capabilities: InitializeResult['capabilities'];
  request<R>(method: string, params: unknown): Promise<R>;
  notify(method: string, params: unknown): void;
  open(uri: string, languageId: string, text: string): void;
  /** The next diagnostics pushed for a document. */
  pushed(uri: string): Promise<{ readonly version?: number; readonly diagnostics: readonly Diagnostic[] }>;
  /** The next notification of a method. */
  notified<P>(method: string): Promise<P>;
  readonly stderr: () => string;
  stop(): Promise<number | null>;
}

/** Starts the packaged server. `capabilities` and `options` decide what kind of editor it meets, `settings` what its user has set. */
export async function startClient(capabilities: InitializeParams['capabilities'], options?: unknown, locale?: string, folders?: string, settings: unknown = null): Promise<TestClient> {
  const child = spawn(process.execPath, [path.join(ROOT, 'dist/server/main.js'), '--stdio'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (data: Buffer) => { errors += data.toString(); });
  const connection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  const waiting = new Map<string, ((params: { diagnostics: Diagnostic[]; version?: number }) => void)[]>();
  connection.onNotification('textDocument/publishDiagnostics', (params: { uri: string; diagnostics: Diagnostic[]; version?: number }) => { for (const done of waiting.get(params.uri) ?? []) done(params); waiting.delete(params.uri); });
  connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => settings));
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('workspace/diagnostic/refresh', () => null);
  connection.listen();
  const result = await connection.sendRequest<InitializeResult>('initialize', {
    processId: process.pid, rootUri: folders ?? null, capabilities, initializationOptions: options, ...(locale === undefined ? {} : { locale }),
    ...(folders === undefined ? {} : { workspaceFolders: [{ uri: folders, name: 'test' }] }),
  });
  await connection.sendNotification('initialized', {});
  return {
    capabilities: result.capabilities,
    request: (method, params) => connection.sendRequest(method, params),
    notify: (method, params) => { void connection.sendNotification(method, params); },
    open: (uri, languageId, text) => { void connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } }); },
    pushed: (uri) => new Promise((done) => { waiting.set(uri, [...(waiting.get(uri) ?? []), done]); }),
    notified: (method) => new Promise((done) => { connection.onNotification(method, done); }),
    stderr: () => errors,
    stop: async () => {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      return new Promise((done) => { child.on('exit', done); });
    },
  };
}
