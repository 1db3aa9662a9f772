/** What is known about the installed release of one library. */
export interface LibraryVersion {
  /** As people write it: `4.49.0`, `>=4.41,<5`. */
  readonly text: string;
  /** Where that stands, for people: `requirements.txt`. */
  readonly from: string;
  /** The one release it must be, when there is only one. */
  readonly exact?: string | undefined;
  admits(release: string): boolean;
}

/** Library → what is known about its release. A library that is not there is not known: any release may be installed. */
export type LibraryVersions = Readonly<Record<string, LibraryVersion>>;

export const NO_VERSIONS: LibraryVersions = {};

/** Orders releases by their numbers: 4.9.0 before 4.10.0. */
export function compareReleases(a: string, b: string): number {
  const numbers = (text: string): readonly number[] => (text.match(/\d+/g) ?? []).map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * The releases read that the installed one may be like. A release that was not read itself lies between two that were, and what either
 * of them accepts may be right. Undefined when nothing is known, or nothing that was read comes near.
 *
 * @param releases the releases read, oldest first
 */
export function candidates(releases: readonly string[], version: LibraryVersion | undefined): readonly string[] | undefined {
  if (!version) return undefined;
  const { exact } = version;
  if (exact === undefined) {
    const admitted = releases.filter((release) => version.admits(release));
    return admitted.length > 0 ? admitted : undefined;
  }
  const same = releases.find((release) => compareReleases(release, exact) === 0);
  if (same !== undefined) return [same];
  const below = releases.findLast((release) => compareReleases(release, exact) < 0);
  // Older than everything read: what it accepts is not known.
  if (below === undefined) return undefined;
  const above = releases.find((release) => compareReleases(release, exact) > 0);
  return above === undefined ? [below] : [below, above];
}
