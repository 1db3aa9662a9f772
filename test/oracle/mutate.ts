// One small mistake in a working configuration: a key dropped or misspelt, a value of another type or size, two values exchanged, an option of
// another recipe added. What is committed of a mutation is the file's hash, the operator and its arguments; this file makes the text again.
import { createHash } from 'node:crypto';
import { parse, stringify } from 'yaml';

export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };
export type Mapping = Readonly<Record<string, Plain>>;

/** An operator and what it works on: a dotted path, a second one, or the name of an overlay. */
export type Mutation = readonly [operator: 'drop' | 'misspell' | 'retype' | 'scale' | 'swap' | 'overlay' | 'comment' | 'unbackslash' | 'space' | 'blank' | 'crlf' | 'comment-above' | 'comment-below' | 'array', ...args: (string | number)[]];

/** The settings a file holds; undefined for what is no mapping. */
export function settingsIn(file: string, text: string): Mapping | undefined {
  try {
    const value: unknown = file.endsWith('.json') ? JSON.parse(text) : parse(text, { version: '1.1' });
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Mapping : undefined;
  } catch {
    return undefined;
  }
}

export function textOf(file: string, settings: Mapping): string {
  return file.endsWith('.json') ? `${JSON.stringify(settings, undefined, 2)}\n` : stringify(settings, { version: '1.1', lineWidth: 0 });
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A number from 0 to 1 that hangs on nothing but the words. */
export const chance = (...words: (string | number)[]): number => Number.parseInt(hashOf(words.join('\n')).slice(0, 8), 16) / 0xffffffff;

/** Every mutation of a file, in an order given by their hashes. */
export function mutationsOf(hash: string, settings: Mapping, overlays: readonly string[]): readonly Mutation[] {
  const paths = leaves(settings);
  const all: Mutation[] = [];
  for (const path of paths) {
    all.push(['drop', path], ['misspell', path], ['retype', path]);
    if (typeof at(settings, path) === 'number') for (const factor of [-1, 0, 1000, 0.37]) all.push(['scale', path, factor]);
    const other = paths[Math.floor(chance(hash, path) * paths.length)];
    if (other !== undefined && other !== path) all.push(['swap', path, other]);
  }
  for (const overlay of overlays) all.push(['overlay', overlay]);
  return all.map((mutation) => ({ mutation, order: chance(hash, ...mutation) })).sort((a, b) => a.order - b.order).map(({ mutation }) => mutation);
}

/** The settings after a mutation; undefined when it changes nothing. */
export function mutated(settings: Mapping, [operator, ...args]: Mutation, overlays: Readonly<Record<string, Mapping>>): Mapping | undefined {
  const path = String(args[0]);
  const old = operator === 'overlay' ? undefined : at(settings, path);
  switch (operator) {
    case 'drop': return changed(settings, path, undefined);
    case 'misspell': return renamed(settings, path);
    case 'retype': return changed(settings, path, retyped(old ?? null));
    case 'scale': return typeof old === 'number' && old * Number(args[1]) !== old ? changed(settings, path, old * Number(args[1])) : undefined;
    case 'swap': {
      const other = String(args[1]);
      return JSON.stringify(old) === JSON.stringify(at(settings, other)) ? undefined : changed(changed(settings, path, at(settings, other) ?? null), other, old ?? null);
    }
    case 'overlay': return merged(settings, overlays[path] ?? {});
    // What is done to the text of a launch line: shell.ts.
    default: return settings;
  }
}

/** Dotted paths of everything that is no section; what stands in lists is left alone. */
function leaves(settings: Mapping, prefix = ''): readonly string[] {
  return Object.entries(settings).flatMap(([key, value]) => (key.includes('.') ? [] : isMapping(value) && Object.keys(value).length > 0 ? leaves(value, `${prefix}${key}.`) : [`${prefix}${key}`]));
}

function isMapping(value: Plain | undefined): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function at(settings: Mapping, path: string): Plain | undefined {
  return path.split('.').reduce<Plain | undefined>((value, key) => (isMapping(value) ? value[key] : undefined), settings);
}

function changed(settings: Mapping, path: string, value: Plain | undefined): Mapping {
  const [key = '', ...rest] = path.split('.');
  const inner = settings[key];
  const next = rest.length > 0 ? changed(isMapping(inner) ? inner : {}, rest.join('.'), value) : value;
  return Object.fromEntries(Object.entries(settings).flatMap(([name, old]) => (name !== key ? [[name, old]] : next === undefined ? [] : [[name, next]])));
}

/** Two neighbouring letters of the key change places. */
function renamed(settings: Mapping, path: string): Mapping | undefined {
  const [key = '', ...rest] = path.split('.');
  if (rest.length > 0) {
    const inner = settings[key];
    const next = isMapping(inner) ? renamed(inner, rest.join('.')) : undefined;
    return next && { ...settings, [key]: next };
  }
  const place = 1 + Math.floor(chance(path) * Math.max(1, key.length - 3));
  const name = key.slice(0, place) + (key[place + 1] ?? '') + (key[place] ?? '') + key.slice(place + 2);
  if (name === key || name in settings) return undefined;
  return Object.fromEntries(Object.entries(settings).map(([each, value]) => [each === key ? name : each, value]));
}

function retyped(value: Plain): Plain {
  if (typeof value === 'number') return 'many';
  if (typeof value === 'boolean') return 'perhaps';
  if (typeof value === 'string') return { of: value };
  return Array.isArray(value) ? true : 'something';
}

function merged(settings: Mapping, over: Mapping): Mapping {
  const result: Record<string, Plain> = { ...settings };
  for (const [key, value] of Object.entries(over)) {
    const old = result[key];
    result[key] = isMapping(value) && isMapping(old) ? merged(old, value) : value;
  }
  return result;
}
