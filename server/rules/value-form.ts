import type { Binding } from '../settings/bind.js';
import type { BoundBlock } from '../settings/bind.js';
import type { Knowledge } from '../knowledge/knowledge.js';
import { bindingsOf } from './bindings.js';
import { refusedKinds } from './refused-kind.js';
import type { Rule } from './rule.js';

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;

/** Whether a section is read by a pydantic model, which turns "8" into 8 and "false" into false. */
function coerces(binding: Binding): boolean {
  return binding.schema.unknownKeys === 'refused';
}

/** Readers that put every value into a field as it is: what was a string stays one. argparse and pydantic turn it into the field's type. */
const STORED: ReadonlySet<string> = new Set(['llamafactory', 'peft', 'trainer']);

/**
 * What a quoted number or boolean comes to. In DeepSpeed's JSON `"8"` fails at the top level and a section converts it; a dataclass keeps the
 * string; where the library was asked (knowledge/refused-kinds) its answer counts.
 */
function comesTo(binding: Binding, block: BoundBlock, isNumber: boolean, bare: string, knowledge: Knowledge): string | undefined {
  const { dialect, loader } = block.block;
  const falsy = !isNumber && bare === 'false' ? 'truthy' : 'boolean';
  if (dialect === 'deepspeed') return coerces(binding) ? 'coerced' : isNumber ? 'number' : falsy;
  const kinds = refusedKinds(binding.parameter!, block, knowledge) ?? [];
  // A switch that may not be on here may not be on in other words either.
  if (isNumber ? kinds.includes('quoted') && !kinds.includes('number') : kinds.includes('quotedTrue') && !kinds.includes('true')) return 'refused';
  // Arguments in a YAML of a Trainer's script go through argparse.
  return STORED.has(dialect) && (dialect !== 'trainer' || loader === 'python') && binding.parameter!.section === undefined ? (isNumber ? 'stored' : falsy) : undefined;
}

const SEVERITY = { refused: 'error', number: 'error', stored: 'warning', truthy: 'warning', boolean: 'information', coerced: 'information' } as const;

/** A number or boolean in quotes, where the reader wants a bare one. */
export const quotedValue: Rule = {
  name: 'quoted-value',
  *check(run) {
    for (const { block, binding } of bindingsOf(run, ['deepspeed', 'llamafactory', 'axolotl', 'accelerate', 'peft', 'trainer', 'trl'])) {
      const { value } = binding.entry;
      const type = binding.parameter?.form.type;
      if (block.block.loader === 'argv' || value.kind !== 'scalar' || value.style === 'plain' || value.style === 'block' || type === undefined || /\b(str|any|dict|enum|class|list)\b/.test(type)) continue;
      const isNumber = NUMBER.test(value.text) && /\b(int|float)\b/.test(type);
      if (!isNumber && !(/^(true|false)$/i.test(value.text) && /\bbool\b/.test(type))) continue;
      const bare = isNumber ? value.text : value.text.toLowerCase();
      const id = comesTo(binding, block, isNumber, bare, run.knowledge);
      if (id === undefined) continue;
      yield {
        span: value.span, message: { id, values: { key: binding.entry.key, value: value.text, bare } }, severity: SEVERITY[id as keyof typeof SEVERITY],
        fixes: [{ title: { id: 'unquote', values: { bare } }, safe: !(bare === 'false' && id === 'truthy'), edits: [{ span: value.span, text: pythonic(bare, run.subject.syntax) }] }],
      };
    }
  },
};

/** A number with a fraction where the library wants a whole one. `5e8` is whole and passes. */
export const floatForInteger: Rule = {
  name: 'float-for-integer',
  *check(run) {
    for (const { binding } of bindingsOf(run, ['deepspeed'])) {
      const type = binding.parameter?.form.type;
      if (type === undefined || !/\bint\b/.test(type) || /\b(float|any)\b/.test(type)) continue;
      const { read } = binding;
      if (!read.known || typeof read.literal !== 'number' || Number.isInteger(read.literal)) continue;
      const { value } = binding.entry;
      // A float in one release and an integer in another: the version decides, and it is not known.
      if (binding.parameter!.forms.some((form) => /\b(float|any)\b/.test(form.type))) continue;
      // A section that became strict in a later release took fractions before.
      if (run.knowledge.section(binding.schema.owners[0]!)?.changed) continue;
      const whole = String(Math.round(read.literal));
      yield {
        span: value.span, message: { id: coerces(binding) ? 'refused' : 'fraction', values: { key: binding.entry.key, value: run.subject.text.slice(value.span.start, value.span.end) } },
        severity: coerces(binding) ? 'error' : 'warning',
        fixes: [{ title: { id: 'round', values: { whole } }, safe: false, edits: [{ span: value.span, text: whole }] }],
      };
    }
  },
};

function pythonic(bare: string, syntax: string): string {
  return syntax === 'python' && /^(true|false)$/.test(bare) ? bare[0]!.toUpperCase() + bare.slice(1) : bare;
}
