import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Run } from '../server/run/run.js';
import { openRun } from '../server/run/run.js';
import type { LensConfig } from '../server/rules/config.js';
import { forFile } from '../server/rules/config.js';
import { RULES } from '../server/rules/index.js';
import type { ReportedFinding } from '../server/rules/rule.js';
import { runRules } from '../server/rules/run.js';
import type { Snapshot } from '../server/workspace/snapshot.js';
import { createSnapshot } from '../server/workspace/snapshot.js';
import type { Workspace } from '../server/workspace/workspace.js';
import { openWorkspace } from '../server/workspace/workspace.js';
import { decode, disk, projectOf, uriOf } from './files.js';
import type { Terminal } from './terminal.js';

/** One file read and understood, with its findings; undefined when it is not UTF-8 text. */
export interface Look { readonly path: string; readonly snapshot: Snapshot | undefined; readonly run: Run | undefined; readonly findings: readonly ReportedFinding[] }

const workspaces = new WeakMap<Terminal, Map<string, Workspace>>();

/** The files around a project, walked once for all the files of one command. */
function workspaceOf(terminal: Terminal, root: string, config: LensConfig, versions: Readonly<Record<string, string>>): Workspace {
  const known = workspaces.get(terminal) ?? new Map<string, Workspace>();
  workspaces.set(terminal, known);
  const key = JSON.stringify([root, versions]);
  let workspace = known.get(key);
  if (!workspace) known.set(key, workspace = openWorkspace({ files: disk, folders: () => [uriOf(root)], open: () => undefined, chosenDialect: () => undefined, chosenVersions: () => ({ ...config.versions, ...versions }), chosenGpu: () => config.gpu }));
  return workspace;
}

/** Reads a file (or the text given for it) as the editor would; `versions` win over what the project says is installed. */
export async function lookAt(terminal: Terminal, file: string, given?: string, versions: Readonly<Record<string, string>> = {}): Promise<Look | 'not-utf8'> {
  const text = given ?? decode(readFileSync(file));
  if (text === undefined) return 'not-utf8';
  const uri = uriOf(file);
  const { root, config } = projectOf(file);
  const settings = forFile(config, path.relative(root, path.resolve(file)).split(path.sep).join('/'));
  // Version -1: a file on disk, where no editor speaks beside us.
  const snapshot = createSnapshot({ uri, version: -1, languageId: '', text, ...(settings.dialect ? { chosen: settings.dialect } : {}) });
  if (!snapshot) return { path: file, snapshot: undefined, run: undefined, findings: [] };
  const workspace = workspaceOf(terminal, root, config, versions);
  const run = await openRun(snapshot, workspace, terminal.knowledge);
  const findings = runRules(RULES, run, settings, (rule, error) => { terminal.err(`${file}: rule ${rule} failed: ${String(error)}\n`); });
  return { path: file, snapshot, run, findings };
}
