import type { Knowledge } from '../knowledge/knowledge.js';
import type { Parameter } from '../knowledge/catalog.js';
import type { Literal, OddKind } from '../knowledge/types.js';
import type { Binding, BoundBlock } from '../settings/bind.js';

/**
 * What the library itself did when the oracle gave a parameter one odd value after the other (knowledge/refused-kinds): the kinds it refuses,
 * `undefined` for a parameter that was not tried. Flags on a command line are turned into their type first and are another matter.
 */
export function refusedKinds(parameter: Parameter, block: BoundBlock, knowledge: Knowledge): readonly OddKind[] | undefined {
  if (block.block.loader === 'argv') return undefined;
  for (const id of [parameter.id, ...parameter.inheritedIds]) {
    const kinds = knowledge.refusedKinds(id);
    if (kinds) return kinds;
  }
  return undefined;
}

/** Whether a value is of a kind that is refused whatever it says: any mapping where one was refused, any word where a number belongs. */
export function isRefusedKind(binding: Binding, kinds: readonly OddKind[]): boolean {
  const { entry, read, parameter } = binding;
  if (!parameter) return false;
  const takes = (pattern: RegExp): boolean => parameter.forms.some((form) => pattern.test(form.type));
  if (!tellsKinds(kinds, takes)) return false;
  switch (entry.value.kind) {
    case 'mapping': return kinds.includes('mapping') && !takes(/\b(dict|class|any)\b/);
    case 'list': return kinds.includes('list') && !takes(/\b(list|dict|class|any)\b/);
    case 'scalar': return read.known && isRefusedScalar(read.literal, kinds, takes);
    default: return false;
  }
}

/** Where even values of the right kind were refused, something else of the file was the reason. */
function tellsKinds(kinds: readonly OddKind[], takes: (pattern: RegExp) => boolean): boolean {
  if (takes(/\bbool\b/)) return !kinds.includes('true') || !kinds.includes('false');
  return !takes(/\b(int|float)\b/) || !(['number', 'one', 'zero', 'fraction', 'share'] as const).every((kind) => kinds.includes(kind));
}

function isRefusedScalar(literal: Literal, kinds: readonly OddKind[], takes: (pattern: RegExp) => boolean): boolean {
  if (literal === null) return kinds.includes('null') && !takes(/\b(none|any)\b/);
  // A switch that may not be on here may not be on in other words either.
  if (takes(/\bbool\b/) && kinds.includes('true')) return false;
  if (typeof literal === 'boolean') return kinds.includes(literal ? 'true' : 'false') && !takes(/\bbool\b/);
  if (typeof literal === 'number') return kinds.includes('number') && kinds.includes('fraction') && (literal !== 1 || kinds.includes('one')) && (literal !== 0 || kinds.includes('zero')) && !takes(/\b(int|float)\b/);
  if (typeof literal !== 'string' || !kinds.includes('text') || takes(/\b(str|enum|any|dict|class)\b|\blist(?!\[(int|float))/)) return false;
  // Text that a library turns into a number or a boolean: a quoted value is another rule's.
  return literal !== '' && literal !== 'auto' && !/^[-+]?(\d[\d_]*\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(literal) && !/^(true|false|yes|no|on|off|y|n|t|f|none|null|inf|-inf|nan)$/i.test(literal) && !/[${}<>]/.test(literal);
}

/** A number that is refused for its sign or its fraction, where another number was accepted. */
export function refusedNumber(value: number, kinds: readonly OddKind[]): 'zero' | 'negative' | 'fraction' | undefined {
  if (kinds.includes('number')) return undefined;
  if (value === 0) return kinds.includes('zero') ? 'zero' : undefined;
  if (value === -1 ? kinds.includes('minus') : value < 0 && kinds.includes('negative') && kinds.includes('minus')) return 'negative';
  // Below 1 a number may be a share where above it is a count.
  return !Number.isInteger(value) && kinds.includes('fraction') && (Math.abs(value) > 1 || kinds.includes('share')) ? 'fraction' : undefined;
}
