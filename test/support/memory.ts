import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Knowledge } from '../../server/knowledge/knowledge.js';
import { CONFIG_NAME, readConfig } from '../../server/rules/config.js';
import { NO_RULE_SETTINGS } from '../../server/rules/rule-settings.js';
import { RULES } from '../../server/rules/index.js';
import type { ReportedFinding } from '../../server/rules/rule.js';
import { runRules } from '../../server/rules/run.js';
import type { Run } from '../../server/run/run.js';
import { openRun } from '../../server/run/run.js';
import type { Snapshot } from '../../server/workspace/snapshot.js';
import { createSnapshot } from '../../server/workspace/snapshot.js';
import { openWorkspace } from '../../server/workspace/workspace.js';

const FOLDER = 'memory://test/project';

/** A file in a workspace that exists only here, with the files beside it. */
export interface MemoryFile { readonly file: string; readonly text: string; readonly with?: Readonly<Record<string, string>> }

/** The run of a file in memory. A rule that throws fails the test. */
export async function runOf(input: MemoryFile, knowledge: Knowledge): Promise<Run> {
  const texts = new Map(Object.entries({ ...input.with, [input.file]: input.text }).map(([name, text]) => [`${FOLDER}/${name}`, text]));
  const workspace = openWorkspace({
    folders: () => [FOLDER], open: () => undefined, chosenDialect: () => undefined, chosenVersions: () => ({}), chosenGpu: () => readConfig(input.with?.[CONFIG_NAME] ?? '').gpu,
    files: {
      read: (uri) => Promise.resolve(texts.get(uri)),
      list: (folder) => Promise.resolve([...texts.keys()].filter((uri) => uri.startsWith(`${folder}/`) && !uri.slice(folder.length + 1).includes('/')).map((uri) => uri.slice(folder.length + 1))),
      subfolders: (folder) => Promise.resolve([...new Set([...texts.keys()].filter((uri) => uri.startsWith(`${folder}/`) && uri.slice(folder.length + 1).includes('/')).map((uri) => uri.slice(folder.length + 1).split('/')[0]!))]),
    },
  });
  return openRun(snapshotOf(input), workspace, knowledge);
}

export function snapshotOf({ file, text }: MemoryFile): Snapshot {
  const snapshot = createSnapshot({ uri: `${FOLDER}/${file}`, version: -1, languageId: '', text });
  if (!snapshot) throw new Error(`no reader for ${file}`);
  return snapshot;
}

export async function findingsOf(input: MemoryFile, knowledge: Knowledge): Promise<readonly ReportedFinding[]> {
  return runRules(RULES, await runOf(input, knowledge), NO_RULE_SETTINGS, (rule, error) => { throw new Error(`${rule}: ${String(error)}`, { cause: error }); });
}

export function documentOf({ file, text }: MemoryFile): TextDocument {
  return TextDocument.create(`${FOLDER}/${file}`, '', 1, text);
}
