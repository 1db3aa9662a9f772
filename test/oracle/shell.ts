// A launch line with one fault of continuation, or with something that looks like one. Judged by bash itself.
import type { Mapping, Mutation, Plain } from './mutate.js';
import { chance } from './mutate.js';

/** A setting as a command line has it; undefined for what no flag can say. */
export function flagOf(key: string, value: Plain): string | undefined {
  if (value === null || value === '' || (typeof value === 'string' && /[\s'"$`\\#&|;<>(){}*?!~]/.test(value))) return undefined;
  if (Array.isArray(value)) return value.length > 0 && value.every((item) => typeof item !== 'object' && /^[\w./:-]+$/.test(String(item))) ? `--${key} ${value.join(' ')}` : undefined;
  if (typeof value === 'object') return undefined;
  return `--${key} ${typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value)}`;
}

/** The flags of a file's settings, as far as flags can say them. */
export function flagsOf(settings: Mapping): readonly string[] {
  return Object.entries(settings).flatMap(([key, value]) => (/^[A-Za-z_]\w*$/.test(key) ? flagOf(key, value) ?? [] : []));
}

const SHELL = ['comment', 'unbackslash', 'space', 'blank', 'crlf', 'comment-above', 'comment-below', 'array'] as const;

/** Two faults or near misses of a launch line, chosen by hash. */
export function shellMutations(hash: string, settings: Mapping): readonly Mutation[] {
  const count = Math.min(12, flagsOf(settings).length);
  if (count < 6) return [];
  const line = 1 + Math.floor(chance(hash, 'line') * (count - 2));
  const all = SHELL.map((operator): Mutation => (['comment', 'unbackslash', 'space', 'blank'].includes(operator) ? [operator, line] : [operator]));
  return all.map((mutation) => ({ mutation, order: chance(hash, ...mutation) })).sort((a, b) => a.order - b.order).map(({ mutation }) => mutation);
}

/** The launch line of some settings, one flag a line, with its fault. */
export function shellText(settings: Mapping, mutation?: Mutation): string {
  const [operator, place] = mutation ?? [];
  const flags = flagsOf(settings).slice(0, 12);
  if (operator === 'array') return ['#!/bin/bash', 'ARGS=(', ...flags.flatMap((flag, index) => (index === 2 ? ['  # what the run is for', `  ${flag}`] : [`  ${flag}`])), ')', 'torchrun --nproc_per_node 8 train.py "${ARGS[@]}"', ''].join('\n');
  const lines = ['torchrun --nproc_per_node 8 train.py', ...flags.map((flag) => `    ${flag}`)].map((line, index, all) => (index < all.length - 1 ? `${line} \\` : line));
  const at = Number(place);
  if (operator === 'comment') lines.splice(at + 1, 0, '    # what the run is for');
  if (operator === 'blank') lines.splice(at + 1, 0, '');
  if (operator === 'unbackslash') lines[at] = lines[at]!.slice(0, -2);
  if (operator === 'space') lines[at] += ' ';
  if (operator === 'comment-above') lines.unshift('# what the run is for');
  if (operator === 'comment-below') lines.push('# what the run was for');
  return ['#!/bin/bash', ...lines, ''].join(operator === 'crlf' ? '\r\n' : '\n');
}
