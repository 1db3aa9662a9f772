import type { Parameter } from '../../knowledge/catalog.js';
import type { Knowledge } from '../../knowledge/knowledge.js';
import { say } from '../../knowledge/knowledge.js';
import { writeLiteral } from '../../knowledge/literals.js';
import { bookNames } from '../../knowledge/names.js';
import { compareReleases } from '../../knowledge/releases.js';
import type { DocText, Language, Literal } from '../../knowledge/types.js';
import type { Run } from '../../run/run.js';
import type { Binding, BoundBlock } from '../../settings/bind.js';
import type { Span } from '../../text/span.js';
import { calculate } from '../here/here.js';
import { autoLines, isAuto } from '../here/auto.js';
import { filePage, previewAt } from './preview.js';
import { modelTypePage } from './model.js';
import { conceptLinks, namePage } from './name.js';
import { withRuns } from './runs.js';
import { declaredPage, originLine } from './declared.js';
import { targetAt } from '../query.js';
import type { HoverPage, PageLink } from './page.js';
import { sourceUrl } from './source.js';

/** What hangs over a place in a file. */
export interface HoverAnswer { readonly span: Span; readonly page: HoverPage }

/** The hover at an offset: a parameter's page; over one of several enumerated values, with that value marked. */
export function hoverAt(run: Run, offset: number, language: Language): HoverAnswer | undefined {
  const target = targetAt(run, offset);
  if (!target) return filePage(run, offset, language) ?? namePage(run, offset, language);
  const { binding, block } = target;
  const value = target.at === 'value' && target.value.kind === 'scalar' ? target.value.text : undefined;
  const page = binding.parameter && parameterPage(binding.parameter, run.knowledge, language, { run, block, binding, value });
  const declared = binding.declared?.flag.where ? declaredPage(binding, page, run.knowledge, language) : page;
  if (!declared) {
    const model = modelTypePage(target, run, language);
    return model ? { span: target.span, page: model } : filePage(run, offset, language) ?? namePage(run, offset, language);
  }
  const preview = target.at === 'value' ? previewAt(run, offset) : undefined;
  if (preview) return { span: target.span, page: { ...declared, remarks: [], values: [], preview } };
  if (isAuto(block, binding)) return { span: target.span, page: withRuns({ ...declared, here: autoLines(run, block, binding, language) }, run, language) };
  const origin = target.at === 'value' && target.value.kind === 'scalar' ? originLine(target.value, run, language) : undefined;
  return { span: target.span, page: withRuns(origin === undefined ? declared : { ...declared, here: [origin, ...declared.here] }, run, language) };
}

/** Where a parameter was met, for the file's own numbers. Absent in completion docs and in the terminal's `explain`. */
export interface Met { readonly run: Run; readonly block: BoundBlock; readonly binding: Binding; readonly value?: string | undefined }

/** The page of a parameter. */
export function parameterPage(parameter: Parameter, knowledge: Knowledge, language: Language, met?: Met): HoverPage {
  const doc = knowledge.doc(parameter, language);
  const word = (id: string, values?: Readonly<Record<string, string | number>>): string => knowledge.word(id, language, values);
  const formula = doc?.facts.formula === undefined ? undefined : knowledge.formula(doc.facts.formula, language);
  const calculation = met && doc?.facts.here !== undefined ? calculate(doc.facts.here, met, language) : undefined;
  return {
    title: met?.binding.entry.key ?? parameter.name,
    facts: factsOf(parameter, knowledge, language),
    ...alertOf(parameter, knowledge, language, met?.binding.entry.lost === true),
    does: doc?.text.does ?? word('undocumented', { library: parameter.library }),
    ...(formula ? { formula } : {}),
    ...(formula?.where ? { formulaWhere: say(formula.where, language) } : {}),
    here: calculation?.lines ?? [],
    ...(calculation?.picture ? { picture: calculation.picture } : {}),
    remarks: [...(doc ? remarksOf(doc.text, knowledge, language) : []), ...releaseRemarks(parameter, knowledge, language)],
    values: valuesOf(doc?.text, met?.value ?? scalarText(met?.binding)),
    links: linksOf(parameter, [...valueConcepts(met, knowledge), ...doc?.facts.concepts ?? []], knowledge, language),
  };
}

