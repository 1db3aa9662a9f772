import { parse } from 'jsonc-parser';
import type { VersionEvidence } from './evidence.js';
import { evidenceOf } from './specifier.js';

/** uv.lock, poetry.lock and pdm.lock: a table per package, its name and version on lines of their own. Read by line: they are large. */
export function readPackageLock(text: string, from: string): readonly VersionEvidence[] {
  const found: VersionEvidence[] = [];
  for (const [, name, version] of text.matchAll(/^\[\[package\]\]\r?\nname = "([^"\n]+)"\r?\nversion = "([^"\n]+)"/gm)) {
    const evidence = evidenceOf(name!, `==${version!}`, from, 'lock');
    if (evidence) found.push(evidence);
  }
  return found;
}

/** Pipfile.lock: JSON, a specifier per package and section. */
export function readPipfileLock(text: string, from: string): readonly VersionEvidence[] {
  const root = parse(text) as unknown;
  if (typeof root !== 'object' || root === null) return [];
  return ['default', 'develop'].flatMap((section) => {
    const packages = (root as Readonly<Record<string, unknown>>)[section];
    if (typeof packages !== 'object' || packages === null) return [];
    return Object.entries(packages).flatMap(([name, entry]) => {
      const version = typeof entry === 'object' && entry !== null ? (entry as { version?: unknown }).version : undefined;
      return (typeof version === 'string' ? evidenceOf(name, version, from, 'lock') : undefined) ?? [];
    });
  });
}
