import type { DeclaredFlag } from '../../schemas/declared/declared.js';
import type { CompletionChoice } from './completion.js';
import type { Place } from './place.js';

/** The flags that the launched script has and the line does not give yet: exactly those, where its parser is closed. */
export function declaredKeys(place: Extract<Place, { kind: 'key' }>): readonly CompletionChoice[] {
  const { declared } = place.schema;
  if (!declared) return [];
  const present = new Set([...place.present].flatMap((key) => declared.lookup(key)?.flag.name ?? []));
  return declared.flags.filter((flag) => (!present.has(flag.name) || flag.repeatable) && flag.name !== 'help').map((flag) => {
    const parameter = place.schema.lookup(flag.name);
    return {
      kind: 'key' as const, label: `--${flag.name}`, detail: detailOf(flag), replace: place.replace, additional: [],
      snippet: `--${flag.name}${place.hasValue ? '' : valueSnippet(flag)}`,
      // The script's own before what it inherits; what it cannot do without first.
      rank: flag.required ? 0 : flag.where ? 1 : 2, deprecated: Boolean(flag.parameter?.form.deprecated),
      ...(flag.help !== undefined && flag.help !== '' ? { documentation: flag.help } : parameter ? { parameterId: parameter.id } : {}),
    };
  });
}

/** The values a declared flag takes. */
export function declaredValues(flag: DeclaredFlag): readonly string[] {
  if (flag.choices) return flag.choices;
  if (flag.type === 'boolean' && flag.takes === 'maybe-one') return ['true', 'false'];
  return flag.fallback === undefined || flag.fallback === '' ? [] : [flag.fallback];
}

function detailOf(flag: DeclaredFlag): string {
  const type = flag.choices ? flag.choices.slice(0, 6).join(' | ') : flag.type === 'other' ? flag.parameter?.form.type.replaceAll('none', 'None') ?? '' : flag.type === 'text' ? 'str' : flag.type === 'boolean' ? 'bool' : flag.type;
  return flag.fallback === undefined ? type : `${type} = ${flag.fallback}`;
}

function valueSnippet(flag: DeclaredFlag): string {
  if (flag.takes === 'nothing' || flag.takes === 'maybe-one') return '';
  const escaped = (text: string): string => text.replace(/[\\$}]/g, '\\$&');
  if (flag.choices && flag.choices.length > 1) return ` \${1|${flag.choices.slice(0, 12).map((choice) => choice.replace(/[,|\\$}]/g, '\\$&')).join(',')}|}`;
  return ` \${1:${escaped(flag.fallback ?? flag.name)}}`;
}
