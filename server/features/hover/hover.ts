import type { Parameter } from '../../knowledge/catalog.js';
import type { Knowledge } from '../../knowledge/knowledge.js';
import { say } from '../../knowledge/knowledge.js';
import { writeLiteral } from '../../knowledge/literals.js';
import type { DocFacts, DocText, Language } from '../../knowledge/types.js';
import type { Run } from '../../run/run.js';
import type { Binding, BoundBlock } from '../../settings/bind.js';
import type { Span } from '../../text/span.js';
import { calculate } from '../here/here.js';
import { targetAt } from '../query.js';
import type { HoverPage, PageLink } from './page.js';
import { sourceUrl } from './source.js';

/** What hangs over a place in a file. */
export interface HoverAnswer { readonly span: Span; readonly page: HoverPage }

/** The hover at an offset: a parameter's page; over one of several enumerated values, with that value marked. */
export function hoverAt(run: Run, offset: number, language: Language): HoverAnswer | undefined {
  const target = targetAt(run, offset);
  if (!target?.binding.parameter) return undefined;
  const value = target.at === 'value' && target.value.kind === 'scalar' ? target.value.text : undefined;
  return { span: target.span, page: parameterPage(target.binding.parameter, run.knowledge, language, { run, block: target.block, binding: target.binding, value }) };
}

/** Where a parameter was met, for the file's own numbers. Absent in completion docs and in the terminal's `explain`. */
export interface Met { readonly run: Run; readonly block: BoundBlock; readonly binding: Binding; readonly value?: string | undefined }

/** The page of a parameter. */
export function parameterPage(parameter: Parameter, knowledge: Knowledge, language: Language, met?: Met): HoverPage {
  const doc = knowledge.doc(parameter, language);
  const word = (id: string, values?: Readonly<Record<string, string | number>>): string => knowledge.word(id, language, values);
  const formula = doc?.facts.formula === undefined ? undefined : knowledge.formula(doc.facts.formula);
  const calculation = met && doc?.facts.here !== undefined ? calculate(doc.facts.here, met, language) : undefined;
  return {
    title: met?.binding.entry.key ?? parameter.name,
    facts: factsOf(parameter, knowledge, language),
    ...(met?.binding.entry.lost ? { alert: word('lost') } : {}),
    does: doc?.text.does ?? word('undocumented', { library: parameter.library }),
    ...(formula ? { formula } : {}),
    ...(formula?.where ? { formulaWhere: say(formula.where, language) } : {}),
    here: calculation?.lines ?? [],
    ...(calculation?.picture ? { picture: calculation.picture } : {}),
    remarks: doc ? remarksOf(doc.text, knowledge, language) : [],
    values: valuesOf(doc?.text, met?.value ?? scalarText(met?.binding)),
    links: linksOf(parameter, doc?.facts, knowledge, language),
  };
}

function factsOf(parameter: Parameter, knowledge: Knowledge, language: Language): string[] {
  const { form } = parameter;
  const word = (id: string, values?: Readonly<Record<string, string | number>>): string => knowledge.word(id, language, values);
  const facts: string[] = [];
  if (parameter.section === undefined) facts.push(`\`${form.type.replaceAll('none', 'None')}\``);
  if (form.required) facts.push(word('required'));
  else if (form.default !== undefined && parameter.section === undefined) facts.push(`${word('default')} \`${writeLiteral(form.default, parameter.library === 'deepspeed' ? 'json' : 'python')}\``);
  if (parameter.since !== undefined) facts.push(`${parameter.library} ${word('since', { version: parameter.since })}`);
  if (parameter.until !== undefined) facts.push(`${parameter.library} ${word('until', { version: parameter.until })}`);
  const { renamedTo, deprecated } = form;
  const replacement = renamedTo ?? (typeof deprecated === 'string' ? deprecated : undefined);
  if (replacement !== undefined) facts.push(word('deprecated-for', { name: replacement }));
  else if (deprecated) facts.push(word('deprecated'));
  return facts;
}

function remarksOf(text: DocText, knowledge: Knowledge, language: Language): HoverPage['remarks'] {
  return (['usual', 'trap', 'interacts'] as const).flatMap((part) => (text[part] ? [{ label: knowledge.word(part, language), text: text[part] }] : []));
}

/** Enumerated values: those that are explained; where many are, those around the one in the file. */
function valuesOf(text: DocText | undefined, current: string | undefined): HoverPage['values'] {
  const explained = Object.entries(text?.values ?? {});
  const all = explained.map(([value, meaning]) => ({ value, text: meaning, current: value === current }));
  const most = 8;
  if (all.length <= most) return all;
  const chosen = all.filter((item) => item.current);
  return [...chosen, ...all.filter((item) => !item.current).slice(0, most - chosen.length)];
}

function scalarText(binding: Binding | undefined): string | undefined {
  return binding?.entry.value.kind === 'scalar' ? binding.entry.value.text : undefined;
}

function linksOf(parameter: Parameter, facts: DocFacts | undefined, knowledge: Knowledge, language: Language): readonly PageLink[] {
  const concepts = knowledge.concepts();
  const links: PageLink[] = (facts?.concepts ?? []).flatMap((id) => (concepts[id] ? [{ to: 'concept' as const, id, text: say(concepts[id].title, language) }] : []));
  const url = sourceUrl(parameter);
  if (url) links.push({ to: 'web', url, text: `${knowledge.word('source', language)} (${parameter.library} ${parameter.library === 'chatglm' ? '' : parameter.release})`.replace(' )', ')') });
  return links;
}
