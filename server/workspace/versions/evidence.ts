/** How sure a source is of what is installed, the surest first. A `written` version only says which release wrote the file. */
export const RANKS = ['setting', 'installed', 'lock', 'pin', 'range', 'written'] as const;

export type EvidenceRank = (typeof RANKS)[number];

/** One place that says something about a library's release. */
export interface VersionEvidence {
  /** The normalised name of the package: `ms-swift`. */
  readonly library: string;
  readonly rank: EvidenceRank;
  /** A PEP 440 specifier set: `==4.49.0`, `>=4.41,<5`. */
  readonly specifier: string;
  /** As people wrote it, for people. */
  readonly text: string;
  /** The one release it must be. */
  readonly exact?: string;
  /** The file it stands in, for people. */
  readonly from: string;
}

/** The libraries whose releases the catalog knows. */
const WANTED: ReadonlySet<string> = new Set([
  'transformers', 'peft', 'deepspeed', 'trl', 'accelerate', 'torch', 'llamafactory', 'axolotl', 'ms-swift', 'ultralytics',
  'langchain-text-splitters', 'langchain-core', 'langchain-openai', 'langchain-community',
]);

/** The catalog's name of a package however it is spelt (PEP 503), or undefined for one that does not interest us. */
export function wantedLibrary(name: string): string | undefined {
  const normal = name.trim().toLowerCase().replace(/[-_.]+/g, '-');
  return WANTED.has(normal) ? normal : undefined;
}
