import { decompress } from 'fzstd';
import { BrowserMessageReader, BrowserMessageWriter, createConnection, ProposedFeatures } from 'vscode-languageserver/browser';
import type { Engine } from './engine.js';

/** Waits for the knowledge, which the client reads from the package because a worker has no disk, and then talks to it. */
export function serve({ startServer, openKnowledge, openPack, NO_FILES }: Engine): void {
  const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
  const receive = ({ data }: MessageEvent<unknown>): void => {
    if (!(data instanceof Uint8Array)) return;
    scope.removeEventListener('message', receive);
    const connection = createConnection(ProposedFeatures.all, new BrowserMessageReader(scope), new BrowserMessageWriter(scope));
    startServer(connection, { knowledge: openKnowledge(openPack(data, decompress)), files: NO_FILES });
  };
  scope.addEventListener('message', receive);
}
