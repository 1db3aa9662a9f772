import { catalogReader } from './catalog.js';
import type { Parameter, SectionInfo } from './catalog.js';
import type { LibraryVersions } from './releases.js';
import { NO_VERSIONS } from './releases.js';
import type { Architecture, Bilingual, Chapter, Check, ConceptInfo, DocFacts, DocIndex, DocText, Formula, Language, GpuModel, ModelFamily, OddKind, PageFormula, RuleExample, RuleWords, StoredFormula } from './types.js';

/** Reads one compiled file by name (`formulas`, `catalog-peft`): from disk, from the worker's bundle, from a test. */
export type ReadCompiled = (name: string) => unknown;

/** Typed, lazy access to what the product knows. Every part is loaded when it is first asked for, and only once. */
export interface Knowledge {
  /** A parameter of a class (`peft/LoraConfig`, `deepspeed/` for the top level), its bases included. */
  parameter(owner: string, name: string): Parameter | undefined;
  parameterById(id: string): Parameter | undefined;
  /** Every parameter of a class, bases included, in the catalog's order. */
  parameters(owner: string): readonly Parameter[];
  section(owner: string): SectionInfo | undefined;
  /** The releases of a library that were read, oldest first. */
  releases(library: string): readonly string[];
  /** What is known about the installed releases; parameters are seen with it. */
  readonly versions: LibraryVersions;
  /** The same knowledge, its parameters seen with other installed releases. */
  at(versions: LibraryVersions): Knowledge;
  /** The hand-written page of a parameter; that of the base class where the class has none of its own. */
  doc(parameter: Parameter, language: Language): { facts: DocFacts; text: DocText } | undefined;
  /** The number of a parameter's hand-written page; parameters that share one have the same. */
  docNumber(parameter: Parameter): number | undefined;
  /** Every hand-written page once under each name it is for, by the first class that has it, with what it says. */
  documented(language: Language): readonly DocumentedName[];
  /** A formula, its plain text in the reader's language. */
  formula(id: string, language: Language): Formula | undefined;
  glyphs(): Readonly<Record<string, string>>;
  concepts(): Readonly<Record<string, ConceptInfo>>;
  /** The book's chapters in order. */
  chapters(): readonly Chapter[];
  /** The model families that have a page, by the page's id. */
  architectures(): Readonly<Record<string, Architecture>>;
  /** A concept's page as HTML; its formulas are `<math-pic n="…">`, numbers for `pageFormula`, its pictures `<picture-pic name="…" alt="…">`. */
  conceptPage(id: string, language: Language): string | undefined;
  pageFormula(number: number): PageFormula | undefined;
  rule(name: string): RuleWords | undefined;
  rules(): Readonly<Record<string, RuleWords>>;
  /** What a rule's page shows: one example of a rule, one of each check of a family. */
  ruleExamples(name: string): readonly RuleExample[];
  /** The kinds of values that a library refuses for a parameter, by its id; undefined where it was not tried. */
  refusedKinds(id: string): readonly OddKind[] | undefined;
  /** The GPUs that are known by name. */
  gpus(): readonly GpuModel[];
  /** The combinations of settings that a family of rules looks for. */
  checks(rule: string): readonly Check[];
  /** A phrase of the interface; `{name}` is replaced from `values`. */
  word(id: string, language: Language, values?: Readonly<Record<string, string | number>>): string;
  modelFamilies(): Readonly<Record<string, ModelFamily>>;
  /** The parameter that scripts conventionally hand an argument of this name to (`lora_r` → `peft/LoraConfig.r`). */
  spelling(name: string): Parameter | undefined;
  /** The ids of the parameters that set a quantity (`batch.micro`), whatever tool spells them. */
  quantity(name: string): readonly string[];
}

/** A hand-written page under a name. */
export interface DocumentedName { readonly id: string; readonly name: string; readonly owner: string; readonly number: number; readonly does: string }

/** Tools whose arguments are handed on to the libraries below them under the names that scripts use. */
const WRAPPERS: ReadonlySet<string> = new Set(['llamafactory', 'axolotl', 'ms-swift', 'trl']);

