import type { DialectId } from '../dialects/block.js';
import type { Parameter } from '../knowledge/catalog.js';
import type { Literal } from '../knowledge/types.js';
import type { Binding, BoundBlock } from '../settings/bind.js';
import { bindingsOf, valueSpan } from './bindings.js';
import { isRefusedKind, refusedKinds } from './refused-kind.js';
import type { Fix, Rule } from './rule.js';

/** The odd value by which a kind was tried. */
const ODD_OF = { text: 'text', number: 'number', boolean: 'true', list: 'list', mapping: 'mapping', null: 'null' } as const;

/** Dialects whose readers are told by the catalog what a value may be; of DeepSpeed only what it was seen to refuse. */
const DIALECTS: readonly DialectId[] = ['deepspeed', 'llamafactory', 'axolotl', 'accelerate', 'trl', 'trainer', 'chatglm', 'peft', 'ultralytics', 'swift'];

type Kind = 'text' | 'number' | 'boolean' | 'list' | 'mapping' | 'null';

/** A value that no form of the parameter can hold: a word where a number belongs, a list where one value does. */
export const wrongType: Rule = {
  name: 'wrong-type',
  *check(run) {
    for (const { block, binding } of bindingsOf(run, DIALECTS)) {
      const { parameter } = binding;
      // accelerate's flags fill in what its file leaves empty.
      const kind = isNull(binding) && block.block.dialect !== 'accelerate' ? 'null' : kindOf(binding);
      if (!parameter || !parameter.here || kind === undefined || parameter.form.plugin !== undefined) continue;
      const tried = refusedKinds(parameter, block, run.knowledge);
      // TrlParser hands the true and false of a YAML to argparse as they are, and 0 and 1 is what they count as.
      const refused = tried !== undefined && !(kind === 'boolean' && isTrlFile(block)) && isRefusedKind(binding, tried);
      if (!refused && (kind === 'null' || block.block.dialect === 'deepspeed' || parameter.forms.some((form) => admitsKind(form.type, kind, binding, block, form.choices, form.nargs ?? false)))) continue;
      const text = run.subject.text.slice(binding.entry.value.span.start, binding.entry.value.span.end);
      yield {
        span: valueSpan(binding), severity: refused || (kind === 'text' && isTrlFile(block)) || (refuses(block, parameter) && (tried === undefined || tried.includes(ODD_OF[kind]))) ? 'error' : 'warning',
        message: { id: kind, values: { key: binding.entry.key, value: text.length > 40 ? `${text.slice(0, 40)}…` : text, type: parameter.form.type.replaceAll('none', 'None') } },
        fixes: fixesOf(binding, kind, parameter),
      };
    }
  },
};

/** A YAML for TrlParser: argparse turns its words into their type and takes everything else as it is (trl 1.16.0, scripts/utils.py). */
function isTrlFile({ block }: BoundBlock): boolean {
  return block.dialect === 'trl' && block.loader !== 'python';
}

/** argparse and pydantic look at every value before anything runs; a dataclass only stores it, and the run trips over it later. */
function refuses({ block }: BoundBlock, parameter: Parameter): boolean {
  return block.loader === 'argv' || block.dialect === 'axolotl' || block.dialect === 'ultralytics' || parameter.section !== undefined;
}

/** A null that somebody wrote; a value that is still to be typed is none. */
function isNull({ entry, read }: Binding): boolean {
  return read.known && read.literal === null && entry.value.kind === 'scalar' && entry.value.text !== '';
}

/** What the value certainly is, or undefined when that is not known. */
function kindOf({ entry, read }: Binding): Kind | undefined {
  if (entry.value.kind === 'mapping') return 'mapping';
  if (entry.value.kind === 'list') return 'list';
  if (!read.known || read.literal === null || entry.value.kind !== 'scalar') return undefined;
  return typeof read.literal === 'number' ? 'number' : typeof read.literal === 'boolean' ? 'boolean' : typeof read.literal === 'string' ? 'text' : undefined;
}

/** Whether a type takes a value of a kind. Lenient where a library converts: "1e-4" for a number, 1 for a boolean, a number for text. */
function admitsKind(type: string, kind: Kind, binding: Binding, { block }: BoundBlock, choices: readonly Literal[] | undefined, many: boolean): boolean {
  const atoms = type.split(' | ').filter((atom) => atom !== 'none');
  if (atoms.length === 0 || atoms.some((atom) => atom === 'any' || atom === 'enum')) return true;
  const has = (...names: readonly string[]): boolean => atoms.some((atom) => names.some((name) => atom === name || atom.startsWith(`${name}[`) || atom.startsWith(`${name}:`)));
  const literal = binding.read.known ? binding.read.literal : undefined;
  switch (kind) {
    case 'mapping': return has('dict', 'class', 'str', 'list');
    // A list of several values, or a comma-separated text that somebody wrote as a list.
    case 'list': return has('list', 'dict') || many || block.loader === 'argv' || (has('str') && block.dialect !== 'axolotl');
    case 'number': return has('int', 'float', 'bool', 'str', 'list') || (choices?.includes(literal as Literal) ?? false);
    case 'boolean': return has('bool', 'str', 'int', 'float') || (has('dict', 'class', 'list') && literal === false);
    case 'null': return true;
    case 'text': return textFits(String(literal), has, block.loader);
  }
}

const NUMBER = /^[-+]?(\d[\d_]*\.?\d*|\.\d+)([eE][-+]?\d+)?$/;

function textFits(text: string, has: (...names: readonly string[]) => boolean, loader: BoundBlock['block']['loader']): boolean {
  if (has('str') || text === '' || text === 'auto' || /[${}<>]/.test(text)) return true;
  if (has('list')) return true;
  // JSON text on a command line, or a path to a file that holds the section.
  if (has('dict', 'class') && (loader === 'argv' || /^\s*[{[]|\.(json|ya?ml)$/.test(text))) return true;
  if (has('int', 'float') && (NUMBER.test(text) || /^(inf|nan|-inf)$/i.test(text))) return true;
  if (has('bool') && /^(true|false|yes|no|y|n|t|f|on|off|0|1)$/i.test(text)) return true;
  return /^(none|null)$/i.test(text);
}

function fixesOf({ entry }: Binding, kind: Kind, parameter: Parameter): readonly Fix[] {
  const value = entry.value;
  if (kind !== 'text' || value.kind !== 'scalar' || !/\b(int|float)\b/.test(parameter.form.type)) return [];
  // "8x", "32 # rank": the number in front was meant.
  const number = /^([-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*[^\d.eE].*$/.exec(value.text)?.[1];
  return number === undefined ? [] : [{ title: { id: 'number', values: { number } }, safe: false, edits: [{ span: value.span, text: number }] }];
}
