/** The compiled knowledge, as `tools/knowledge` writes it and the server reads it. */

export type Language = 'en' | 'zh-cn';

/** A sentence in both languages. */
export type Bilingual = Readonly<Record<Language, string>>;

/** A JSON literal as the catalog stores defaults and choices. */
export type Literal = string | number | boolean | null | readonly Literal[] | { readonly [key: string]: Literal };

/** One form of a parameter, valid from release `since` to release `until` (absent: still so). */
export interface ParameterForm {
  readonly since: string;
  readonly until?: string;
  /** A union written with ` | `: `int` `float` `bool` `str` `none` `any` `list[T]` `dict` `enum` `class:Name`. */
  readonly type: string;
  /** Absent: required, or not a literal (then `defaultNote` says what it is). */
  readonly default?: Literal;
  readonly defaultNote?: string;
  readonly choices?: readonly Literal[];
  /** True when other words than the choices are accepted as well. */
  readonly open?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly exclusiveMin?: number;
  readonly exclusiveMax?: number;
  readonly aliases?: readonly string[];
  readonly deprecated?: boolean | string;
  readonly required?: boolean;
  /** Whether the string `auto` is accepted and filled in by the Hugging Face integration. */
  readonly auto?: boolean;
  readonly file?: string;
  /** What it is called now: a name of the same class, or a dotted path from the top of the file. Hand-written, with evidence, in the overlay. */
  readonly renamedTo?: string;
  /** Where the new name says it differently: the old value (as JSON) → the new one. A value that is not there has no equal. */
  readonly renamedValues?: Readonly<Record<string, Literal>>;
  /** True when newer releases look for it and refuse it by name. */
  readonly refused?: boolean;
  /** What to do now that it is gone: one sentence, hand-written. */
  readonly instead?: Bilingual;
  /** Every spelling of a command-line flag, where it is not just `--name`. */
  readonly flags?: readonly string[];
  /** Whether a flag takes several values. */
  readonly nargs?: boolean;
  /** The classes that a list of sections may hold, when there are several. */
  readonly sections?: readonly string[];
  /** The plugin that adds the key. */
  readonly plugin?: string;
}

/** What a reader does with keys it does not know. */
export type UnknownKeys = 'refused' | 'ignored' | 'kept';

export interface CatalogClass {
  readonly bases?: readonly string[];
  /** Base → the first release in which it is one, where that is not the class's first. */
  readonly basesSince?: Readonly<Record<string, string>>;
  readonly file?: string;
  readonly unknownKeys?: UnknownKeys | readonly { readonly since: string; readonly value: UnknownKeys }[];
  /** First and last release read that has the class, where that is not all of them. */
  readonly since?: string;
  readonly until?: string;
  /** Parameter → the names it had before; the compiler turns `renamedTo` around. */
  readonly formerNames?: Readonly<Record<string, readonly string[]>>;
  readonly parameters: Readonly<Record<string, readonly ParameterForm[]>>;
}

export interface CatalogLibrary {
  readonly library: string;
  readonly releases: readonly string[];
  readonly classes: Readonly<Record<string, CatalogClass>>;
}

/** The hand-written page of one or several parameters, without its sentences. */
export interface DocFacts {
  readonly concepts?: readonly string[];
  readonly formula?: string;
  readonly here?: string;
  readonly try?: readonly Literal[];
  readonly with?: readonly string[];
  readonly sources?: readonly string[];
}

/** The sentences of a parameter's page in one language. Inline code in backticks, no other Markdown. */
export interface DocText {
  readonly does: string;
  readonly usual?: string;
  readonly trap?: string;
  readonly interacts?: string;
  readonly values?: Readonly<Record<string, string>>;
}

/** The number of a parameter's hand-written page: class (`peft/LoraConfig`) → parameter → number. */
export type DocIndex = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** A formula: plain text for readers without pictures, and its layout over the shared glyph table. */
export interface Formula {
  readonly text: string;
  readonly source: string;
  readonly where?: Bilingual;
  readonly layout: Layout;
}

/** As it is stored: a text that holds words has one in each language. */
export interface StoredFormula extends Omit<Formula, 'text'> { readonly text: string | Bilingual }

/** SVG content that uses glyphs by id; sizes in thousandths of an em, as MathJax lays them out. */
export interface Layout {
  /** `minX minY width height` of the view box. */
  readonly box: readonly [number, number, number, number];
  readonly body: string;
}

