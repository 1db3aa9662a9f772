import type { Call, Expression } from '../../syntax/python-outline.js';
import type { Snapshot } from '../../workspace/snapshot.js';
import type { DeclaredFlag, DeclaredType } from './declared.js';

/** The keyword's value in a call. */
export function keyword(call: Call, name: string): Expression | undefined {
  return call.keywords.find((item) => item.name === name)?.value;
}

/** What one `add_argument` declares; `unread` when its name is made up as the script runs. */
export function argumentFlag(call: Call, file: Snapshot): DeclaredFlag | 'positional' | 'unread' {
  // What follows a REMAINDER is the script's to make sense of.
  const rest = keyword(call, 'nargs');
  if (rest && (/REMAINDER|PARSER/.test(rest.text) || rest.text === '...' || rest.text === 'A...')) return 'unread';
  if (call.repeated || call.positional.length === 0 || call.positional.some((item) => item.kind !== 'string')) return 'unread';
  const spellings = call.positional.map((item) => item.text);
  if (!spellings[0]!.startsWith('-')) return 'positional';
  const names = spellings.map((spelling) => spelling.replace(/^--?/, ''));
  const name = spellings.find((spelling) => spelling.startsWith('--'))?.slice(2) ?? names[0]!;
  const action = keyword(call, 'action');
  const word = action?.kind === 'string' ? action.text : undefined;
  const optional = action?.kind === 'name' && /BooleanOptionalAction$/.test(action.text);
  const custom = action !== undefined && word === undefined && !optional;
  const nargs = keyword(call, 'nargs');
  const fallback = keyword(call, 'default');
  const nothing = optional || /^(store_true|store_false|store_const|append_const|count|help|version)$/.test(word ?? '');
  const first = call.positional[spellings.indexOf(`--${name}`) < 0 ? 0 : spellings.indexOf(`--${name}`)]!;
  return {
    name, names, negative: optional ? names.filter((other) => spellings.includes(`--${other}`)).map((other) => `no-${other}`) : [],
    ...textOf(keyword(call, 'help'), 'help'), ...choicesOf(keyword(call, 'choices')),
    type: nothing ? 'boolean' : custom || call.open ? 'other' : typeOf(keyword(call, 'type')),
    ...(fallback && fallback.kind !== 'none' ? { fallback: fallback.kind === 'string' ? fallback.text : fallback.text.slice(0, 80) } : word === 'store_true' ? { fallback: 'False' } : {}),
    required: keyword(call, 'required')?.text === 'True',
    takes: nothing ? 'nothing' : nargs === undefined ? (custom || call.open ? 'many' : 'one') : nargs.text === '?' ? 'maybe-one' : 'many',
    repeatable: custom || /append|count|extend/.test(word ?? ''),
    where: { file, span: first.span },
  };
}

function typeOf(type: Expression | undefined): DeclaredType {
  if (type === undefined) return 'text';
  return type.kind === 'name' && type.text === 'int' ? 'int' : type.kind === 'name' && type.text === 'float' ? 'float' : type.kind === 'name' && type.text === 'str' ? 'text' : 'other';
}

/** The choices, when every one of them is a literal. */
export function choicesOf(choices: Expression | undefined): { readonly choices?: readonly string[] } {
  if (choices?.kind !== 'list' || choices.items.length === 0 || !choices.items.every((item) => /^(string|number|boolean|none)$/.test(item.kind))) return {};
  return { choices: choices.items.map((item) => item.text) };
}

export function textOf<K extends string>(value: Expression | undefined, key: K): Partial<Record<K, string>> {
  return value?.kind === 'string' ? { [key]: value.text.replace(/\s+/g, ' ').replace(/%%/g, '%').replace(/%\(default\)s/g, '…').trim() } as Partial<Record<K, string>> : {};
}

/** Methods of a parser that change nothing about which flags there are. */
const HARMLESS = /^(parse_args|print_help|print_usage|error|exit|format_help|format_usage|get_default|add_argument|add_argument_group|add_mutually_exclusive_group|set_defaults|parse_args_into_dataclasses|parse_args_and_config|parse_json_file|parse_yaml_file|parse_dict|parse_intermixed_args|convert_arg_line_to_args|register)$/;

/** Why a parser's flags cannot all be known from a call on it, or undefined when the call is harmless. */
export function opens(method: string): boolean {
  return !HARMLESS.test(method);
}
