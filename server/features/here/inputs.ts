import type { Knowledge } from '../../knowledge/knowledge.js';
import type { Language } from '../../knowledge/types.js';
import type { BoundBlock } from '../../settings/bind.js';
import type { Quantity } from '../../settings/quantities.js';
import { declaredDefault, numberOf, quantity } from '../../settings/quantities.js';
import type { Run } from '../../run/run.js';

/** A number a calculator needs: known with its text, or a name to say that it is not. */
export type Input = { readonly known: true; readonly value: number; readonly absent: boolean } | { readonly known: false; readonly name: string };

/**
 * The number a quantity has in a block: the file's, else the default of the parameter that would hold it there.
 * Unknown when the file leaves it to a variable, or when no default is known.
 */
export function input(block: BoundBlock, name: Quantity, knowledge: Knowledge): Input {
  const setting = quantity(block, name, knowledge);
  if (setting.state === 'known') {
    const value = numberOf(setting);
    return value === undefined ? { known: false, name: setting.binding.entry.key } : { known: true, value, absent: false };
  }
  if (setting.state === 'unknown') return { known: false, name: setting.binding.entry.key };
  const own = declaredDefault(block, name, knowledge);
  if (typeof own?.value === 'number') return { known: true, value: own.value, absent: true };
  const ids = knowledge.quantity(name);
  const parameter = block.schema.parameters().find((candidate) => [candidate.id, ...candidate.inheritedIds].some((id) => ids.includes(id)));
  const value = parameter?.form.default;
  return typeof value === 'number' ? { known: true, value, absent: true } : { known: false, name: parameter?.name ?? name };
}

/** World size of the launch around a block: its own launch line, or the one line of the workspace that names this file. */
export function worldOf(run: Run, block: BoundBlock): { readonly size: number } | undefined {
  const { root } = block.block;
  const mine = root.kind === 'command' ? run.joins.filter((join) => join.command === root) : run.joins;
  const sizes = mine.map(({ world }) => (world.known ? world.size : undefined));
  const first = sizes[0];
  return first !== undefined && sizes.every((size) => size === first) ? { size: first } : undefined;
}

/** "needs `x`, which this file leaves open": what a calculator says instead of a number. */
export function needs(names: readonly string[], knowledge: Knowledge, language: Language): readonly string[] {
  // A quantity that no key of the file or the script sets has no name to ask for.
  return names.length === 0 || names.some((name) => name.includes('.')) ? [] : [knowledge.word('needs', language, { names: [...new Set(names)].map((name) => `\`${name}\``).join(', ') })];
}

/** A number for people: digits grouped, at most four significant decimals. */
export function show(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  return Math.abs(value) < 1e-3 ? value.toExponential(2).replace(/\.?0+e/, 'e') : Number(value.toPrecision(4)).toLocaleString('en-US', { maximumFractionDigits: 6 });
}
