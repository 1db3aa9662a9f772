import type { VersionEvidence } from './evidence.js';
import { evidenceOf } from './specifier.js';

/** A requirement as PEP 508 writes it: name, extras, then a specifier or a direct address, then a marker. */
const REQUIREMENT = /^([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(.*)$/;

/** What one PEP 508 requirement says. `name @ git+…@v4.49.0` counts when the tag is a release. */
export function requirementEvidence(line: string, from: string): VersionEvidence | undefined {
  const match = REQUIREMENT.exec(line.split(';')[0]!.trim());
  if (!match) return undefined;
  const [, name, rest] = match as unknown as [string, string, string];
  if (rest.startsWith('@')) {
    const tag = /@v?(\d+(?:\.\d+)+)(?:[#\s]|$)/.exec(rest)?.[1];
    return tag === undefined ? undefined : evidenceOf(name, `==${tag}`, from);
  }
  return evidenceOf(name, rest.replace(/^\((.*)\)$/, '$1').replace(/\s+--hash.*$/, ''), from);
}

export interface Requirements { readonly evidence: readonly VersionEvidence[]; /** Files it includes with -r or -c. */ readonly includes: readonly string[] }

/** A requirements or constraints file. Lines it does not understand say nothing. */
export function readRequirements(text: string, from: string): Requirements {
  const evidence: VersionEvidence[] = [];
  const includes: string[] = [];
  for (const raw of text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const line = raw.replace(/(^|\s)#.*$/, '').trim();
    const include = /^(?:-r|-c|--requirement|--constraint)[\s=]+(\S+)$/.exec(line)?.[1];
    if (include !== undefined) includes.push(include);
    const found = line === '' || line.startsWith('-') ? undefined : requirementEvidence(line, from);
    if (found) evidence.push(found);
  }
  return { evidence, includes };
}
