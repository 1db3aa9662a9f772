import ignore from 'ignore';
import { isDialectChoice } from '../dialects/modeline.js';
import type { DialectId } from '../dialects/block.js';
import type { Severity } from '../knowledge/types.js';
import type { Entry, Mapping, Value } from '../syntax/tree.js';
import { readYaml } from '../syntax/yaml.js';
import type { RuleSettings } from './rule-settings.js';

/** The name of the project's own configuration, at the root of a workspace folder. */
export const CONFIG_NAME = 'ml-config-lens.yaml';

/** What `ml-config-lens.yaml` or the editor's settings say: severities, and what holds for files of a pattern. */
export interface LensConfig {
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
  readonly files: readonly FileRule[];
  /** Library to release: what is installed, when no other file says so. */
  readonly versions: Readonly<Record<string, string>>;
  /** The GPU the runs are for. */
  readonly gpu?: string;
}

export interface FileRule {
  /** A pattern as in .gitignore, relative to the configuration. */
  readonly pattern: string;
  /** Rules that are silent there; `*` for all. */
  readonly disable: readonly string[];
  readonly dialect?: DialectId | 'none';
}

export const EMPTY_CONFIG: LensConfig = { severities: {}, files: [], versions: {} };

const SEVERITIES: readonly string[] = ['error', 'warning', 'information', 'hint', 'off'];

/** Reads an `ml-config-lens.yaml`. What it does not understand it leaves out: a broken configuration must not stop the checks. */
export function readConfig(text: string): LensConfig {
  const root = readYaml(text).roots[0]?.value;
  if (root?.kind !== 'mapping') return EMPTY_CONFIG;
  const severities = Object.fromEntries(entries(root, 'rules').flatMap(({ key, value }) => {
    const word = scalar(value);
    // YAML 1.1 habits: a bare `off` may have been meant as a word, `false` as off.
    return word !== undefined && SEVERITIES.includes(word) ? [[key, word as Severity | 'off']] : word === 'false' ? [[key, 'off' as const]] : [];
  }));
  const files = entries(root, 'files').flatMap(({ key, value }): readonly FileRule[] => {
    if (value.kind !== 'mapping') return [];
    const dialect = scalar(value.entries.find((entry) => entry.key === 'dialect')?.value);
    const disable = value.entries.find((entry) => entry.key === 'disable')?.value;
    const names = disable?.kind === 'list' ? disable.items.flatMap((item) => scalar(item) ?? []) : scalar(disable)?.split(/[\s,]+/) ?? [];
    return [{ pattern: key, disable: names, ...(isDialectChoice(dialect) ? { dialect } : {}) }];
  });
  const versions = Object.fromEntries(entries(root, 'versions').flatMap(({ key, value }) => { const text = scalar(value); return text === undefined ? [] : [[key, text]]; }));
  const gpu = scalar(root.entries.find((entry) => entry.key === 'gpu')?.value);
  return { severities, files, versions, ...(gpu === undefined ? {} : { gpu }) };
}

/** What a configuration says of one file, by its path relative to the configuration. */
export function forFile(config: LensConfig, path: string): RuleSettings & { readonly dialect?: DialectId | 'none' } {
  const matching = config.files.filter((rule) => matches(rule.pattern, path));
  const dialect = matching.findLast((rule) => rule.dialect !== undefined)?.dialect;
  return { severities: config.severities, silenced: new Set(matching.flatMap((rule) => rule.disable)), ...(dialect ? { dialect } : {}) };
}

function matches(pattern: string, path: string): boolean {
  if (path === '' || path.startsWith('../') || path.startsWith('/')) return false;
  return ignore().add(pattern).ignores(path);
}

function entries(mapping: Mapping, key: string): readonly Entry[] {
  const value = mapping.entries.find((entry) => entry.key === key)?.value;
  return value?.kind === 'mapping' ? value.entries : [];
}

function scalar(value: Value | undefined): string | undefined {
  return value?.kind === 'scalar' ? value.text : undefined;
}
