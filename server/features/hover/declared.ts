import type { Knowledge } from '../../knowledge/knowledge.js';
import type { Language } from '../../knowledge/types.js';
import type { Run } from '../../run/run.js';
import type { DeclaredFlag } from '../../schemas/declared/declared.js';
import type { Binding } from '../../settings/bind.js';
import type { Scalar } from '../../syntax/tree.js';
import { lineNumber } from '../../text/lines.js';
import { placeName } from '../../workspace/snapshot.js';
import type { HoverPage } from './page.js';

/** The page of a flag that the launched script declares: its own words and facts first, then what is known of such a parameter. */
export function declaredPage(binding: Binding, known: HoverPage | undefined, knowledge: Knowledge, language: Language): HoverPage {
  const { flag, how } = binding.declared!;
  const word = (id: string, values?: Readonly<Record<string, string | number>>): string => knowledge.word(id, language, values);
  const facts = factsOf(flag, knowledge, language);
  const title = how === 'abbreviation' ? flag.name : binding.entry.key;
  const base: HoverPage = known ?? { title, facts: [], here: [], remarks: [], values: [], links: [] };
  return {
    ...base, title, facts,
    ...(flag.help === undefined || flag.help === '' ? {} : { own: flag.help }),
    // "Known to transformers; not described yet" says nothing about a script's own flag.
    ...(known?.does === undefined || known.does === word('undocumented', { library: binding.parameter?.library ?? '' }) ? { does: undefined } : {}),
  } as HoverPage;
}

function factsOf(flag: DeclaredFlag, knowledge: Knowledge, language: Language): readonly string[] {
  const word = (id: string, values?: Readonly<Record<string, string | number>>): string => knowledge.word(id, language, values);
  const type = { int: 'int', float: 'float', text: 'str', boolean: 'bool', other: '' }[flag.type];
  const { where } = flag;
  return [
    ...(flag.choices ? [`${word('one-of')} ${flag.choices.slice(0, 8).map((choice) => `\`${choice}\``).join(' ')}`] : type === '' ? [] : [`\`${type}\``]),
    ...(flag.required ? [word('required')] : flag.fallback === undefined ? [] : [`${word('default')} \`${flag.fallback}\``]),
    ...(where ? [placeName(where.file, where.span.start)] : []),
  ];
}

/** Where a value that came through variables is written, and that the environment may replace it. */
export function originLine({ origin, text }: Scalar, run: Run, language: Language): string | undefined {
  const name = origin?.names[0];
  if (!origin || name === undefined || !/^[A-Za-z_]/.test(name)) return undefined;
  if (origin.fallback) return run.knowledge.word('value-fallback', language, { name, value: text });
  const line = origin.span ? lineNumber(run.subject.text, origin.span.start) : undefined;
  return line === undefined ? run.knowledge.word('value-through', language, { name, value: text }) : run.knowledge.word('value-from', language, { name, value: text, line });
}
