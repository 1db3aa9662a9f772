import type { Connection } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { DialectId } from './dialects/block.js';
import { isDialectChoice } from './dialects/modeline.js';
import type { ThemeKind } from './drawing/formula.js';
import type { Knowledge } from './knowledge/knowledge.js';
import type { Language, Severity } from './knowledge/types.js';
import type { LensConfig } from './rules/config.js';
import { CONFIG_NAME, EMPTY_CONFIG, forFile, readConfig } from './rules/config.js';
import { RULES } from './rules/index.js';
import type { ReportedFinding } from './rules/rule.js';
import { runRules } from './rules/run.js';
import type { Run } from './run/run.js';
import { openRun } from './run/run.js';
import type { FileSystem } from './workspace/files.js';
import type { Snapshot } from './workspace/snapshot.js';
import { createSnapshot } from './workspace/snapshot.js';
import type { Workspace } from './workspace/workspace.js';
import { openWorkspace } from './workspace/workspace.js';

/** What the editor tells us about itself and its user's wishes. */
export interface Preferences {
  readonly language: Language;
  readonly theme: ThemeKind;
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
  /** Glob to dialect, as in the setting `mlConfigLens.dialects`. */
  readonly dialects: Readonly<Record<string, string>>;
  /** Globs in which all rules are silent. */
  readonly silent: readonly string[];
  /** Library to release, as in the setting `mlConfigLens.versions`. */
  readonly versions: Readonly<Record<string, string>>;
  /** The GPU the runs are for, as in the setting `mlConfigLens.gpu`. */
  readonly gpu?: string;
  /** Whether the fenced blocks of Markdown pages are checked; hover and completion work there in any case. */
  readonly markdown: boolean;
  /** Whether names of the book in Markdown prose have hovers. */
  readonly prose: boolean;
}

export const DEFAULT_PREFERENCES: Preferences = { language: 'en', theme: 'dark', severities: {}, dialects: {}, silent: [], versions: {}, markdown: false, prose: false };

/** The state behind the handlers: open documents with their snapshots, the files beside them, the user's wishes. */
export interface Session {
  readonly knowledge: Knowledge;
  readonly workspace: Workspace;
  preferences: Preferences;
  folders: readonly string[];
  document(uri: string): TextDocument | undefined;
  snapshot(uri: string): Snapshot | undefined;
  run(uri: string): Promise<Run | undefined>;
  findings(uri: string): Promise<readonly ReportedFinding[]>;
  /** The findings of any file of the workspace, open or not. */
  findingsOf(file: Snapshot): Promise<readonly ReportedFinding[]>;
  /** Re-reads ml-config-lens.yaml of every folder and forgets what depended on it. */
  reload(): Promise<void>;
  /** Forgets cached answers: a file on disk changed, or (`listings`) came or went. */
  invalidate(uri?: string, listings?: boolean): void;
  /** An open document changed: forgets what other documents concluded from it, and says which those are. */
  changed(uri: string): Promise<readonly string[]>;
}

interface Documents { get(uri: string): TextDocument | undefined }

/** A session over the open documents of a connection. */
export function openSession(connection: Connection, documents: Documents, files: FileSystem, knowledge: Knowledge): Session {
  const snapshots = new Map<string, Snapshot>();
  const runs = new Map<Snapshot, Promise<Run>>();
  const found = new Map<Snapshot, Promise<readonly ReportedFinding[]>>();
  const configs = new Map<string, LensConfig>();

  const relative = (uri: string): { readonly path: string; readonly config: LensConfig } => {
    const folder = session.folders.find((candidate) => uri.startsWith(`${candidate.replace(/\/$/, '')}/`));
    const path = folder === undefined ? uri.slice(uri.lastIndexOf('/') + 1) : uri.slice(folder.replace(/\/$/, '').length + 1);
    return { path: decodeURIComponent(path), config: configs.get(folder ?? '') ?? EMPTY_CONFIG };
  };
  const settingsFor = (uri: string): ReturnType<typeof forFile> => {
    const { path, config } = relative(uri);
    const { severities, dialects, silent } = session.preferences;
    // The project's file speaks for everybody who works on it; the user's own settings come after it and win.
    const own = Object.entries(dialects).map(([pattern, dialect]) => ({ pattern, disable: [], ...(isDialectChoice(dialect) ? { dialect } : {}) }));
    return { ...forFile({ ...config, severities: { ...config.severities, ...severities }, files: [...config.files, ...own, ...silent.map((pattern) => ({ pattern, disable: ['*'] }))] }, path), markdown: session.preferences.markdown };
  };
  const chosenDialect = (uri: string): DialectId | 'none' | undefined => settingsFor(uri).dialect;
  const snapshot = (uri: string): Snapshot | undefined => {
    const document = documents.get(uri);
    if (!document) { snapshots.delete(uri); return undefined; }
    const old = snapshots.get(uri);
    if (old?.version === document.version && old.languageId === document.languageId) return old;
    const chosen = chosenDialect(uri);
    const made = createSnapshot({ uri, version: document.version, languageId: document.languageId, text: document.getText(), ...(chosen ? { chosen } : {}) });
    if (old) { runs.delete(old); found.delete(old); }
    if (made) snapshots.set(uri, made);
    return made;
  };
  const run = async (uri: string): Promise<Run | undefined> => {
    const current = snapshot(uri);
    if (!current) return undefined;
    let opened = runs.get(current);
    if (!opened) runs.set(current, opened = openRun(current, session.workspace, knowledge));
    return opened;
  };
  const check = async (current: Snapshot): Promise<readonly ReportedFinding[]> => {
    const opened = await run(current.uri);
    if (!opened) return [];
    return runRules(RULES, opened, settingsFor(current.uri), (rule, error) => {
      connection.console.error(`rule ${rule} failed on ${current.uri}: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    });
  };
  const session: Session = {
    knowledge,
    preferences: DEFAULT_PREFERENCES,
    folders: [],
    workspace: openWorkspace({
      files, folders: () => session.folders, open: snapshot, chosenDialect,
      chosenVersions: (uri) => ({ ...relative(uri).config.versions, ...session.preferences.versions }),
      chosenGpu: (uri) => session.preferences.gpu ?? relative(uri).config.gpu,
    }),
    document: (uri) => documents.get(uri),
    snapshot,
    run,
    findings: (uri) => {
      const current = snapshot(uri);
      if (!current) return Promise.resolve([]);
      let known = found.get(current);
      if (!known) found.set(current, known = check(current));
      return known;
    },
    findingsOf: async (file) => {
      if (snapshot(file.uri)) return session.findings(file.uri);
      const opened = await openRun(file, session.workspace, knowledge);
      return runRules(RULES, opened, settingsFor(file.uri), (rule, error) => { connection.console.error(`rule ${rule} failed on ${file.uri}: ${String(error)}`); });
    },
    reload: async () => {
      configs.clear();
      for (const folder of session.folders) {
        const text = await files.read(`${folder.replace(/\/$/, '')}/${CONFIG_NAME}`);
        if (text !== undefined) configs.set(folder, readConfig(text));
      }
      session.invalidate();
      snapshots.clear();
    },
    invalidate: (uri, listings) => {
      session.workspace.forget(uri, listings);
      runs.clear();
      found.clear();
    },
    changed: async (uri) => {
      const dependent: string[] = [];
      for (const [other, opened] of [...runs]) {
        if (other.uri === uri || !(await opened.catch(() => undefined))?.touched.has(uri)) continue;
        runs.delete(other);
        found.delete(other);
        dependent.push(other.uri);
      }
      return dependent;
    },
  };
  return session;
}
