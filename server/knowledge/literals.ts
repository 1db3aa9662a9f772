import type { Literal } from './types.js';

/** A literal as a person would write it in the given kind of file: `true` or `True`, `null` or `None`, quoted where it must be. */
export function writeLiteral(value: Literal, manner: 'json' | 'yaml' | 'python' | 'plain'): string {
  if (value === null) return manner === 'python' ? 'None' : manner === 'json' || manner === 'yaml' ? 'null' : 'none';
  if (typeof value === 'boolean') return manner === 'python' ? (value ? 'True' : 'False') : String(value);
  if (typeof value === 'number') return writeNumber(value);
  if (typeof value === 'string') return manner === 'json' || manner === 'python' ? JSON.stringify(value) : value;
  if (Array.isArray(value)) {
    const items = value.map((item: Literal) => writeLiteral(item, manner));
    return manner === 'plain' ? items.join(' ') : `[${items.join(', ')}]`;
  }
  return JSON.stringify(value);
}

/** Small and large magnitudes in the form people use for learning rates (`5e-5`), everything else in digits. */
export function writeNumber(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size < 1e-3) return value.toExponential().replace('e-', 'e-').replace(/\.0+e/, 'e');
  return String(value);
}
