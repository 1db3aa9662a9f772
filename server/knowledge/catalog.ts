import { candidates, compareReleases } from './releases.js';
import type { LibraryVersions } from './releases.js';
import type { CatalogClass, CatalogLibrary, ParameterForm, UnknownKeys } from './types.js';

/** One knob of one class, seen with what is known about the installed releases. */
export interface Parameter {
  /** `library/Class.name`; for a section path `deepspeed/zero_optimization.stage`; at the top level `deepspeed/fp16`. */
  readonly id: string;
  /** The ids of the same parameter in the base classes, nearest first. */
  readonly inheritedIds: readonly string[];
  /** The library that declares it: `transformers` for what TRL's classes inherit from there. */
  readonly library: string;
  readonly name: string;
  /** Its form in the newest release that may be installed; in the newest release that has it, when none of those has. */
  readonly form: ParameterForm;
  /** Every form it has in the releases that may be installed, oldest first; all of them while nothing is known. */
  readonly forms: readonly ParameterForm[];
  /** Every form it ever had, oldest first. */
  readonly history: readonly ParameterForm[];
  /** False when no release that may be installed has it. */
  readonly here: boolean;
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
  /** Whether its value is a list of such sections. */
  readonly listed: boolean;
  /** Names it had before, newest first. */
  readonly formerNames: readonly string[];
}

export interface SectionInfo {
  readonly unknownKeys: UnknownKeys | undefined;
  /** Whether releases that may be installed differ on that. */
  readonly changed: boolean;
  /** False when no release that may be installed has the class. */
  readonly here: boolean;
}

export interface CatalogReader {
  /** By its name, or by another spelling that the library accepts. */
  parameter(owner: string, name: string): Parameter | undefined;
  parameterById(id: string): Parameter | undefined;
  parameters(owner: string): readonly Parameter[];
  section(owner: string): SectionInfo | undefined;
  /** The releases of a library that were read, oldest first. */
  releases(library: string): readonly string[];
}

/** The catalog's libraries and whose releases each follows. */
export const LIBRARIES: Readonly<Record<string, string>> = {
  'peft': 'peft', 'transformers': 'transformers', 'models': 'transformers', 'deepspeed': 'deepspeed', 'trl': 'trl', 'accelerate': 'accelerate', 'torch': 'torch',
  'llamafactory': 'llamafactory', 'axolotl': 'axolotl', 'ms-swift': 'ms-swift', 'ultralytics': 'ultralytics', 'chatglm': 'chatglm', 'llava': 'llava',
  'langchain-text-splitters': 'langchain-text-splitters', 'langchain-core': 'langchain-core', 'langchain-openai': 'langchain-openai', 'langchain-community': 'langchain-community',
};

/** A class's parameters, looked up many times at every keystroke. */
interface ClassView { readonly all: readonly Parameter[]; readonly byName: ReadonlyMap<string, Parameter>; readonly byAlias: ReadonlyMap<string, Parameter> }

interface Owner { readonly library: CatalogLibrary; readonly className: string; readonly content: CatalogClass }

/**
 * Access to the catalog by class and name, as it is for the releases that may be installed.
 * @param load gives a library's file; it is called at most once per class
 */
export function catalogReader(load: (library: string) => CatalogLibrary, versions: LibraryVersions): CatalogReader {
  // Asked for at every entry of every keystroke.
  const sections = new Map<string, SectionInfo | undefined>();
  const classes = new Map<string, ClassView>();
  const windows = new Map<string, readonly string[] | undefined>();
  const windowOf = (library: CatalogLibrary): readonly string[] | undefined => {
    if (!windows.has(library.library)) windows.set(library.library, candidates(library.releases, versions[LIBRARIES[library.library] ?? '']));
    return windows.get(library.library);
  };
  const open = (owner: string): Owner | undefined => {
    const slash = owner.indexOf('/');
    const name = owner.slice(0, slash);
    if (!Object.hasOwn(LIBRARIES, name)) return undefined;
    const library = load(name);
    const className = owner.slice(slash + 1);
    const content = Object.hasOwn(library.classes, className) ? library.classes[className] : undefined;
    return content && { library, className, content };
  };
  const isGone = ({ library, here, until }: Parameter): boolean => (versions[library] ? !here : until !== undefined);
  const read = (owner: string): ClassView => {
    const known = classes.get(owner);
    if (known) return known;
    const result = new Map<string, Parameter>();
    const line = lineage(owner, open, windowOf);
    for (const base of line) {
      for (const [name, forms] of Object.entries(base.content.parameters)) {
        const nearer = result.get(name);
        // A class may have stopped overriding what it still inherits.
        if (!nearer || isGone(nearer)) {
          const found = toParameter(base, line, name, forms, windowOf(base.library));
          if (!nearer || !isGone(found)) result.set(name, found);
        }
      }
    }
    const all = [...result.values()];
    const view = { all, byName: result, byAlias: new Map(all.flatMap((parameter) => (parameter.form.aliases ?? []).map((alias) => [alias, parameter] as const))) };
    classes.set(owner, view);
    return view;
  };
  const find = (owner: string, name: string): Parameter | undefined => read(owner).byName.get(name) ?? read(owner).byAlias.get(name);
  return {
    parameter: find,
    parameters: (owner) => read(owner).all,
    parameterById: (id) => {
      const dot = id.lastIndexOf('.');
      const slash = id.indexOf('/');
      return dot > slash ? find(id.slice(0, dot), id.slice(dot + 1)) : find(id.slice(0, slash + 1), id.slice(slash + 1));
    },
    section: (owner) => {
      if (sections.has(owner)) return sections.get(owner);
      const found = open(owner);
      const info = found && sectionInfo(found, windowOf(found.library));
      sections.set(owner, info);
      return info;
    },
    releases: (library) => (Object.hasOwn(LIBRARIES, library) ? load(library).releases : []),
  };
}

