import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './knowledge.js';

/** One answer of a library. */
export type Row = Readonly<Record<string, unknown>>;
/** The answers on a subject, written by tools/truth. */
export const verdicts = (subject: string): Readonly<Record<string, readonly Row[]>> => JSON.parse(readFileSync(path.join(ROOT, 'test/truth', `${subject}.json`), 'utf8')) as Record<string, Row[]>;
export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
export const mean = (values: readonly number[]): number => sum(values) / values.length;

/** Within `tolerance`, relative to the expected number or to 1, whichever is larger. */
export function near(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${what}: ${String(actual)}, the library says ${String(expected)}`);
}

/** `near` for each entry. */
export function allNear(actual: readonly number[], expected: readonly number[], tolerance: number, what: string): void {
  assert.equal(actual.length, expected.length, what);
  actual.forEach((value, i) => near(value, expected[i]!, tolerance, `${what}, entry ${String(i)}`));
}
