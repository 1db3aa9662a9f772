import { satisfies, valid, validRange } from '@renovatebot/pep440';
import type { VersionEvidence } from './evidence.js';
import { wantedLibrary } from './evidence.js';

/** Whether a release satisfies a PEP 440 specifier set; pre-releases count, because people install them. */
export function admits(specifier: string, release: string): boolean {
  return satisfies(release, specifier, { prereleases: true });
}

/**
 * A specifier as PEP 440 writes it, or undefined when it says nothing we can use. Understood beside PEP 440: Poetry's `^4.40` and
 * `~4.40`, conda's `=4.40`, and a bare release.
 */
export function toSpecifier(text: string): string | undefined {
  const parts = text.split(',').map((part) => part.trim()).filter((part) => part !== '' && part !== '*');
  const converted = parts.map(convert);
  if (converted.length === 0 || converted.some((part) => part === undefined)) return undefined;
  const whole = converted.join(',');
  return validRange(whole) ? whole : undefined;
}

function convert(part: string): string | undefined {
  const bare = /^v?\d[\w.!+-]*(\.\*)?$/;
  // `5.x`, as people say it.
  if (/^v?\d+(\.\d+)*\.x$/.test(part)) return `==${part.replace(/^v/, '').replace(/x$/, '*')}`;
  if (part.startsWith('^')) return caret(part.slice(1).trim());
  if (/^~(?!=)/.test(part)) return tilde(part.slice(1).trim());
  if (/^=(?!=)/.test(part)) {
    // conda: one `=` is a prefix match, and a build string may follow another.
    const release = part.slice(1).split('=')[0]!.trim().replace(/\.\*$/, '');
    return release.split('.').length >= 3 ? `==${release}` : `==${release}.*`;
  }
  if (bare.test(part)) return `==${part.replace(/^v/, '')}`;
  return /^(===?|!=|>=|<=|~=|<|>)\s*\S+$/.test(part) ? part : undefined;
}

/** Poetry: up to the next change of the leftmost number that is not zero. */
function caret(release: string): string | undefined {
  const numbers = release.split('.').map(Number);
  if (numbers.some((number) => !Number.isInteger(number))) return undefined;
  const place = Math.max(0, numbers.findIndex((number) => number !== 0));
  const upper = [...numbers.slice(0, place), (numbers[place] ?? 0) + 1];
  return `>=${release},<${upper.join('.')}`;
}

/** Poetry: up to the next minor release. */
function tilde(release: string): string | undefined {
  const numbers = release.split('.').map(Number);
  if (numbers.some((number) => !Number.isInteger(number))) return undefined;
  const upper = numbers.length === 1 ? [numbers[0]! + 1] : [numbers[0]!, numbers[1]! + 1];
  return `>=${release},<${upper.join('.')}`;
}

/** What a package's specifier says, or undefined when the package is none of ours or the specifier says nothing. */
export function evidenceOf(name: string, text: string, from: string, rank?: VersionEvidence['rank']): VersionEvidence | undefined {
  const library = wantedLibrary(name);
  const specifier = library === undefined ? undefined : toSpecifier(text);
  if (library === undefined || specifier === undefined) return undefined;
  const exact = /^={2,3}\s*([^*,\s]+)$/.exec(specifier)?.[1];
  // A development version is the main branch between two releases: everything from its own number on may be in it.
  const development = exact === undefined ? undefined : /^(\d+(?:\.\d+)*)\.?dev\d*/.exec(exact)?.[1];
  if (development !== undefined) return { library, rank: rank ?? 'range', specifier: `>=${development}.dev0`, text: exact!, from };
  const release = exact === undefined || valid(exact) === null ? undefined : releaseOf(exact);
  return { library, rank: rank ?? (release === undefined ? 'range' : 'pin'), specifier, text: exact ?? text.replace(/\s+/g, ''), from, ...(release === undefined ? {} : { exact: release }) };
}

/** The plain numbers of a release: `4.49.0.dev0+cu121` counts as 4.49.0. */
function releaseOf(text: string): string {
  return /^v?(?:\d+!)?(\d+(?:\.\d+)*)/.exec(text)?.[1] ?? text;
}
