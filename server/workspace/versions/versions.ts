import type { LibraryVersion, LibraryVersions } from '../../knowledge/releases.js';
import { NO_VERSIONS } from '../../knowledge/releases.js';
import type { FileSystem } from '../files.js';
import { candidateFolders, resolveUri } from '../files.js';
import { readDistInfo, readEnvironment, readSetupCfg } from './environment.js';
import type { VersionEvidence } from './evidence.js';
import { RANKS } from './evidence.js';
import { readPackageLock, readPipfileLock } from './locks.js';
import { readPyproject } from './pyproject.js';
import { readRequirements } from './requirements.js';
import { admits, evidenceOf } from './specifier.js';

/** A file larger than this is not read for versions. */
const LARGEST = 8_000_000;

const READERS: readonly (readonly [RegExp, (text: string, from: string) => readonly VersionEvidence[]])[] = [
  [/^pyproject\.toml$/, readPyproject],
  [/^(uv|poetry|pdm)\.lock$/, readPackageLock],
  [/^Pipfile\.lock$/, readPipfileLock],
  [/^(conda-)?env(ironment)?\.ya?ml$/, readEnvironment],
  [/^setup\.cfg$/, readSetupCfg],
];

const REQUIREMENTS = /^(requirements|constraints)[\w.-]*\.txt$/;

/** Whether a change of this file may change what is known about versions. */
export function tellsVersions(name: string): boolean {
  return REQUIREMENTS.test(name) || READERS.some(([pattern]) => pattern.test(name));
}

/** Everything one folder says about installed releases. */
export async function folderEvidence(folder: string, files: FileSystem): Promise<readonly VersionEvidence[]> {
  const names = (await files.list(folder)).filter(tellsVersions);
  const read = async (name: string): Promise<string> => {
    const text = await files.read(resolveUri(folder, name));
    return text === undefined || text.length > LARGEST ? '' : text;
  };
  const declared = await Promise.all(names.map(async (name) => {
    const reader = READERS.find(([pattern]) => pattern.test(name))?.[1];
    return reader ? reader(await read(name), name) : requirementsWithIncludes(name, read);
  }));
  return [...declared.flat(), ...await installed(folder, files)];
}

/** A requirements file and, one step deep, those it includes. */
async function requirementsWithIncludes(name: string, read: (name: string) => Promise<string>): Promise<readonly VersionEvidence[]> {
  const { evidence, includes } = readRequirements(await read(name), name);
  const included = await Promise.all(includes.map(async (other) => readRequirements(await read(other), other).evidence));
  return [...evidence, ...included.flat()];
}

/** Names of `*.dist-info` folders in a virtual environment beside the files. */
async function installed(folder: string, files: FileSystem): Promise<readonly VersionEvidence[]> {
  for (const name of ['.venv', 'venv', 'env']) {
    const lib = `${folder}/${name}/lib`;
    const pythons = (await files.subfolders(lib)).filter((python) => /^python\d/.test(python)).map((python) => `${lib}/${python}/site-packages`);
    const places = [...pythons, ...(pythons.length === 0 ? [`${folder}/${name}/Lib/site-packages`] : [])];
    const found = await Promise.all(places.map(async (place) => readDistInfo(await files.subfolders(place), name)));
    if (found.flat().length > 0) return found.flat();
  }
  return [];
}

/** What is known about each library: the nearest folder that says something decides, in it the surest kind of source. */
export function mergeEvidence(folders: readonly (readonly VersionEvidence[])[], settings: readonly VersionEvidence[]): LibraryVersions {
  const libraries = [...new Set([...settings, ...folders.flat()].map((evidence) => evidence.library))].sort();
  const known = libraries.map((library): readonly [string, LibraryVersion] => {
    const of = (list: readonly VersionEvidence[]): readonly VersionEvidence[] => list.filter((evidence) => evidence.library === library);
    const nearest = [settings, ...folders].map(of).find((list) => list.length > 0) ?? [];
    const rank = RANKS.find((candidate) => nearest.some((evidence) => evidence.rank === candidate));
    return [library, toVersion(nearest.filter((evidence) => evidence.rank === rank))];
  });
  return known.length === 0 ? NO_VERSIONS : Object.fromEntries(known);
}

/** Sources of one rank that disagree: either may hold. */
function toVersion(evidence: readonly VersionEvidence[]): LibraryVersion {
  const exact = new Set(evidence.map((item) => item.exact));
  return {
    text: [...new Set(evidence.map((item) => item.text))].join(' | '),
    from: [...new Set(evidence.map((item) => item.from))].join(', '),
    exact: exact.size === 1 ? [...exact][0] : undefined,
    admits: (release) => evidence.some((item) => admits(item.specifier, release)),
  };
}

/** What the user's settings say: `{ "transformers": "4.49.0" }`. An entry that is no version says nothing. */
export function settingsEvidence(settings: Readonly<Record<string, string>>, from: string): readonly VersionEvidence[] {
  return Object.entries(settings).flatMap(([name, text]) => evidenceOf(name, text, from, 'setting') ?? []);
}

/** The folders whose files speak for a document: its own, then each parent up to the workspace folder. */
export function versionFolders(uri: string, workspaceFolders: readonly string[]): readonly string[] {
  return candidateFolders(uri, workspaceFolders);
}
