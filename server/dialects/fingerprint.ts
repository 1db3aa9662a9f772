import type { Entry, Mapping, Value } from '../syntax/tree.js';

/** Keys of a mapping as a tool would spell them: dashes of flags read as underscores, lost flags included. */
export function keysOf(mapping: Mapping): ReadonlySet<string> {
  return new Set(mapping.entries.map((entry) => entry.key.replaceAll('-', '_')));
}

/** Points for the keys that are there. */
export function score(keys: ReadonlySet<string>, points: Readonly<Record<string, number>>): number {
  let sum = 0;
  for (const key of keys) sum += Object.hasOwn(points, key) ? points[key]! : 0;
  return sum;
}

export function entryOf(mapping: Mapping, key: string): Entry | undefined {
  return mapping.entries.find((entry) => entry.key === key);
}

export function mappingAt(mapping: Mapping, key: string): Mapping | undefined {
  const value = entryOf(mapping, key)?.value;
  return value?.kind === 'mapping' ? value : undefined;
}

/** The text of a scalar value, or undefined for anything else. */
export function textOf(value: Value | undefined): string | undefined {
  return value?.kind === 'scalar' ? value.text : undefined;
}
