import type { Knowledge } from './knowledge.js';

/** The names of the book: what in code, in values and in prose leads to a page. */
export interface BookNames {
  /** The pages that a name in code leads to, the one about the idea before those about models; by itself (`apply_rotary_pos_emb`) or by its end (`Qwen2RMSNorm`). */
  ofCode(name: string): readonly string[];
  /** The page that a value such as `cosine` or `bfloat16` names. */
  ofValue(text: string): readonly string[];
  /** The longest name of the book in a line of prose that covers a column. */
  inProse(line: string, column: number): { readonly start: number; readonly end: number; readonly page: string } | undefined;
}

const cache = new WeakMap<object, BookNames>();

/** The names, gathered once from the pages' aliases and the models' classes. */
export function bookNames(knowledge: Knowledge): BookNames {
  const key = knowledge.concepts();
  let names = cache.get(key);
  if (!names) cache.set(key, names = gather(knowledge));
  return names;
}

/** A class is named after what it is (`LlamaAttention`): as its end a single word in capitals counts, by itself it is an ordinary word. */
const CLASS_END = /^[A-Z][A-Za-z]{2,}$/;
/** A name as code writes it: with an underscore or a capital inside, so that ordinary words are left alone. */
const CODE_NAME = /^(?=.*(_|[a-z0-9][A-Z]|[A-Z]{2}))[A-Za-z_][A-Za-z0-9_]{2,}$/;
const HAN = /\p{Script=Han}/u;
const WORD = /[\p{L}\p{N}_]/u;
/** Nothing that is longer than this has a name: it is data, and looking for the ends of it takes long. */
const LONGEST_NAME = 120;

function gather(knowledge: Knowledge): BookNames {
  const ideas = new Map<string, string[]>();
  const ends = new Map<string, string[]>();
  const models = new Map<string, string[]>();
  const families = new Map<string, string[]>();
  const words = new Map<string, string>();
  const add = (map: Map<string, string[]>, name: string, page: string): void => {
    const pages = map.get(name) ?? [];
    if (!pages.includes(page)) map.set(name, [...pages, page]);
  };
  for (const [id, info] of Object.entries(knowledge.concepts())) {
    for (const alias of info.aliases) {
      if (CODE_NAME.test(alias)) add(ideas, alias, id);
      if (CLASS_END.test(alias)) add(ends, alias, id);
      const phrase = plain(alias);
      if (!words.has(phrase)) words.set(phrase, id);
    }
    // A title names its page better than another page's alias does.
    for (const title of [id, info.title.en, info.title['zh-cn']]) words.set(plain(title), id);
  }
  for (const [id, { family, classes, names }] of Object.entries(knowledge.architectures())) {
    for (const name of [...classes, ...names]) add(models, name, id);
    // A model_type is a plain word: only a whole value may name it.
    for (const name of family) add(families, name, id);
  }
  const ofCode = (name: string): readonly string[] => (name.length > LONGEST_NAME ? [] : unique([
    ...ideas.get(name) ?? endings(name).map((ending) => ends.get(ending)).find((pages) => pages !== undefined) ?? [], ...models.get(name) ?? [],
  ]));
  return {
    ofCode,
    ofValue: (text) => (text.length > LONGEST_NAME ? [] : unique([...ofCode(text), ...families.get(text) ?? [], words.get(plain(text))])),
    inProse: inProse(words),
  };
}

/** Looks for words of the book in prose: at each length that one has, the longest first. */
function inProse(words: ReadonlyMap<string, string>): BookNames['inProse'] {
  const counts = (phrase: string): boolean => phrase.length > 2 || (phrase.length > 1 && HAN.test(phrase));
  const lengths = [...new Set([...words.keys()].filter(counts).map((phrase) => phrase.length))].sort((a, b) => b - a);
  const longest = lengths[0] ?? 0;
  return (line, column) => {
    // A paragraph may be one line of any length: only what a word could reach is looked at, and one character more on each side.
    const from = Math.max(0, column - longest);
    const near = plain(line.slice(from, column + longest + 1));
    const at = column - from;
    for (const length of lengths) {
      for (let start = Math.max(0, at - length + 1); start <= at && start + length <= near.length; start++) {
        const phrase = near.slice(start, start + length);
        const page = words.get(phrase);
        if (page !== undefined && counts(phrase) && stands(near, start, start + length)) return { start: from + start, end: from + start + length, page };
      }
    }
    return undefined;
  };
}

/** Small letters, dashes and underscores as gaps; as long as the text, so that places stay. */
function plain(text: string): string {
  // The one letter whose small form is longer: the dotted capital I of Turkish.
  return text.replaceAll('İ', 'i').toLowerCase().replace(/[-_‑–]/g, ' ');
}

function unique(pages: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(pages.filter((page) => page !== undefined))];
}

/** `Qwen2RMSNorm` → `RMSNorm`, `Norm`: a model's class is named after what it is. */
function endings(name: string): readonly string[] {
  return [...name.matchAll(/[A-Z]/g)].map(({ index }) => name.slice(index)).filter((ending) => ending !== name && ending.length > 2);
}

/** Whether a phrase stands as words of its own; Chinese is written without gaps. */
function stands(line: string, start: number, end: number): boolean {
  const joined = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && WORD.test(a) && WORD.test(b) && !HAN.test(a) && !HAN.test(b);
  return !joined(line[start - 1], line[start]) && !joined(line[end - 1], line[end]);
}