/** The class and its bases that the catalog knows, nearest first; `library/Class` names a base in another library. */
function lineage(owner: string, open: (owner: string) => Owner | undefined, windowOf: (library: CatalogLibrary) => readonly string[] | undefined): readonly Owner[] {
  const names = [owner];
  const result: Owner[] = [];
  for (const name of names) {
    const found = open(name);
    if (!found) continue;
    result.push(found);
    const window = windowOf(found.library);
    for (const base of found.content.bases ?? []) {
      const since = found.content.basesSince?.[base];
      if (since !== undefined && window?.every((release) => compareReleases(release, since) < 0)) continue;
      const full = base.includes('/') ? base : `${found.library.library}/${base}`;
      if (!names.includes(full)) names.push(full);
    }
  }
  return result;
}

function toParameter(owner: Owner, line: readonly Owner[], name: string, history: readonly ParameterForm[], window: readonly string[] | undefined): Parameter {
  const { library } = owner;
  const forms = window ? history.filter((form) => window.some((release) => covers(form, release))) : history;
  const newest = forms.at(-1) ?? history.at(-1)!;
  const form = { ...newest, ...(history.at(-1)!.renamedTo !== undefined ? { renamedTo: history.at(-1)!.renamedTo } : {}) };
  const first = history[0]!;
  const until = history.at(-1)!.until;
  const section = /(?:^| |\[)class:([\w.-]+)/.exec(form.type);
  return {
    id: idOf(line[0]!.library.library, line[0]!.className, name),
    inheritedIds: line.slice(1).map((other) => idOf(other.library.library, other.className, name)),
    library: LIBRARIES[library.library] ?? library.library,
    name,
    form,
    forms: forms.length > 0 ? forms : history,
    history,
    here: forms.length > 0,
    since: first.since === library.releases[0] ? undefined : first.since,
    until,
    file: form.file ?? owner.content.file,
    release: form.until ?? window?.findLast((release) => covers(form, release)) ?? library.releases.at(-1)!,
    section: section ? `${library.library}/${section[1]!}` : undefined,
    listed: section !== null && form.type[section.index] === '[',
    formerNames: owner.content.formerNames?.[name] ?? [],
  };
}

/** Whether a form, or a class, stands in a release. */
function covers({ since, until }: { readonly since?: string; readonly until?: string }, release: string): boolean {
  return (since === undefined || compareReleases(since, release) <= 0) && (until === undefined || compareReleases(release, until) <= 0);
}

function sectionInfo({ library, content }: Owner, window: readonly string[] | undefined): SectionInfo {
  const releases = window ?? library.releases;
  const spans = typeof content.unknownKeys === 'object' ? content.unknownKeys : content.unknownKeys === undefined ? [] : [{ since: content.since ?? library.releases[0]!, value: content.unknownKeys }];
  // Before a section was read by anybody, its keys were ignored.
  const at = (release: string): UnknownKeys => spans.findLast((span) => compareReleases(span.since, release) <= 0)?.value ?? 'ignored';
  const found = new Set(releases.map(at));
  return { unknownKeys: spans.length === 0 ? undefined : at(releases.at(-1)!), changed: found.size > 1, here: releases.some((release) => covers(content, release)) };
}

function idOf(library: string, className: string, name: string): string {
  return className === '' ? `${library}/${name}` : `${library}/${className}.${name}`;
}