export interface ConceptInfo {
  readonly title: Bilingual;
  readonly summary: Bilingual;
  readonly aliases: readonly string[];
  /** Pinyin initials of the Chinese title and aliases: 梯度累积 → `tdlj`. */
  readonly initials: readonly string[];
  readonly related: readonly string[];
  readonly sources: readonly string[];
}

/** By what a model family is known: `model_type`, `architectures`, and the classes and functions of its code. */
export interface Architecture { readonly family: readonly string[]; readonly classes: readonly string[]; readonly names: readonly string[] }

/** A chapter of the book: its pages in reading order. */
export interface Chapter { readonly id: string; readonly title: Bilingual; readonly pages: readonly string[] }

/** A formula of the pages: its layout, and the TeX it was written in. */
export interface PageFormula extends Layout { readonly tex: string }

export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface RuleText {
  readonly title: string;
  readonly what: string;
  readonly why: string;
  readonly repair: string;
}

export interface RuleExample {
  readonly file: string;
  readonly text: string;
  readonly findings?: readonly { readonly at: string; readonly message: string; readonly severity?: Severity }[];
  readonly fixed?: string;
  /** Other files of the workspace the example needs: path to text. */
  readonly with?: Readonly<Record<string, string>>;
  /** Which check of a family it shows, or must be free of, and where the library says so. */
  readonly check?: string;
  readonly source?: string;
}

/** A kind of GPU: what it can compute is decided by its compute capability. */
export interface GpuModel { readonly capability: number; readonly architecture: string; readonly names: readonly string[] }

/** The odd values that the oracle gives every parameter: a word, a mapping, a list of one, true, false, 7, 1, 0, -1, -3, 2.37, 0.37, "7", "true", None. */
export type OddKind = 'text' | 'mapping' | 'list' | 'true' | 'false' | 'number' | 'one' | 'zero' | 'minus' | 'negative' | 'fraction' | 'share' | 'quoted' | 'quotedTrue' | 'null';

/** A condition over settings as `tools/knowledge/conditions.mjs` reads it: an operator and what it works on. */
export type Condition = readonly [operator: string, ...operands: readonly unknown[]];

/** One combination of settings that a library refuses, replaces or ignores; its words are a message of its family's rule. */
export interface Check {
  /** Reads as "allow ⟨code⟩" too; the id of its message. */
  readonly code: string;
  /** The family. */
  readonly rule: string;
  readonly severity?: Severity;
  readonly tag?: 'deprecated' | 'unnecessary';
  /** Only files of these tools; absent: wherever the parameters stand. */
  readonly dialects?: readonly string[];
  /** Only releases of a library: `{ llamafactory: '>=0.9.2' }`. */
  readonly releases?: Readonly<Record<string, string>>;
  /** One own parameter of each class it is about: a block whose classes do not have it is another's. */
  readonly marks: readonly string[];
  /** The parameters it speaks of, as paths, and their ids in the catalog. */
  readonly names: readonly string[];
  readonly ids: readonly (readonly string[])[];
  readonly when: Condition;
  /** How many of the names stand in the condition; they come first. */
  readonly used: number;
  /** Where the finding stands: the first of these names that the file gives. */
  readonly at: readonly number[];
  readonly fixes: readonly CheckFix[];
}

export interface CheckFix {
  readonly kind: 'remove' | 'set' | 'add';
  readonly name: string;
  readonly value?: Literal;
}

/** The words of a rule: written once, used by findings, pages, settings and tests. */
export interface RuleWords {
  /** True for a family: its messages are the codes of its checks. */
  readonly family?: boolean;
  readonly severity: Severity;
  readonly dialects: readonly string[];
  readonly sources: readonly string[];
  readonly en: RuleText;
  readonly 'zh-cn': RuleText;
  readonly messages: Readonly<Record<string, Bilingual>>;
  readonly fixes: Readonly<Record<string, Bilingual>>;
}

export interface ModelFamily {
  readonly modules: readonly string[];
  readonly linear?: readonly string[];
  /** Classes that are a layer of the stack or a part of one. */
  readonly layers?: readonly string[];
  readonly peftTargets?: Readonly<Record<string, readonly string[]>>;
  readonly shape?: Readonly<Record<string, string>>;
  readonly defaults?: Readonly<Record<string, Literal>>;
  readonly file: string;
  readonly version: string;
}
