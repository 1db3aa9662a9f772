import type { Parameter } from '../../knowledge/catalog.js';
import type { Knowledge } from '../../knowledge/knowledge.js';
import type { Field } from '../../syntax/python-outline.js';
import type { Snapshot } from '../../workspace/snapshot.js';
import { choicesOf, keyword, textOf } from './argparse.js';
import type { DeclaredFlag, DeclaredType } from './declared.js';

/** Which negative spelling a boolean that is on by default has: HfArgumentParser makes `no_x`, and `no-x` beside it. */
const negatives = (name: string): readonly string[] => [...new Set([`no_${name}`, `no-${name.replaceAll('_', '-')}`])];

/** The flag HfArgumentParser makes of a dataclass's field (transformers 4.46, hf_argparser.py, `_parse_dataclass_field`). */
export function fieldFlag(field: Field, file: Snapshot, enums: (name: string) => readonly string[] | undefined): DeclaredFlag | 'none' {
  const { annotation, value, name } = field;
  if (annotation === undefined || /^ClassVar|InitVar/.test(annotation)) return 'none';
  const call = value?.call;
  if (call && keyword(call, 'init')?.text === 'False') return 'none';
  const made = call && /(^|\.)(field|HfArg)$/.test(call.callee) ? call : undefined;
  const meta = made ? keyword(made, 'metadata') : undefined;
  const inMeta = (key: string) => meta?.entries.find(([entry]) => entry === key)?.[1] ?? (made && /HfArg$/.test(made.callee) ? keyword(made, key) : undefined);
  const given = made ? keyword(made, 'default') : value;
  const factory = made ? keyword(made, 'default_factory') : undefined;
  const bare = annotation.replace(/["'\s]/g, '').replace(/^(?:typing\.|t\.)/, '');
  const inner = /^(?:Optional|Union)\[(.*)\]$/.exec(bare)?.[1]?.replace(/,None$|^None,/, '') ?? bare.replace(/\|None$|^None\|/, '');
  const list = /^(?:typing\.)?(?:List|list|Sequence|Tuple|tuple)(?:\[(.*)\])?$/.exec(inner);
  const literal = /^(?:typing\.)?Literal\[(.*)\]$/.exec(inner)?.[1];
  const boolean = inner === 'bool';
  const aliases = inMeta('aliases');
  const dashed = name.includes('_') ? [name.replaceAll('_', '-')] : [];
  const choices = literal !== undefined ? { choices: literalWords(annotation) } : choicesOf(inMeta('choices')).choices ? choicesOf(inMeta('choices')) : withChoices(enums(inner));
  return {
    name, names: [name, ...dashed, ...(aliases?.kind === 'list' ? aliases.items.filter((item) => item.kind === 'string').map((item) => item.text.replace(/^--?/, '')) : [])],
    negative: boolean && given?.text === 'True' ? negatives(name) : [],
    ...textOf(inMeta('help'), 'help'), ...choices,
    type: boolean ? 'boolean' : list ? typeOf(list[1] ?? '') : choices.choices ? 'text' : typeOf(inner),
    ...(given && given.kind !== 'none' ? { fallback: given.text.slice(0, 80) } : {}),
    required: given === undefined && factory === undefined && (value === undefined || made !== undefined),
    takes: boolean ? 'maybe-one' : list ? 'many' : 'one', repeatable: false,
    where: { file, span: field.span },
  };
}

/** The words of `Literal["a", "b"]`. */
function literalWords(annotation: string): readonly string[] {
  const inside = /Literal\[([^\]]*)\]/.exec(annotation)?.[1] ?? '';
  return inside.split(',').map((word) => word.trim().replace(/^["']|["']$/g, '')).filter((word) => word !== '');
}

function withChoices(choices: readonly string[] | undefined): { readonly choices?: readonly string[] } {
  return choices ? { choices } : {};
}

function typeOf(name: string): DeclaredType {
  return name === 'int' ? 'int' : name === 'float' ? 'float' : name === 'str' || name === '' ? 'text' : name === 'bool' ? 'boolean' : 'other';
}

/** The flag of a library's own field. */
function libraryFlag(parameter: Parameter): DeclaredFlag {
  const { name, form } = parameter;
  const boolean = /\bbool\b/.test(form.type);
  const many = /\blist\b|\btuple\b/.test(form.type) || form.nargs === true;
  return {
    name, names: [name, ...(name.includes('_') ? [name.replaceAll('_', '-')] : [])], negative: boolean && form.default === true ? negatives(name) : [],
    type: boolean ? 'boolean' : 'other', required: parameter.forms.every((each) => each.required === true), takes: boolean ? 'maybe-one' : many ? 'many' : 'one', repeatable: false, parameter,
    ...(form.default === undefined || form.default === null ? {} : { fallback: String(form.default) }),
  };
}

const flagsOf = new WeakMap<Knowledge, Map<string, readonly DeclaredFlag[]>>();

/** Every flag of a library's class; made once for each view of the releases. */
export function libraryFlags(owner: string, knowledge: Knowledge): readonly DeclaredFlag[] {
  let owners = flagsOf.get(knowledge);
  if (!owners) flagsOf.set(knowledge, owners = new Map());
  let flags = owners.get(owner);
  if (!flags) owners.set(owner, flags = knowledge.parameters(owner).map(libraryFlag));
  return flags;
}

/** Where a library's class is found in the catalog: `TrainingArguments` imported from `transformers`. */
export function libraryOwner(module: string, name: string, knowledge: Knowledge): string | undefined {
  const library = module.split('.')[0]!;
  if (!['transformers', 'trl', 'peft', 'accelerate'].includes(library)) return undefined;
  const owner = `${library}/${name}`;
  return knowledge.parameters(owner).length > 0 ? owner : undefined;
}
