import type { Binding, BoundBlock } from '../settings/bind.js';
import type { Run } from '../run/run.js';
import type { DialectId } from '../dialects/block.js';
import type { Quantity, Setting } from '../settings/quantities.js';
import { quantity } from '../settings/quantities.js';
import type { Span } from '../text/span.js';

/** The bindings of some dialects' blocks that count: lost flags do not, and merged entries are judged where they stand. */
export function* bindingsOf(run: Run, dialects?: readonly DialectId[]): Generator<{ readonly block: BoundBlock; readonly binding: Binding }> {
  for (const block of blocksOf(run, dialects)) {
    // What a script declares itself is judged by its own declaration, not by a library's argument of the same name.
    for (const binding of block.bindings) if (!binding.entry.lost && !binding.entry.merged && binding.declared?.flag.where === undefined) yield { block, binding };
  }
}

/** The blocks of some dialects, or all. */
export function blocksOf(run: Run, dialects?: readonly DialectId[]): readonly BoundBlock[] {
  return dialects ? run.blocks.filter((block) => dialects.includes(block.block.dialect)) : run.blocks;
}

/** Several quantities at once, by name. */
export function settingsOf<Q extends Quantity>(run: Run, block: BoundBlock, names: readonly Q[]): Readonly<Record<Q, Setting>> {
  return Object.fromEntries(names.map((name) => [name, quantity(block, name, run.knowledge)])) as Record<Q, Setting>;
}

/** The characters of a binding's value, or of its key when it has none. */
export function valueSpan(binding: Binding): Span {
  return binding.entry.value.kind === 'missing' ? binding.entry.keySpan : binding.entry.value.span;
}

/** Whether a parameter, or what it inherits from, is one of these ids. */
export function isParameter(binding: Binding, ids: readonly string[]): boolean {
  const { parameter } = binding;
  return parameter !== undefined && [parameter.id, ...parameter.inheritedIds].some((id) => ids.includes(id));
}
