import type { Parameter } from '../../knowledge/catalog.js';
import { writeLiteral } from '../../knowledge/literals.js';
import type { DocFacts, Literal } from '../../knowledge/types.js';
import type { Syntax } from '../../syntax/tree.js';
import type { Edit } from '../../text/edit.js';
import type { Span } from '../../text/span.js';
import { span } from '../../text/span.js';

/** What a completion writes, as a snippet: `$0`, `${1:8}`, `${1|a,b|}`; the same without tab stops is `plain`. */
export interface Insertion { readonly snippet: string; readonly additional: readonly Edit[] }

/** A key with its value to be, and the commas that keep the document in one piece. */
export function insertKey(parameter: Parameter, facts: DocFacts | undefined, syntax: Syntax, flags: boolean, replace: Span, hasValue: boolean, text: string): Insertion {
  const { name } = parameter;
  if (flags) return { snippet: `--${name}${hasValue ? '' : flagValue(parameter, facts)}`, additional: [] };
  switch (syntax) {
    case 'json': case 'markdown': return withCommas(hasValue ? `"${name}"` : `"${name}": ${valueSnippet(parameter, facts, 'json')}`, replace, hasValue, text);
    case 'yaml': return { snippet: hasValue ? name : yamlKey(parameter, facts), additional: [] };
    default: return pythonKey(parameter, facts, replace, hasValue, text);
  }
}

/** A key of YAML with its value, or with the place where its section begins; the editor indents the second line. */
function yamlKey(parameter: Parameter, facts: DocFacts | undefined): string {
  if (parameter.section === undefined) return `${parameter.name}: ${valueSnippet(parameter, facts, 'yaml')}`;
  return `${parameter.name}:\n  ${parameter.listed ? '- ' : ''}$1`;
}

/** A literal as a value of this kind of file. */
export function insertValue(value: Literal, syntax: Syntax, flags: boolean): string {
  if (flags) return writeLiteral(value, 'plain');
  return writeLiteral(value, syntax === 'json' ? 'json' : syntax === 'yaml' ? 'yaml' : 'python');
}

/** A call's keyword in parentheses, a dict's string key in braces. */
function pythonKey(parameter: Parameter, facts: DocFacts | undefined, replace: Span, hasValue: boolean, text: string): Insertion {
  const inDict = enclosingBracket(text, replace.start) === '{';
  const key = inDict ? `"${parameter.name}": ` : `${parameter.name}=`;
  return withCommas(hasValue ? key.replace(/[:=]\s*$/, '') : key + valueSnippet(parameter, facts, 'python'), replace, hasValue, text);
}

function withCommas(snippet: string, replace: Span, hasValue: boolean, text: string): Insertion {
  if (hasValue) return { snippet, additional: [] };
  const before = lastCode(text, replace.start);
  const after = /^(\s|\/\/[^\n]*|#[^\n]*)*/.exec(text.slice(replace.end))![0].length + replace.end;
  const next = text[after];
  const comma = next !== undefined && !/[},)\]]/.test(next) ? ',' : '';
  const previous = text[before - 1];
  const additional: Edit[] = previous === undefined || /[{(,[]/.test(previous) ? [] : [{ span: span(before, before), text: ',' }];
  return { snippet: snippet + comma, additional };
}

/** The offset behind the last character before `offset` that is neither blank nor part of a comment. */
function lastCode(text: string, offset: number): number {
  let end = offset;
  for (;;) {
    while (end > 0 && /\s/.test(text[end - 1]!)) end--;
    const lineStart = text.lastIndexOf('\n', end - 1) + 1;
    const comment = /(^|\s)(\/\/|#)[^"'\n]*$/.exec(text.slice(lineStart, end));
    if (!comment) return end;
    end = lineStart + comment.index;
  }
}

function enclosingBracket(text: string, offset: number): string | undefined {
  let depth = 0;
  for (let at = offset - 1; at >= 0; at--) {
    const character = text[at]!;
    if (')]}'.includes(character)) depth++;
    else if ('([{'.includes(character) && depth-- === 0) return character;
  }
  return undefined;
}

/** The value a key is inserted with: its choices, what people choose, its default, else a stop to type at. */
function valueSnippet(parameter: Parameter, facts: DocFacts | undefined, manner: 'json' | 'yaml' | 'python'): string {
  if (parameter.section !== undefined) return '{$1}';
  const write = (value: Literal): string => escapeSnippet(writeLiteral(value, manner));
  const values = suggestions(parameter, facts).filter((value) => !Array.isArray(value) && value !== null);
  if (values.length > 1) return `\${1|${values.slice(0, 12).map((value) => write(value).replace(/[,|]/g, '\\$&')).join(',')}|}`;
  const single = suggestions(parameter, facts).find((value) => value !== null);
  if (single !== undefined) return `\${1:${write(single)}}`;
  return `\${1:${write(placeholder(parameter))}}`;
}

function flagValue(parameter: Parameter, facts: DocFacts | undefined): string {
  const { type } = parameter.form;
  // HfArgumentParser and store_true both take a bare flag as true.
  if (/\bbool\b/.test(type)) return '';
  const values = suggestions(parameter, facts).filter((value) => value !== null && !Array.isArray(value));
  if (values.length > 1) return ` \${1|${values.slice(0, 12).map((value) => writeLiteral(value, 'plain').replace(/[,|]/g, '\\$&')).join(',')}|}`;
  return ` \${1:${escapeSnippet(writeLiteral(values[0] ?? placeholder(parameter), 'plain')) || name(parameter)}}`;
}

const name = (parameter: Parameter): string => parameter.name;

/** Values worth offering, best first: choices in the library's order, else what people choose, with the default among them. */
export function suggestions(parameter: Parameter, facts: DocFacts | undefined): readonly Literal[] {
  const { form } = parameter;
  // -1 stands for "not given" in these libraries: nobody types it.
  const first = form.default !== undefined && form.default !== null && form.default !== -1 && !(Array.isArray(form.default) && form.default.length === 0) && form.default !== '' ? [form.default] : [];
  const tries = facts?.try ?? [];
  const known: readonly Literal[] = form.choices ?? (/\bbool\b/.test(form.type) && !/\b(str|int|float|dict)\b/.test(form.type) ? [true, false] : []);
  const all = known.length > 0 ? [...tries.filter((value) => known.includes(value)), ...known] : [...tries, ...first];
  const auto: readonly Literal[] = form.auto ? ['auto'] : [];
  return [...new Map([...all, ...auto].map((value) => [JSON.stringify(value), value])).values()];
}

function placeholder({ form }: Parameter): Literal {
  if (form.type.startsWith('list')) return [];
  if (/\bint\b/.test(form.type)) return Math.max(form.min ?? 1, 1);
  if (/\bfloat\b/.test(form.type)) return 0.1;
  if (/\bbool\b/.test(form.type)) return true;
  if (/\bdict\b/.test(form.type)) return {};
  return 'value';
}

function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
