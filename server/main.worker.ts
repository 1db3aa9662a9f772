import { BrowserMessageReader, BrowserMessageWriter, createConnection, ProposedFeatures } from 'vscode-languageserver/browser';
import { openKnowledge } from './knowledge/knowledge.js';
import { startServer } from './server.js';
import { NO_FILES } from './workspace/files.js';
// The build puts the compiled knowledge here as text: parsed part by part, when first asked for.
import compiled from 'compiled-knowledge';

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
const connection = createConnection(ProposedFeatures.all, new BrowserMessageReader(scope), new BrowserMessageWriter(scope));
startServer(connection, { knowledge: openKnowledge((name) => JSON.parse(compiled[name] ?? 'null') as unknown), files: NO_FILES });
