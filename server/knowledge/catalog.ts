import type { CatalogClass, CatalogLibrary, ParameterForm, UnknownKeys } from './types.js';

/** One knob of one class, with its form in the newest release read and the releases it stands in. */
export interface Parameter {
  /** `library/Class.name`; for a section path `deepspeed/zero_optimization.stage`; at the top level `deepspeed/fp16`. */
  readonly id: string;
  /** The ids of the same parameter in the base classes, nearest first. */
  readonly inheritedIds: readonly string[];
  readonly library: string;
  readonly name: string;
  readonly form: ParameterForm;
  /** Every form it had in the releases read, oldest first. While the installed version is unknown, any of them may hold. */
  readonly forms: readonly ParameterForm[];
  /** First release read that has it; undefined when that is the first release read at all. */
  readonly since: string | undefined;
  /** Last release read that has it; undefined while the newest one has it. */
  readonly until: string | undefined;
  /** Path of the source inside the released package. */
  readonly file: string | undefined;
  /** The release its form was read from. */
  readonly release: string;
  /** The class its value is a section of (`deepspeed/zero_optimization`), if it is one. */
  readonly section: string | undefined;
}

export interface SectionInfo {
  readonly unknownKeys: UnknownKeys | undefined;
  /** Whether releases differ on that. */
  readonly changed: boolean;
}

export interface CatalogReader {
  parameter(owner: string, name: string): Parameter | undefined;
  parameterById(id: string): Parameter | undefined;
  parameters(owner: string): readonly Parameter[];
  section(owner: string): SectionInfo | undefined;
}

const LIBRARIES: ReadonlySet<string> = new Set(['peft', 'transformers', 'deepspeed', 'chatglm']);

/** Access to the catalog by class and name. `load` gives a library's file; it is called at most once per class. */
export function catalogReader(load: (library: string) => CatalogLibrary): CatalogReader {
  const classes = new Map<string, ReadonlyMap<string, Parameter>>();
  const ownerClass = (owner: string): { library: CatalogLibrary; className: string; content: CatalogClass } | undefined => {
    const slash = owner.indexOf('/');
    const name = owner.slice(0, slash);
    if (!LIBRARIES.has(name)) return undefined;
    const library = load(name);
    const className = owner.slice(slash + 1);
    const content = library.classes[className];
    return content && { library, className, content };
  };
  const read = (owner: string): ReadonlyMap<string, Parameter> => {
    const known = classes.get(owner);
    if (known) return known;
    const found = ownerClass(owner);
    const result = new Map<string, Parameter>();
    if (found) {
      const bases = lineage(found.library, found.className);
      for (const base of bases) {
        for (const [name, forms] of Object.entries(found.library.classes[base]?.parameters ?? {})) {
          if (!result.has(name)) result.set(name, toParameter(found.library, found.className, base, bases, name, forms));
        }
      }
    }
    classes.set(owner, result);
    return result;
  };
  return {
    parameter: (owner, name) => read(owner).get(name),
    parameters: (owner) => [...read(owner).values()],
    parameterById: (id) => {
      const dot = id.lastIndexOf('.');
      const slash = id.indexOf('/');
      return dot > slash ? read(id.slice(0, dot)).get(id.slice(dot + 1)) : read(id.slice(0, slash + 1)).get(id.slice(slash + 1));
    },
    section: (owner) => {
      const found = ownerClass(owner);
      return found && { unknownKeys: newest(found.content.unknownKeys), changed: typeof found.content.unknownKeys === 'object' || isYoung(found.library, found.content) };
    },
  };
}

/** Whether a section is younger than the first release read: before, nobody looked at it and its keys were ignored. */
function isYoung(library: CatalogLibrary, content: CatalogClass): boolean {
  return Object.values(content.parameters).every((forms) => forms[0]!.since !== library.releases[0]);
}

/** The class and its bases that the catalog knows, nearest first. */
function lineage(library: CatalogLibrary, className: string): readonly string[] {
  const result = [className];
  for (const name of result) for (const base of library.classes[name]?.bases ?? []) if (!result.includes(base)) result.push(base);
  return result;
}

function toParameter(library: CatalogLibrary, className: string, base: string, bases: readonly string[], name: string, forms: readonly ParameterForm[]): Parameter {
  const form = forms.at(-1)!;
  const first = forms[0]!;
  const section = /(?:^| )class:([\w.]+)/.exec(form.type)?.[1];
  return {
    id: idOf(library.library, className, name),
    inheritedIds: bases.slice(1).map((other) => idOf(library.library, other, name)),
    library: library.library,
    name,
    form,
    forms,
    since: first.since === library.releases[0] ? undefined : first.since,
    until: form.until,
    file: form.file ?? library.classes[base]?.file,
    release: form.until ?? library.releases.at(-1)!,
    section: section === undefined ? undefined : `${library.library}/${section}`,
  };
}

function idOf(library: string, className: string, name: string): string {
  return className === '' ? `${library}/${name}` : `${library}/${className}.${name}`;
}

function newest(unknownKeys: CatalogClass['unknownKeys']): UnknownKeys | undefined {
  return typeof unknownKeys === 'object' ? unknownKeys.at(-1)?.value : unknownKeys;
}
