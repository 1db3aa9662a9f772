import type { Parameter } from '../../knowledge/catalog.js';
import type { Literal } from '../../knowledge/types.js';
import type { Run } from '../../run/run.js';
import type { Edit } from '../../text/edit.js';
import type { Span } from '../../text/span.js';
import type { DeclaredFlag } from '../../schemas/declared/declared.js';
import { declaredKeys, declaredValues } from './declared.js';
import { insertKey, insertValue, suggestions } from './insert.js';
import type { Place } from './place.js';
import { placeAt } from './place.js';
import { snippetsAt } from './snippets.js';

/** One thing that could stand at the cursor. `snippet` has tab stops; a client without them gets `plainText(snippet)`. */
export interface CompletionChoice {
  readonly kind: 'key' | 'section' | 'value' | 'snippet';
  readonly label: string;
  /** Type and default, or what a value means: the grey text beside the label. */
  readonly detail?: string;
  readonly replace: Span;
  readonly snippet: string;
  readonly additional: readonly Edit[];
  /** Lower comes first. */
  readonly rank: number;
  readonly deprecated: boolean;
  /** For the documentation, built when the item is looked at. */
  readonly parameterId?: string;
  readonly documentation?: string;
}

/** Everything that could stand at an offset: keys not yet there, values, and whole blocks with their formulas. */
export function completionsAt(run: Run, offset: number, language: 'en' | 'zh-cn'): readonly CompletionChoice[] {
  const place = placeAt(run, offset);
  if (!place) return [];
  if (place.kind === 'value') return values(place, run);
  return [...keys(place, run), ...snippetsAt(place, run, language)];
}

function keys(place: Extract<Place, { kind: 'key' }>, run: Run): readonly CompletionChoice[] {
  const { block, schema, replace, present, hasValue } = place;
  const { text } = run.subject;
  const { root } = block.block;
  const syntax = (root.kind === 'document' ? root.syntax : undefined) ?? run.subject.syntax;
  const flags = root.kind === 'command';
  const own = declaredKeys(place);
  if (schema.declared?.closed) return own;
  const seen = new Set(own.map((choice) => choice.label.slice(2)));
  return [...own, ...schema.parameters().flatMap((parameter) => {
    if (present.has(parameter.name) || seen.has(parameter.name) || !isOffered(parameter, run)) return [];
    seen.add(parameter.name);
    const facts = run.knowledge.doc(parameter, 'en')?.facts;
    const { snippet, additional } = insertKey(parameter, facts, syntax, flags, replace, hasValue, text);
    const deprecated = Boolean(parameter.form.deprecated);
    return [{
      kind: parameter.section === undefined ? 'key' as const : 'section' as const, label: flags ? `--${parameter.name}` : parameter.name,
      detail: detailOf(parameter), replace, snippet, additional, rank: deprecated ? 3 : parameter.form.required ? 0 : facts ? 1 : 2, deprecated, parameterId: parameter.id,
    }];
  })];
}

/** Only what the installed release has; while it is not known, what the newest one has. */
function isOffered(parameter: Parameter, run: Run): boolean {
  return parameter.here && (parameter.until === undefined || run.knowledge.versions[parameter.library] !== undefined);
}

function detailOf({ form, section }: Parameter): string {
  if (section !== undefined) return '{ … }';
  const type = form.type.replaceAll('none', 'None');
  return form.default === undefined ? type : `${type} = ${JSON.stringify(form.default)}`;
}

function values(place: Extract<Place, { kind: 'value' }>, run: Run): readonly CompletionChoice[] {
  const { binding, block, replace } = place;
  const { parameter } = binding;
  const flag = binding.declared?.flag;
  if (flag && (flag.where || !parameter)) return declaredChoices(place, flag, run);
  if (!parameter || parameter.section !== undefined) return [];
  const doc = run.knowledge.doc(parameter, 'en');
  const flags = block.block.root.kind === 'command';
  // Inside a list one item is written at a time.
  const inList = binding.entry.value.kind === 'list' && place.value !== binding.entry.value;
  const items = suggestions(parameter, doc?.facts).flatMap((value): readonly Literal[] => (inList && Array.isArray(value) ? value as readonly Literal[] : [value]));
  const lead = place.value.kind === 'missing' && /[:=]$/.test(run.subject.text.slice(0, replace.start)) && run.subject.syntax !== 'python' ? ' ' : '';
  const tail = flags && /\S/.test(run.subject.text[replace.end] ?? ' ') ? ' ' : '';
  return items.map((value, index) => ({
    kind: 'value' as const, label: insertValue(value, 'yaml', flags), replace, snippet: (lead + insertValue(value, run.subject.syntax, flags) + tail).replace(/[\\$}]/g, '\\$&'),
    additional: [], rank: index, deprecated: false, parameterId: parameter.id,
  }));
}

/** The values that the script's own declaration admits. */
function declaredChoices(place: Extract<Place, { kind: 'value' }>, flag: DeclaredFlag, run: Run): readonly CompletionChoice[] {
  const tail = /\S/.test(run.subject.text[place.replace.end] ?? ' ') ? ' ' : '';
  return declaredValues(flag).map((value, index) => ({
    kind: 'value' as const, label: value, replace: place.replace, snippet: (value + tail).replace(/[\\$}]/g, '\\$&'), additional: [], rank: index, deprecated: false,
    ...(flag.help ? { documentation: flag.help } : {}),
  }));
}

/** A snippet as it stands once every tab stop is left at its first choice. */
export function plainText(snippet: string): string {
  return snippet.replace(/\$\{\d+\|((?:\\.|[^|\\])*)\|\}/g, (_all, choices: string) => (/^((?:\\.|[^,\\])*)/.exec(choices)![1]!).replace(/\\([,|])/g, '$1'))
    .replace(/\$\{\d+:((?:\\.|[^}\\])*)\}/g, '$1').replace(/\$\d+/g, '').replace(/\\([\\$}])/g, '$1');
}