/** @param read throws when a file is missing: then the build is broken, which no caller can mend. */
export function openKnowledge(read: ReadCompiled): Knowledge {
  const loaded = new Map<string, unknown>();
  const load = <T>(name: string): T => {
    if (!loaded.has(name)) loaded.set(name, read(name));
    return loaded.get(name) as T;
  };
  /** What a part holds under a name, which may come from a file: `constructor` is nothing's name. */
  const entry = <T>(part: string, name: string): T | undefined => {
    const table = load<Readonly<Record<string, T>>>(part);
    return Object.hasOwn(table, name) ? table[name] : undefined;
  };
  // One view for one answer about versions, so that classes are read once and not at every keystroke.
  const views = new WeakMap<LibraryVersions, Knowledge>();
  const view = (versions: LibraryVersions): Knowledge => {
    let known = views.get(versions);
    if (!known) views.set(versions, known = look(versions));
    return known;
  };
  /** Parameters of other tools that set the same quantity, or that scripts call by the same name: their page says what it does. */
  const twins = (parameter: Parameter): readonly string[] => {
    const own = new Set([parameter.id, ...parameter.inheritedIds]);
    const quantities = Object.values(load<Record<string, readonly string[]>>('quantities')).filter((ids) => ids.some((id) => own.has(id)));
    const spelled = WRAPPERS.has(parameter.library) ? entry<string>('spellings', parameter.name) : undefined;
    return [...quantities.flat(), ...(spelled === undefined ? [] : [spelled])];
  };
  const look = (versions: LibraryVersions): Knowledge => {
    const catalog = catalogReader((library) => load(`catalog-${library}`), versions);
    const docNumber = (parameter: Parameter): number | undefined => {
      const index = load<DocIndex>('docs-index');
      for (const id of [parameter.id, ...parameter.inheritedIds, ...twins(parameter)]) {
        const end = Math.max(id.lastIndexOf('.'), id.indexOf('/') + 1);
        const number = index[id.slice(0, end)]?.[id.slice(end).replace(/^\./, '')];
        if (number !== undefined) return number;
      }
      return undefined;
    };
    return {
      ...catalog,
      versions,
      at: view,
      docNumber,
      doc: (parameter, language) => {
        const number = docNumber(parameter);
        if (number === undefined) return undefined;
        const facts = load<readonly DocFacts[]>('docs')[number];
        const text = load<readonly DocText[]>(`docs.${language}`)[number];
        return facts && text ? { facts, text } : undefined;
      },
      documented: (language) => {
        const texts = load<readonly DocText[]>(`docs.${language}`);
        const seen = new Set<string>();
        return Object.entries(load<DocIndex>('docs-index')).flatMap(([owner, parameters]) => Object.entries(parameters).flatMap(([name, number]) => {
          // A page for parameters of several names is listed under each of them.
          const key = `${number} ${name}`;
          return seen.has(key) || !seen.add(key) ? [] : [{ id: owner.endsWith('/') ? `${owner}${name}` : `${owner}.${name}`, name, owner, number, does: texts[number]?.does ?? '' }];
        }));
      },
      formula: (id, language) => {
        const found = entry<StoredFormula>('formulas', id);
        return found && { ...found, text: typeof found.text === 'string' ? found.text : found.text[language] };
      },
      glyphs: () => load('glyphs'),
      concepts: () => load('concepts-index'),
      chapters: () => load('chapters'),
      architectures: () => load('architectures'),
      // Both languages of a page stand side by side: they share formulas and links, and pack smaller so.
      conceptPage: (id, language) => entry<Record<Language, string>>('concepts', id)?.[language],
      pageFormula: (number) => load<readonly PageFormula[]>('math')[number],
      rule: (name) => entry('rules', name),
      rules: () => load('rules'),
      ruleExamples: (name) => entry('rule-examples', name) ?? [],
      refusedKinds: (id) => entry('refused-kinds', id),
      gpus: () => load('gpus'),
      checks: (rule) => entry('checks', rule) ?? [],
      word: (id, language, values) => fill(load<Record<Language, Record<string, string>>>('words')[language][id] ?? id, values),
      modelFamilies: () => load<{ families: Record<string, ModelFamily> }>('catalog-families').families,
      quantity: (name) => entry('quantities', name) ?? [],
      spelling: (name) => {
        const id = entry<string>('spellings', name.replaceAll('-', '_'));
        return id === undefined ? undefined : catalog.parameterById(id);
      },
    };
  };
  return view(NO_VERSIONS);
}

/** Replaces `{name}` by its value; a name without one stays as it is, so that a mistake is seen. */
export function fill(template: string, values: Readonly<Record<string, string | number>> = {}): string {
  return template.replace(/\{(\w+)\}/g, (all, name: string) => (name in values ? String(values[name]) : all));
}

/** The text in this language. */
export function say(text: Bilingual, language: Language, values?: Readonly<Record<string, string | number>>): string {
  return fill(text[language], values);
}
