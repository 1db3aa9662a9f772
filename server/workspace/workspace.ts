import type { DialectId } from '../dialects/block.js';
import type { LibraryVersions } from '../knowledge/releases.js';
import type { FileSystem } from './files.js';
import type { Snapshot } from './snapshot.js';
import { createSnapshot } from './snapshot.js';
import type { VersionEvidence } from './versions/evidence.js';
import { folderEvidence, mergeEvidence, settingsEvidence, versionFolders } from './versions/versions.js';
import { writtenEvidence } from './versions/written.js';
import { walkFolders } from './walk.js';

/** A document held open by the editor: its newest text. */
export interface OpenDocument {
  readonly uri: string;
  readonly version: number;
  readonly languageId: string;
  readonly text: string;
}

/** The files around a document: the open ones as they stand in the editor, the others as they stand on disk. */
export interface Workspace {
  readonly folders: () => readonly string[];
  /** The newest snapshot of a file; undefined when it does not exist or is none of ours. */
  snapshot(uri: string, languageId?: string): Promise<Snapshot | undefined>;
  list(folder: string): Promise<readonly string[]>;
  /** The files of the workspace folders that may take part in a run. */
  files(): Promise<readonly string[]>;
  /** What is known about the installed libraries where a file stands; the same object for the same answer. */
  versions(snapshot: Snapshot): Promise<LibraryVersions>;
  /** The GPU that the settings name for a file, in the user's words. */
  gpu(uri: string): string | undefined;
  /** Forgets what was read from disk; one file, or all of them. `listings`: a file came or went. */
  forget(uri?: string, listings?: boolean): void;
}

export interface WorkspaceHost {
  readonly files: FileSystem;
  readonly folders: () => readonly string[];
  readonly open: (uri: string) => Snapshot | undefined;
  readonly chosenDialect: (uri: string) => DialectId | 'none' | undefined;
  /** Library → release, as the user's settings say. */
  readonly chosenVersions: (uri: string) => Readonly<Record<string, string>>;
  /** The GPU the runs are for, as the settings say. */
  readonly chosenGpu: (uri: string) => string | undefined;
}

/** A file on disk larger than this is not looked at when another file only mentions it. */
const LARGEST_LINKED_FILE = 500_000;

/** The workspace over a host. What was read stays cached until `forget`: the host watches the files. */
export function openWorkspace(host: WorkspaceHost): Workspace {
  const read = new Map<string, Promise<Snapshot | undefined>>();
  const listed = new Map<string, Promise<readonly string[]>>();
  const evidence = new Map<string, Promise<readonly VersionEvidence[]>>();
  const answers = new Map<string, LibraryVersions>();
  const below = new Map<string, Promise<readonly string[]>>();
  let walked: Promise<readonly string[]> | undefined;
  const list = (folder: string): Promise<readonly string[]> => {
    let found = listed.get(folder);
    if (!found) listed.set(folder, found = host.files.list(folder));
    return found;
  };
  const subfolders = (folder: string): Promise<readonly string[]> => {
    let found = below.get(folder);
    if (!found) below.set(folder, found = host.files.subfolders(folder));
    return found;
  };
  const load = async (uri: string, languageId: string): Promise<Snapshot | undefined> => {
    const text = await host.files.read(uri);
    if (text === undefined || text.length > LARGEST_LINKED_FILE) return undefined;
    const chosen = host.chosenDialect(uri);
    return createSnapshot({ uri, version: -1, languageId, text, ...(chosen ? { chosen } : {}) });
  };
  return {
    folders: host.folders,
    // The same file is not asked for as two languages: who names it knows what it is.
    snapshot: (uri, languageId = '') => {
      const open = host.open(uri);
      if (open) return Promise.resolve(open);
      let found = read.get(uri);
      if (!found) read.set(uri, found = load(uri, languageId));
      return found;
    },
    list,
    files: () => walked ??= walkFolders(host.folders(), { list, subfolders }),
    versions: async (snapshot) => {
      const folders = await Promise.all(versionFolders(snapshot.uri, host.folders()).map((folder) => {
        let found = evidence.get(folder);
        if (!found) evidence.set(folder, found = folderEvidence(folder, host.files));
        return found;
      }));
      const settings = settingsEvidence(host.chosenVersions(snapshot.uri), 'settings');
      const all = [...folders, writtenEvidence(snapshot)];
      const key = JSON.stringify([settings, all]);
      let answer = answers.get(key);
      if (!answer) answers.set(key, answer = mergeEvidence(all, settings));
      return answer;
    },
    gpu: host.chosenGpu,
    forget: (uri, listings = true) => {
      if (uri === undefined) read.clear();
      else read.delete(uri);
      evidence.clear();
      if (!listings) return;
      listed.clear();
      below.clear();
      walked = undefined;
    },
  };
}
