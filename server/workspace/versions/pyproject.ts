import { parse } from 'smol-toml';
import type { VersionEvidence } from './evidence.js';
import { requirementEvidence } from './requirements.js';
import { evidenceOf } from './specifier.js';

/** A pyproject.toml: PEP 621 dependencies and their extras, dependency groups, Poetry's tables. A broken file says nothing. */
export function readPyproject(text: string, from: string): readonly VersionEvidence[] {
  let root: unknown;
  try { root = parse(text); } catch { return []; }
  const project = table(at(root, 'project'));
  const requirements = [
    ...strings(project.dependencies), ...Object.values(table(project['optional-dependencies'])).flatMap(strings),
    ...Object.values(table(at(root, 'dependency-groups'))).flatMap(strings), ...strings(at(root, 'tool', 'uv', 'dev-dependencies')),
    ...Object.values(table(at(root, 'tool', 'pdm', 'dev-dependencies'))).flatMap(strings),
  ];
  const poetry = table(at(root, 'tool', 'poetry'));
  const groups = Object.values(table(poetry.group)).map((group) => table(at(group, 'dependencies')));
  const tables = [table(poetry.dependencies), table(poetry['dev-dependencies']), ...groups];
  return [
    ...requirements.flatMap((line) => requirementEvidence(line, from) ?? []),
    ...tables.flatMap((names) => Object.entries(names).flatMap(([name, value]) => {
      const version = typeof value === 'string' ? value : table(value).version;
      return (typeof version === 'string' ? evidenceOf(name, version, from) : undefined) ?? [];
    })),
  ];
}

function at(value: unknown, ...keys: readonly string[]): unknown {
  let current = value;
  for (const key of keys) current = table(current)[key];
  return current;
}

function table(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
