import { openKnowledge } from './knowledge/knowledge.js';
import { openPack } from './knowledge/pack.js';
import { startServer } from './server.js';
import { NO_FILES } from './workspace/files.js';

/** What a door needs of the engine. It is handed in, not imported: a module that a lazily loaded door imports would be loaded lazily itself, which costs at every start. */
export const engine = { startServer, openKnowledge, openPack, NO_FILES };

export type Engine = typeof engine;
