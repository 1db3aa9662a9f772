import type { Binding } from '../settings/bind.js';
import { bindingsOf } from './bindings.js';
import type { Rule } from './rule.js';

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;

/** Whether a section is read by a pydantic model, which turns "8" into 8 and "false" into false. */
function coerces(binding: Binding): boolean {
  return binding.schema.unknownKeys === 'refused';
}

/** A quoted number or boolean in a DeepSpeed JSON: at the top level `"8"` fails and `"false"` counts as true. */
export const quotedValue: Rule = {
  name: 'quoted-value',
  *check(run) {
    for (const { binding } of bindingsOf(run, ['deepspeed'])) {
      const { value } = binding.entry;
      const type = binding.parameter?.form.type;
      if (value.kind !== 'scalar' || value.style === 'plain' || type === undefined || /\b(str|any|dict|enum|class|list)\b/.test(type)) continue;
      const isNumber = NUMBER.test(value.text) && /\b(int|float)\b/.test(type);
      const isBoolean = /^(true|false)$/i.test(value.text) && /\bbool\b/.test(type);
      if (!isNumber && !isBoolean) continue;
      const bare = isBoolean ? value.text.toLowerCase() : value.text;
      const falsy = isBoolean && bare === 'false';
      const id = coerces(binding) ? 'coerced' : isNumber ? 'number' : falsy ? 'truthy' : 'boolean';
      yield {
        span: value.span, message: { id, values: { key: binding.entry.key, value: value.text, bare } },
        severity: id === 'number' ? 'error' : id === 'truthy' ? 'warning' : 'information',
        fixes: [{ title: { id: 'unquote', values: { bare } }, safe: !(falsy && id === 'truthy'), edits: [{ span: value.span, text: pythonic(bare, run.subject.syntax) }] }],
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