function factsOf(parameter: Parameter, knowledge: Knowledge, language: Language): string[] {
  const { form } = parameter;
  const word = (id: string, values?: Readonly<Record<string, string | number>>): string => knowledge.word(id, language, values);
  const facts: string[] = [];
  if (parameter.section === undefined) facts.push(`\`${form.type.replaceAll('none', 'None')}\``);
  if (form.required) facts.push(word('required'));
  else if (form.default !== undefined && parameter.section === undefined) facts.push(`${word('default')} \`${writeDefault(parameter, form.default)}\``);
  if (parameter.since !== undefined) facts.push(`${parameter.library} ${word('since', { version: parameter.since })}`);
  if (parameter.until !== undefined) facts.push(`${parameter.library} ${word('until', { version: parameter.until })}`);
  const { renamedTo, deprecated } = form;
  const replacement = renamedTo ?? (typeof deprecated === 'string' ? deprecated : undefined);
  if (parameter.formerNames.length > 0) facts.push(word('was-called', { names: parameter.formerNames.map((name) => `\`${name}\``).join(', ') }));
  if (replacement !== undefined) facts.push(word(parameter.here ? 'deprecated-for' : 'now-called', { name: replacement }));
  else if (deprecated) facts.push(word('deprecated'));
  return facts;
}

function writeDefault(parameter: Parameter, value: Literal): string {
  return writeLiteral(value, parameter.library === 'deepspeed' ? 'json' : 'python');
}

/** A warning above everything else: the flag is lost, or the installed release does not have the key. */
function alertOf(parameter: Parameter, knowledge: Knowledge, language: Language, lost: boolean): { readonly alert?: string } {
  if (lost) return { alert: knowledge.word('lost', language) };
  const version = knowledge.versions[parameter.library];
  if (parameter.here || !version) return {};
  const values = { library: parameter.library, version: version.text, from: version.from };
  const later = parameter.since !== undefined && (version.exact === undefined || compareReleases(version.exact, parameter.since) < 0) && parameter.until === undefined;
  return { alert: later ? knowledge.word('not-yet', language, { ...values, since: parameter.since! }) : knowledge.word('no-more', language, { ...values, until: parameter.until ?? '' }) };
}

/** What the default was from which release on, when that changed; and what to do now that the key is gone. */
function releaseRemarks(parameter: Parameter, knowledge: Knowledge, language: Language): HoverPage['remarks'] {
  const changes: { readonly since: string; readonly value: Literal }[] = [];
  for (const form of parameter.history) {
    if (form.default === undefined || parameter.section !== undefined) continue;
    const last = changes.at(-1);
    if (!last || JSON.stringify(last.value) !== JSON.stringify(form.default)) changes.push({ since: form.since, value: form.default });
  }
  const told = changes.slice(-3).map(({ since, value }, index) => {
    const text = `\`${writeDefault(parameter, value)}\``;
    // The first of the list held in earlier releases as well.
    return index === 0 ? text : knowledge.word('default-from', language, { value: text, version: since });
  });
  const { instead } = parameter.history.at(-1)!;
  return [
    ...(changes.length > 1 ? [{ label: knowledge.word('default-history', language), text: told.join(language === 'en' ? ', ' : '，') }] : []),
    ...(instead ? [{ label: knowledge.word('instead', language), text: instead[language] }] : []),
  ];
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

/** The pages that the value itself names: `hidden_act: silu`, `architectures: [LlamaForCausalLM]`. */
function valueConcepts(met: Met | undefined, knowledge: Knowledge): readonly string[] {
  const text = met?.value ?? scalarText(met?.binding);
  return text === undefined || /^[\d.]*$/.test(text) ? [] : bookNames(knowledge).ofValue(text);
}

function linksOf(parameter: Parameter, concepts: readonly string[], knowledge: Knowledge, language: Language): readonly PageLink[] {
  const links: PageLink[] = [...conceptLinks([...new Set(concepts)], knowledge, language)];
  const url = sourceUrl(parameter);
  if (url) links.push({ to: 'web', url, text: `${knowledge.word('source', language)} (${parameter.library} ${parameter.library === 'chatglm' ? '' : parameter.release})`.replace(' )', ')') });
  return links;
}
